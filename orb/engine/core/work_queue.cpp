// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/work_queue.hpp"

namespace corbel::core {

void WorkQueue::post(std::function<void()> work) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    work_.push_back(std::move(work));
    if (idle_ < work_.size() && threads_.size() < max_threads) threads_.emplace_back([this] { run(); });
    changed_.notify_one();
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
}

void WorkQueue::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        ++idle_;
        changed_.wait(lock, [&] { return stopping_ || !work_.empty(); });
        --idle_;
        if (work_.empty()) return;
        {
            const auto work = std::move(work_.front());
            work_.pop_front();
            lock.unlock();
            work();
        }
        lock.lock();
    }
}

}  // namespace corbel::core
