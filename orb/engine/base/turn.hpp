// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/base/waiting.hpp"

namespace corbel {

/// Lets one thread through at a time, that one as often as it comes again. Unlike std::recursive_timed_mutex it can be
/// asked whose turn it is. For std::unique_lock and its like.
class Turn {
public:
    void lock() { try_lock_until(no_deadline); }

    /// False if the others did not come to their end before.
    bool try_lock_until(Deadline deadline) {
        if (!is_mine() && !begin(deadline)) return false;
        ++depth_;
        return true;
    }

    void unlock() noexcept {
        if (--depth_ != 0) return;
        {
            const std::lock_guard lock{mutex_};
            owner_.store({}, std::memory_order_relaxed);
        }
        over_.notify_one();
    }

    /// Whether this thread is in it.
    bool is_mine() const noexcept {
        return owner_.load(std::memory_order_relaxed) == std::this_thread::get_id();
    }

private:
    bool begin(Deadline deadline) {
        const auto free = [this] { return owner_.load(std::memory_order_relaxed) == std::thread::id{}; };
        const Waiting waiting;
        std::unique_lock lock{mutex_};
        if (deadline == no_deadline)
            over_.wait(lock, free);
        else if (!over_.wait_until(lock, deadline, free))
            return false;
        owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
        return true;
    }

    std::mutex mutex_;
    std::condition_variable over_;
    std::atomic<std::thread::id> owner_{};  // written under the mutex
    unsigned depth_ = 0;                    // the owner's
};

}  // namespace corbel
