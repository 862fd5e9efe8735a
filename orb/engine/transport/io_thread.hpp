// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "orb/engine/base/schedule.hpp"
#include "orb/engine/transport/socket.hpp"

struct epoll_event;  // of <sys/epoll.h>

namespace corbel::transport {

/// Something that has messages to send a moment later.
class Flushable {
public:
    virtual ~Flushable() = default;

    /// True to be asked again.
    virtual bool flush() = 0;
};

/// The thread that does for a client what no caller waits for: it reads the answers of asynchronous calls, keeps their
/// deadlines, runs what must not run on a caller's thread. Begins with the first use, keeps itself alive until stop().
class IoThread : public std::enable_shared_from_this<IoThread> {
public:
    using Task = std::function<void()>;

    /// A point in time at which something is to be done; empty: none.
    using Timer = Schedule::Entry;

    IoThread();
    ~IoThread();

    /// Runs the task soon, in order; at once and here after stop().
    void post(Task task);

    /// Runs the task at the time unless the timer is cancelled before. Nothing after stop().
    Timer at(Deadline time, Task task);
    /// The task may run still if its time has come already.
    void cancel(Timer& timer);

    /// Calls `flush()` after flush_delay and again as long as it asks for it; nothing after stop(). Without allocation
    /// in the steady state.
    void flush_soon(std::weak_ptr<Flushable> flushable);
    static constexpr std::chrono::microseconds flush_delay{50};

    /// `on_ready` runs once after each arm(), when its socket has one of the events of epoll. Returns the number to arm
    /// and forget it by. A socket that was never armed is in no epoll set: each message to one that is would cost more.
    std::uint64_t watch(Task on_ready);
    void arm(int socket, std::uint64_t number, std::uint32_t events) noexcept;
    void forget(int socket, std::uint64_t number) noexcept;

    /// Runs what was posted and ends the thread; waits for it unless called on it.
    void stop();

    /// Becomes readable at stop(): ends attempts to connect.
    int stop_event() const noexcept { return stop_event_.get(); }

private:
    void start();
    void run();
    void run_posted();
    void run_timers();
    void run_watched(std::uint64_t number);
    void run_flushes();
    int wait(epoll_event& event);
    void wake() noexcept;

    Fd epoll_;
    Fd wake_event_;
    Fd stop_event_;
    std::mutex mutex_;
    std::deque<Task> posted_;
    std::vector<std::weak_ptr<Flushable>> to_flush_;
    std::vector<std::weak_ptr<Flushable>> flushing_;  // of the thread
    bool in_flushes_ = false;
    Clock::time_point flush_at_{};  // once there is something to flush
    Schedule timers_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Task>> watched_;
    std::uint64_t next_number_ = 2;  // of what is watched; 0 and 1 are the events below
    std::atomic<bool> stopping_{false};
    bool started_ = false;
    std::thread thread_;
};

}  // namespace corbel::transport
