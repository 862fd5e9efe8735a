// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "orb/engine/base/deadline.hpp"

namespace corbel {

/// Lets one thread through at a time, that one as often as it comes again. Unlike std::recursive_timed_mutex it can be
/// asked whose turn it is. For std::unique_lock and its like.
class Turn {
public:
    void lock() { try_lock_until(no_deadline); }

    /// False if the others did not come to their end before.
    bool try_lock_until(Deadline deadline) {
        if (!is_mine()) {
            if (deadline == no_deadline)
                mutex_.lock();
            else if (!mutex_.try_lock_until(deadline))
                return false;
            owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
        }
        ++depth_;
        return true;
    }

    void unlock() noexcept {
        if (--depth_ != 0) return;
        owner_.store({}, std::memory_order_relaxed);
        mutex_.unlock();
    }

    /// Whether this thread is in it.
    bool is_mine() const noexcept {
        return owner_.load(std::memory_order_relaxed) == std::this_thread::get_id();
    }

private:
    std::timed_mutex mutex_;
    std::atomic<std::thread::id> owner_{};
    unsigned depth_ = 0;
};

}  // namespace corbel
