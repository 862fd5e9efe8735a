// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>

namespace corbel {

using Clock = std::chrono::steady_clock;

/// A moment after which a call has failed with TIMEOUT; Deadline::max() never comes.
using Deadline = Clock::time_point;

inline constexpr Deadline no_deadline = Deadline::max();

/// Of what may take `limit` from now on; zero: as long as it wants.
inline Deadline deadline_in(Clock::duration limit, Clock::time_point now = Clock::now()) noexcept {
    return limit.count() > 0 ? now + limit : no_deadline;
}

}  // namespace corbel
