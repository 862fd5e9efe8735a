// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>

namespace corbel {

using Clock = std::chrono::steady_clock;

/// A moment after which a call has failed with TIMEOUT; Deadline::max() never comes.
using Deadline = Clock::time_point;

inline constexpr Deadline no_deadline = Deadline::max();

}  // namespace corbel
