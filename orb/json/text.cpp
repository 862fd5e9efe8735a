// SPDX-License-Identifier: BSL-1.0
#include "orb/json/text.hpp"

#include <algorithm>
#include <array>

#include "orb/engine/cdr/code_set.hpp"

namespace corbel::json {
namespace {

using types::TCKind;

struct Keyword {
    std::string_view word;
    TCKind kind;
};

constexpr std::array keywords{Keyword{"null", TCKind::tk_null},
                              Keyword{"void", TCKind::tk_void},
                              Keyword{"boolean", TCKind::tk_boolean},
                              Keyword{"char", TCKind::tk_char},
                              Keyword{"wchar", TCKind::tk_wchar},
                              Keyword{"octet", TCKind::tk_octet},
                              Keyword{"short", TCKind::tk_short},
                              Keyword{"unsigned short", TCKind::tk_ushort},
                              Keyword{"long", TCKind::tk_long},
                              Keyword{"unsigned long", TCKind::tk_ulong},
                              Keyword{"long long", TCKind::tk_longlong},
                              Keyword{"unsigned long long", TCKind::tk_ulonglong},
                              Keyword{"float", TCKind::tk_float},
                              Keyword{"double", TCKind::tk_double},
                              Keyword{"long double", TCKind::tk_longdouble},
                              Keyword{"any", TCKind::tk_any},
                              Keyword{"TypeCode", TCKind::tk_TypeCode},
                              Keyword{"Principal", TCKind::tk_Principal}};

}  // namespace

std::string_view keyword_of(TCKind kind) noexcept {
    const auto at = std::find_if(keywords.begin(), keywords.end(), [&](auto& each) { return each.kind == kind; });
    return at == keywords.end() ? std::string_view{} : at->word;
}

std::optional<TCKind> kind_of(std::string_view keyword) noexcept {
    const auto at = std::find_if(keywords.begin(), keywords.end(), [&](auto& each) { return each.word == keyword; });
    return at == keywords.end() ? std::nullopt : std::optional{at->kind};
}

void append_utf8(std::string& out, std::uint32_t c) { cdr::append_utf8(out, c); }
std::string to_utf8(std::wstring_view text) { return cdr::wide_to_utf8(text); }
std::wstring from_utf8(std::string_view text) { return cdr::utf8_to_wide(text); }

}  // namespace corbel::json
