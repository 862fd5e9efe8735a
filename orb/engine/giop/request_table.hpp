// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <vector>

#include "orb/engine/base/error.hpp"

namespace corbel::giop {

/// A request whose answer has not come.
struct Outstanding {
    std::uint32_t id = 0;
    std::uint8_t giop_minor = 2;       ///< it was written in; a CancelRequest must agree
    bool locate = false;               ///< a LocateRequest
    bool announces_code_sets = false;
    bool sent = false;                 ///< the peer may have it
    std::optional<SystemError> error;  ///< what it has ended in, if not in an answer
};

/// The requests under way on a connection by their ids. An id is a place in the table and how often the place was used, so
/// that a reply that comes too late meets nobody (hardening W8).
class RequestTable {
public:
    /// Gives it an id. IMP_LIMIT if every place is taken.
    void enroll(Outstanding& request);

    /// Null for an id that is not, or no longer, pending.
    Outstanding* remove(std::uint32_t id) noexcept;

    std::size_t size() const noexcept { return places_.size() - free_.size(); }
    bool empty() const noexcept { return size() == 0; }

    /// Removes all and hands each to `visit`.
    template <class Visit>
    void clear(Visit visit) {
        for (std::uint32_t place = 0; place < places_.size(); ++place)
            if (auto* request = places_[place].request) {
                vacate(place);
                visit(*request);
            }
    }

private:
    struct Place {
        Outstanding* request = nullptr;
        std::uint16_t uses = 0;
    };

    void vacate(std::uint32_t place) noexcept;

    std::vector<Place> places_;
    std::vector<std::uint16_t> free_;  // has room for all places, so that vacate() cannot fail
};

}  // namespace corbel::giop
