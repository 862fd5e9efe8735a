// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "orb/engine/base/bytes.hpp"

/// Conversions between code sets. All throw SystemError DATA_CONVERSION for text that the target cannot hold or that
/// is not valid in its own set; nothing is replaced or dropped.
namespace corbel::cdr {

/// True if `text` is well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

void require_utf8(std::string_view text);

/// True if `text` is of the ASCII characters 1 to 0x7f alone: the same bytes in every code set of strings here.
inline bool is_plain(std::string_view text) noexcept {
    const auto load = [&](auto word, std::size_t from) {
        std::memcpy(&word, text.data() + from, sizeof word);
        return std::uint64_t{word};
    };
    const auto others = [](std::uint64_t word) { return ((word - 0x0101010101010101u) | word) & 0x8080808080808080u; };
    const auto size = text.size();
    if (size >= 8) {
        for (std::size_t i = 0; i + 8 < size; i += 8)
            if (others(load(std::uint64_t{}, i))) return false;
        return !others(load(std::uint64_t{}, size - 8));
    }
    if (size >= 4) return !others(load(std::uint32_t{}, 0) | load(std::uint32_t{}, size - 4) << 32);
    if (size == 0) return true;
    const auto octet = [&](std::size_t at) { return load(std::uint8_t{}, at); };
    return !others(0x0101010101000000u | octet(size - 1) << 16 | octet(size / 2) << 8 | octet(0));
}

std::string utf8_to_latin1(std::string_view text);
std::string latin1_to_utf8(std::string_view text);

/// UTF-16 code units of `text`; wchar_t holds a code point.
std::u16string wide_to_utf16(std::wstring_view text);

/// Code points of UTF-16 code units; an unpaired surrogate is DATA_CONVERSION.
std::wstring utf16_to_wide(std::u16string_view units);

/// Appends the code point `c`, at most 0x10ffff.
void append_utf8(std::string& out, std::uint32_t c);
std::string wide_to_utf8(std::wstring_view text);
/// `text` must be UTF-8.
std::wstring utf8_to_wide(std::string_view text);

}  // namespace corbel::cdr
