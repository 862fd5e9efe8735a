// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "orb/engine/types/typecode.hpp"

/// What the two directions of the JSON form share.
namespace corbel::json {

/// Appends the code point `c`, at most 0x10ffff.
void append_utf8(std::string& out, std::uint32_t c);
std::string to_utf8(std::wstring_view text);
/// `text` must be UTF-8.
std::wstring from_utf8(std::string_view text);

/// "unsigned long" for tk_ulong; empty for kinds that IDL has no keyword for.
std::string_view keyword_of(types::TCKind kind) noexcept;
std::optional<types::TCKind> kind_of(std::string_view keyword) noexcept;

}  // namespace corbel::json
