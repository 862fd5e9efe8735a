// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/timers.hpp"

#include <system_error>
#include <utility>

#include "orb/engine/base/error.hpp"

namespace corbel {

/// With the mutex held.
void Timers::start() {
    if (thread_.joinable()) return;
    try {
        thread_ = std::thread{[self = shared_from_this()] { self->run(); }};
    } catch (const std::system_error& error) {
        throw SystemError{Error::no_resources, 0,
                          std::string{"no thread can be started for deadlines: "} + error.what()};
    }
}

Timers::Timer Timers::at(Deadline time, Task task) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return {};
    start();
    const auto timer = schedule_.add(time, std::move(task));
    if (time < asleep_until_) changed_.notify_one();
    return timer;
}

void Timers::cancel(Timer& timer) {
    Task task;  // destroyed after the lock is released
    const std::lock_guard lock{mutex_};
    task = schedule_.remove(timer);
}

void Timers::stop() {
    std::thread thread;
    Schedule dropped;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        std::swap(dropped, schedule_);
        thread.swap(thread_);
        changed_.notify_one();
    }
    if (thread.get_id() == std::this_thread::get_id()) return thread.detach();
    if (thread.joinable()) thread.join();
}

void Timers::run() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        auto task = schedule_.take_due(Clock::now());
        if (!task) {
            wait(lock);
            continue;
        }
        lock.unlock();
        perform(std::exchange(task, nullptr), log::Channel::call, "the thread that keeps the time");
        lock.lock();
    }
}

void Timers::wait(std::unique_lock<std::mutex>& lock) {
    asleep_until_ = schedule_.next();
    if (asleep_until_ == no_deadline)
        changed_.wait(lock);
    else
        changed_.wait_until(lock, Deadline{asleep_until_});  // a copy: it is read without the lock
    asleep_until_ = {};
}

}  // namespace corbel
