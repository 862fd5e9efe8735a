// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>

#include "orb/engine/invocation/route.hpp"

namespace corbel {

/// The routes that calls of this thread have taken last, by Reference::State::route_number(): found again without a
/// lock and without counting. A call has its route to itself: it takes it out and puts it back.
class RecentRoutes {
public:
    /// Null if it is not there.
    static std::shared_ptr<const Route> take(std::uint64_t number) noexcept;

    /// In the place of another one perhaps, which this thread may be the last to hold.
    static void put_back(std::uint64_t number, std::shared_ptr<const Route> route) noexcept;
};

}  // namespace corbel
