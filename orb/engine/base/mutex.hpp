// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "orb/engine/base/deadline.hpp"

namespace corbel {

/// As std::mutex, for the path of a call: where no other thread holds it, to lock and to unlock is an atomic operation
/// each, in line. Whoever has to wait sleeps.
class Mutex {
public:
    Mutex() = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    void lock() noexcept {
        if (!try_lock()) [[unlikely]]
            wait_and_lock();
    }
    bool try_lock() noexcept {
        std::uint32_t state = open;
        return state_.compare_exchange_strong(state, locked, std::memory_order_acquire, std::memory_order_relaxed);
    }
    void unlock() noexcept {
        if (state_.exchange(open, std::memory_order_release) == awaited) [[unlikely]]
            wake_one();
    }

private:
    static constexpr std::uint32_t open = 0, locked = 1, awaited = 2;

    void wait_and_lock() noexcept;
    void wake_one() noexcept;

    std::atomic<std::uint32_t> state_{open};
};

/// Calls one thread that waits. It is waited for and rung with the Mutex held.
class Bell {
public:
    /// Until it is rung; false if that is not before the deadline.
    bool wait(std::unique_lock<Mutex>& lock, Deadline deadline) noexcept;
    void ring() noexcept;

private:
    std::atomic<std::uint32_t> rung_{0};
};

}  // namespace corbel
