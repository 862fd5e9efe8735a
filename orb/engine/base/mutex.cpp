// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/mutex.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

namespace corbel {
namespace {

/// False when the deadline has passed. May return before anybody has called.
bool sleep_while(std::atomic<std::uint32_t>& word, std::uint32_t value, Deadline deadline) noexcept {
    const auto until = deadline.time_since_epoch().count();
    const timespec time{until / 1'000'000'000, until % 1'000'000'000};
    return ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value,
                     deadline == no_deadline ? nullptr : &time, nullptr, FUTEX_BITSET_MATCH_ANY) == 0 ||
           errno != ETIMEDOUT;
}

void wake(std::atomic<std::uint32_t>& word) noexcept {
    ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1,
              nullptr, nullptr, 0);
}

}  // namespace

void Mutex::wait_and_lock() noexcept {
    while (state_.exchange(awaited, std::memory_order_acquire) != open) sleep_while(state_, awaited, no_deadline);
}

void Mutex::wake_one() noexcept { wake(state_); }

bool Bell::wait(std::unique_lock<Mutex>& lock, Deadline deadline) noexcept {
    rung_.store(0, std::memory_order_relaxed);
    lock.unlock();
    bool in_time = true;
    while (in_time && rung_.load(std::memory_order_relaxed) == 0) in_time = sleep_while(rung_, 0, deadline);
    lock.lock();
    return rung_.load(std::memory_order_relaxed) != 0;
}

void Bell::ring() noexcept {
    rung_.store(1, std::memory_order_relaxed);
    wake(rung_);
}

}  // namespace corbel
