// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace corbel {

/// Bytes that are owned.
using Octets = std::vector<std::uint8_t>;

/// Bytes that belong to somebody else.
using ByteView = std::span<const std::uint8_t>;

/// CORBA 2.6, 15.3: the byte-order octet is 0 for big-endian and 1 for little-endian.
enum class ByteOrder : std::uint8_t { big_endian = 0, little_endian = 1 };

inline constexpr ByteOrder native_order =
    std::endian::native == std::endian::little ? ByteOrder::little_endian : ByteOrder::big_endian;

inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Octets to_octets(ByteView bytes);

/// Lower-case hexadecimal digits, two a byte, no separators.
std::string to_hex(ByteView bytes);

/// The bytes as text that is safe to log: printable ASCII as it is, everything else as \xNN; at most `limit` bytes.
std::string escaped(std::string_view text, std::size_t limit = 256);

}  // namespace corbel
