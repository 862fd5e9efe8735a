// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <time.h>

#include "orb/engine/base/deadline.hpp"

namespace corbel {

/// Steady time as of the kernel's last tick: half the price of Clock::now(), and no more than coarse_lag behind it.
inline Clock::time_point coarse_now() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return Clock::time_point{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

inline constexpr std::chrono::milliseconds coarse_lag{10};

/// The deadline of what may take `timeout` from now on, coarse_now(): never early;
/// that of a long one may be coarse_lag late.
inline Deadline deadline_after(std::chrono::nanoseconds timeout, Clock::time_point coarse_now) noexcept {
    if (timeout < std::chrono::seconds{1}) return Clock::now() + timeout;
    return coarse_now + timeout + coarse_lag;
}

}  // namespace corbel
