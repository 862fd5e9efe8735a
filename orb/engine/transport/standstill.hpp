// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "orb/engine/base/deadline.hpp"

namespace corbel::transport {

/// How long all threads of a pool have waited for answers without one of them getting any, told by looks at the pool.
class Standstill {
public:
    /// `all_wait` now, after so many beginnings and ends of waits of all threads together.
    void look(bool all_wait, std::uint64_t changes, Clock::time_point now) noexcept {
        if (!all_wait || !stands_ || changes != changes_) since_ = now;
        stands_ = all_wait;
        changes_ = changes;
        looked_ = now;
    }

    /// Up to the last look; zero while somebody does something.
    Clock::duration length() const noexcept { return stands_ ? looked_ - since_ : Clock::duration::zero(); }

private:
    bool stands_ = false;
    std::uint64_t changes_ = 0;
    Clock::time_point since_{};
    Clock::time_point looked_{};
};

}  // namespace corbel::transport
