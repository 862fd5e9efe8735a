// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>

namespace corbel {

/// How often a thread has begun to wait, or ended: odd while it waits. Written by that thread, read by any.
class WaitCount {
public:
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }
    static bool waits(std::uint64_t value) noexcept { return value % 2 != 0; }

private:
    friend class Waiting;
    void next() noexcept { value_.store(value() + 1, std::memory_order_relaxed); }

    std::atomic<std::uint64_t> value_{0};
};

/// While it lives, its thread waits for what may need other requests to be performed: an answer to a call, a turn that
/// another upcall has. Not one within another. A thread that is not counted only looks.
class Waiting {
public:
    Waiting() noexcept : count_{of_this_thread} {
        if (count_) count_->next();
    }
    ~Waiting() {
        if (count_) count_->next();
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    /// Counts those of this thread from now on; `count` is there as long as the thread.
    static void count(WaitCount& count) noexcept { of_this_thread = &count; }

private:
    WaitCount* const count_;

    static inline constinit thread_local WaitCount* of_this_thread = nullptr;
};

}  // namespace corbel
