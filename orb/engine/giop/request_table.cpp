// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/request_table.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"

namespace corbel::giop {

void RequestTable::enroll(Outstanding& request) {
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

Outstanding* RequestTable::remove(std::uint32_t id) noexcept {
    const auto index = id & 0xffff;
    if (index >= places_.size()) return nullptr;
    auto* request = places_[index].request;
    if (!request || places_[index].uses != id >> 16) return nullptr;
    vacate(index);
    return request;
}

void RequestTable::vacate(std::uint32_t place) noexcept {
    places_[place].request = nullptr;
    free_.push_back(static_cast<std::uint16_t>(place));
}

}  // namespace corbel::giop
