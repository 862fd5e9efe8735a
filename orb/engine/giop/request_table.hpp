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

/// The requests under way on a connection by their ids. An id is a place in the table and how often the place was used.
/// The place of a request that was given up stays blocked until the answer comes, so that a reply that comes too late
/// meets nobody, however many requests there were since (hardening W8).
class RequestTable {
public:
    /// Gives it an id. IMP_LIMIT if every place is taken.
    void enroll(Outstanding& request);

    /// Null for an id that is not, or no longer, pending.
    Outstanding* remove(std::uint32_t id) noexcept;

    /// As remove(), for a request that the peer may still answer: no other one gets its id before that.
    Outstanding* give_up(std::uint32_t id) noexcept;

    std::size_t size() const noexcept { return places_.size() - free_.size() - given_up_; }
    std::size_t given_up() const noexcept { return given_up_; }  ///< requests whose answer may come yet
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
        bool given_up = false;
    };

    Place* place_of(std::uint32_t id) noexcept;
    void vacate(std::uint32_t place) noexcept;

    std::vector<Place> places_;
    std::vector<std::uint16_t> free_;  // has room for all places, so that vacate() cannot fail
    std::size_t given_up_ = 0;
};

}  // namespace corbel::giop
