// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>

#include "orb/engine/base/deadline.hpp"

namespace corbel::transport {

/// Tells the processor that this is a loop of waiting.
inline void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Asks until `poll` gives something but `nothing`, for `time` at most, without sleeping. What it gave last.
template <class Result, class Poll>
Result spin(std::chrono::microseconds time, Result nothing, Poll poll) {
    auto result = poll();
    if (result != nothing) return result;
    for (const auto end = Clock::now() + time; result == nothing && Clock::now() < end; result = poll()) relax();
    return result;
}

}  // namespace corbel::transport
