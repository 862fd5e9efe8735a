// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/bytes.hpp"

#include <array>
#include <cstring>

namespace corbel {
namespace {

constexpr char digits[] = "0123456789abcdef";

// The two digits of each byte: references are written by the thousand.
constexpr auto digit_pairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = digits[i >> 4];
        pairs[2 * i + 1] = digits[i & 15];
    }
    return pairs;
}();

}  // namespace

Octets to_octets(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

std::string to_hex(ByteView bytes) {
    std::string text(bytes.size() * 2, '\0');
    auto* to = text.data();
    for (const auto byte : bytes) {
        std::memcpy(to, &digit_pairs[2u * byte], 2);
        to += 2;
    }
    return text;
}

std::string escaped(std::string_view text, std::size_t limit) {
    std::string out;
    for (unsigned char c : text.substr(0, limit)) {
        if (c >= 0x20 && c < 0x7f && c != '\\') {
            out += static_cast<char>(c);
        } else {
            out += "\\x";
            out += digits[c >> 4];
            out += digits[c & 15];
        }
    }
    if (text.size() > limit) out += "...";
    return out;
}

}  // namespace corbel
