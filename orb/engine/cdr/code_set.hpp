// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "orb/engine/base/bytes.hpp"

/// Conversions between code sets. All throw SystemError DATA_CONVERSION for text that the target cannot hold or that
/// is not valid in its own set; nothing is replaced or dropped.
namespace corbel::cdr {

/// True if `text` is well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

void require_utf8(std::string_view text);

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
