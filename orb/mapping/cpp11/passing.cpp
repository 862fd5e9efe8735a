// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/passing.hpp"

#include <algorithm>
#include <cstring>

namespace corbel {
namespace {

/// Values without a limit are never checked.
std::uint32_t number_at(const std::uint8_t* bytes, std::uint32_t size) noexcept {
    if (size == 1) return *bytes;
    std::uint32_t number = 0;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

}  // namespace

template void assign<std::string>(void* to, const void* from);
template void assign<std::vector<std::uint8_t>>(void* to, const void* from);
template void assign<std::vector<std::int32_t>>(void* to, const void* from);
template void assign<std::vector<std::uint32_t>>(void* to, const void* from);
template void assign<std::vector<double>>(void* to, const void* from);
template void assign<std::vector<std::string>>(void* to, const void* from);

bool is_plain_text(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > 0; });
}

bool is_in_range(const void* value, const cdr::Layout& layout) noexcept {
    const auto* const bytes = static_cast<const std::uint8_t*>(value);
    for (const auto& field : layout.fields)
        for (std::uint32_t i = 0; field.below != 0 && i < field.count; ++i)
            if (number_at(bytes + field.offset + i * field.size, field.size) >= field.below) return false;
    return true;
}

[[gnu::hot]] void encode(cdr::Writer& out, OutgoingList list) {
    for (const auto& each : list) each.type->encode(out, each.value);
}

[[gnu::hot]] void decode(cdr::Reader& in, IncomingList list) {
    for (const auto& each : list) each.type->decode(in, each.value);
}

}  // namespace corbel
