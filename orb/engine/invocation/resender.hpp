// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/timers.hpp"

namespace corbel {

class AsynchronousCall;

/// Sends asynchronous calls again: after a pause, or where a connection must be opened first, for which neither their
/// callers nor those who bring answers can wait. It has max_threads threads at most, however many the calls are, and
/// none before the first of them.
///
/// Calls to one place stand in one line, in the order in which they were begun, and pause together. One thread connects
/// for all that are there, and sends them one after the other, or tells each why there is no way. A call that is still
/// waiting at its deadline is given up then.
class Resender : public std::enable_shared_from_this<Resender> {
public:
    using CallPtr = std::shared_ptr<AsynchronousCall>;

    explicit Resender(std::shared_ptr<Timers> timers);

    /// AsynchronousCall::resend() or no_way() when `pause` has passed, or the line has its turn anyway, or give_up():
    /// one of them, once.
    void send_again(CallPtr call, std::chrono::milliseconds pause);

    /// Whether calls to this place wait, which another one should not overtake.
    bool has_line(const std::string& place) const;

    /// Gives up the calls that wait, those that come later at once, and ends the threads; waits for them unless called
    /// on one of them.
    void stop();

    static constexpr std::size_t max_threads = 16;

private:
    struct Entry {
        CallPtr call;  ///< while it waits
        std::uint64_t number;
        std::string place;
        Timers::Timer deadline;
        std::list<std::shared_ptr<Entry>>::iterator at;  ///< in waiting_
    };
    using EntryPtr = std::shared_ptr<Entry>;
    using Calls = std::map<std::uint64_t, EntryPtr>;  // by their numbers
    struct Line {
        Calls calls;
        std::chrono::milliseconds pause = std::chrono::milliseconds::max();  ///< the shortest that a call asks for
        bool busy = false;  ///< it pauses, or a thread is at it, or will be
    };
    using Lines = std::map<std::string, Line>;
    using Lock = std::unique_lock<std::mutex>;

    CallPtr take(Entry& entry);
    void keep_deadline(const EntryPtr& entry, Deadline deadline);
    void expire(Entry& entry);
    void line_up(const EntryPtr& entry, std::chrono::milliseconds pause);
    void begin_turn(Lines::iterator line);
    void hire();
    void run();
    void work(Lock& lock);
    void work_without_threads(Lock& lock);
    void go_on(EntryPtr entry, const std::optional<SystemError>& failure, Lock& lock);
    void serve(Lines::iterator line, Lock& lock);
    std::optional<SystemError> connect(const Calls& batch, Lock& lock);

    const std::shared_ptr<Timers> timers_;
    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::list<EntryPtr> waiting_;         // all that are neither sent nor given up
    Lines lines_;
    std::deque<Lines::iterator> unserved_;  // whose turn it is
    std::deque<EntryPtr> connected_;      // any thread may send them: their hooks take their time
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool stopping_ = false;
};

}  // namespace corbel
