// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>

namespace corbel::idl {

/// Ends work that takes too long, whatever in the source is to blame.
class Deadline {
public:
    struct Passed {};

    /// 0: none.
    explicit Deadline(std::chrono::milliseconds limit)
        : end_{limit.count() ? Clock::now() + limit : Clock::time_point::max()} {}

    /// To be called for each small step; looks at the clock now and then. Throws Passed.
    void check() {
        if (++steps_ % 1024 == 0 && Clock::now() > end_) throw Passed{};
    }

private:
    using Clock = std::chrono::steady_clock;

    Clock::time_point end_;
    std::uint64_t steps_ = 0;
};

}  // namespace corbel::idl
