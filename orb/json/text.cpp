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

void append_utf8(std::string& out, std::uint32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
        return;
    }
    if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6);
    } else {
        if (c >= 0x10000) out += static_cast<char>(0xf0 | c >> 18);
        out += static_cast<char>(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    }
    out += static_cast<char>(0x80 | (c & 0x3f));
}

std::string to_utf8(std::wstring_view text) {
    std::string out;
    for (const auto wide : text) append_utf8(out, static_cast<std::uint32_t>(wide));
    return out;
}

std::wstring from_utf8(std::string_view text) {
    std::wstring out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const unsigned more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        std::uint32_t c = more == 0 ? lead : lead & (0x3f >> more);
        for (unsigned k = 0; k < more && i < text.size(); ++k) c = c << 6 | (static_cast<unsigned char>(text[i++]) & 0x3f);
        out += static_cast<wchar_t>(c);
    }
    return out;
}

}  // namespace corbel::json
