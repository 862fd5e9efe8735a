// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/work_queue.hpp"

#include <system_error>

#include "orb/engine/base/error.hpp"

namespace corbel::core {

void WorkQueue::post(std::function<void()> work) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    if (idle_ <= work_.size() && threads_.size() < max_threads) hire();
    work_.push_back(std::move(work));
    changed_.notify_one();
}

void WorkQueue::post_at(Deadline when, std::function<void()> work) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    if (threads_.empty()) hire();
    later_.add(when, std::move(work));
    changed_.notify_all();  // each waits for the earliest
}

void WorkQueue::stop() {
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        threads.swap(threads_);
        changed_.notify_all();
    }
    for (auto& thread : threads) thread.join();
    later_ = {};
}

void WorkQueue::hire() {
    try {
        threads_.emplace_back([this] { run(); });
    } catch (const std::system_error& error) {  // Those that are there go on (hardening T2).
        if (threads_.empty())
            throw SystemError{Error::no_resources, 0, std::string{"no thread can be started: "} + error.what()};
    }
}

void WorkQueue::run() {
    std::unique_lock lock{mutex_};
    while (wait(lock)) {
        {
            const auto work = std::move(work_.front());
            work_.pop_front();
            lock.unlock();
            work();
        }
        lock.lock();
    }
}

/// True when there is work; false at the end.
bool WorkQueue::wait(std::unique_lock<std::mutex>& lock) {
    for (;;) {
        const auto now = Clock::now();
        while (!stopping_ && !later_.empty()) {
            auto due = later_.take_due(now);
            if (!due) break;
            work_.push_back(std::move(due));
        }
        if (!work_.empty()) return true;
        if (stopping_) return false;
        ++idle_;
        if (const auto until = later_.next(); until == no_deadline)
            changed_.wait(lock);
        else
            changed_.wait_until(lock, until);
        --idle_;
    }
}

}  // namespace corbel::core
