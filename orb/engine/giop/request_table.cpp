// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/request_table.hpp"

#include <algorithm>
#include <utility>

#include "orb/engine/base/minor.hpp"

namespace corbel::giop {

[[gnu::hot]] void RequestTable::enroll(Outstanding& request) {
    if (free_.empty()) {
        constexpr std::size_t most = 1 << 16;
        if (places_.size() == most)
            throw SystemError{Error::imp_limit, minor::queue_full, "65536 requests are under way on one connection"};
        const auto first = places_.size();
        const auto count = std::min(std::max<std::size_t>(first, 4), most - first);
        free_.reserve(first + count);
        places_.resize(first + count);
        for (auto place = first + count; place-- > first;) free_.push_back(static_cast<std::uint16_t>(place));
    }
    const auto index = free_.back();
    free_.pop_back();
    auto& place = places_[index];
    place.request = &request;
    request.id = std::uint32_t{++place.uses} << 16 | index;
}

/// Null for an id that was given by no place, or by its place to an earlier request.
RequestTable::Place* RequestTable::place_of(std::uint32_t id) noexcept {
    const auto index = id & 0xffff;
    return index < places_.size() && places_[index].uses == id >> 16 ? &places_[index] : nullptr;
}

[[gnu::hot]] Outstanding* RequestTable::remove(std::uint32_t id) noexcept {
    auto* const place = place_of(id);
    if (!place) return nullptr;
    auto* const request = place->request;
    if (request) {
        vacate(id & 0xffff);
    } else if (place->given_up) {
        place->given_up = false;
        --given_up_;
        vacate(id & 0xffff);
    }
    return request;
}

Outstanding* RequestTable::give_up(std::uint32_t id) noexcept {
    auto* const place = place_of(id);
    if (!place || !place->request) return nullptr;
    place->given_up = true;
    ++given_up_;
    return std::exchange(place->request, nullptr);
}

[[gnu::hot]] void RequestTable::vacate(std::uint32_t place) noexcept {
    places_[place].request = nullptr;
    free_.push_back(static_cast<std::uint16_t>(place));
}

}  // namespace corbel::giop
