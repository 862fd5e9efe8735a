// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "orb/engine/base/bytes.hpp"

namespace corbel {

/// The bytes of hexadecimal digits, between which blanks and ends of lines may stand.
inline Octets hex(std::string_view text) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string digits;
    for (char c : text)
        if (c != ' ' && c != '\n') digits += c;
    Octets bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(value(digits[i]) << 4 | value(digits[i + 1])));
    return bytes;
}

}  // namespace corbel
