// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "orb/engine/base/schedule.hpp"

namespace corbel {

/// A thread that does what is due, and nothing that takes time. Begins with the first use, keeps itself alive until
/// stop().
class Timers : public std::enable_shared_from_this<Timers> {
public:
    using Task = Schedule::Task;
    using Timer = Schedule::Entry;

    Timers() = default;
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    /// Runs the task at the time unless the timer is cancelled before; nothing after stop(). NO_RESOURCES if there can
    /// be no thread.
    Timer at(Deadline time, Task task);
    /// The task may run still if its time has come already.
    void cancel(Timer& timer);

    /// Drops what is not due and ends the thread; waits for it unless called on it.
    void stop();

private:
    void start();
    void run();
    void wait(std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    Schedule schedule_;
    Deadline asleep_until_{};  ///< while the thread sleeps
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace corbel
