// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/code_set.hpp"

#include <cstring>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::cdr {
namespace {

[[noreturn]] void not_convertible(const char* text) {
    throw SystemError{Error::data_conversion, minor::char_not_in_codeset, text};
}

bool is_continuation(unsigned char c) { return (c & 0xc0) == 0x80; }

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = at + text.size();
    while (at != end) {
        // Eight ASCII bytes at a time: most text on the wire is names and numbers.
        while (end - at >= 8) {
            std::uint64_t word;
            std::memcpy(&word, at, 8);
            if (word & 0x8080808080808080u) break;
            at += 8;
        }
        if (at == end) return true;
        const unsigned char lead = *at;
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const auto left = end - at;
        if (lead >= 0xc2 && lead <= 0xdf) {
            if (left < 2 || !is_continuation(at[1])) return false;
            at += 2;
        } else if ((lead & 0xf0) == 0xe0) {
            if (left < 3 || !is_continuation(at[1]) || !is_continuation(at[2])) return false;
            if (lead == 0xe0 && at[1] < 0xa0) return false;  // overlong
            if (lead == 0xed && at[1] > 0x9f) return false;  // surrogate
            at += 3;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            if (left < 4 || !is_continuation(at[1]) || !is_continuation(at[2]) || !is_continuation(at[3])) return false;
            if (lead == 0xf0 && at[1] < 0x90) return false;  // overlong
            if (lead == 0xf4 && at[1] > 0x8f) return false;  // above U+10FFFF
            at += 4;
        } else {
            return false;
        }
    }
    return true;
}

void require_utf8(std::string_view text) {
    if (!is_utf8(text))
        throw SystemError{Error::data_conversion, minor::invalid_utf8,
                          "a string is not valid UTF-8: \"" + escaped(text, 64) +
                              "\"; the ORB's option nativeCharCodeSet=ISO-8859-1 passes bytes as they are"};
}

std::string utf8_to_latin1(std::string_view text) {
    require_utf8(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            out += static_cast<char>(lead);
        } else if (lead <= 0xc3) {
            const auto next = static_cast<unsigned char>(text[++i]);
            out += static_cast<char>(((lead & 3) << 6) | (next & 0x3f));
        } else {
            not_convertible("a string holds a character that ISO-8859-1, the code set of this connection, lacks");
        }
    }
    return out;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xc0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3f));
        }
    }
    return out;
}

std::u16string wide_to_utf16(std::wstring_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (wchar_t wide : text) {
        const auto point = static_cast<char32_t>(wide);
        if (point >= 0xd800 && point <= 0xdfff) not_convertible("a wide string holds an unpaired surrogate");
        if (point > 0x10ffff) not_convertible("a wide string holds a value above U+10FFFF");
        if (point < 0x10000) {
            out += static_cast<char16_t>(point);
        } else {
            out += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10));
            out += static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ff));
        }
    }
    return out;
}

std::wstring utf16_to_wide(std::u16string_view units) {
    std::wstring out;
    out.reserve(units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
        const char32_t unit = units[i];
        if (unit < 0xd800 || unit > 0xdfff) {
            out += static_cast<wchar_t>(unit);
            continue;
        }
        if (unit >= 0xdc00 || i + 1 == units.size() || units[i + 1] < 0xdc00 || units[i + 1] > 0xdfff)
            throw SystemError{Error::data_conversion, minor::invalid_utf16,
                              "a wide string holds an unpaired surrogate"};
        out += static_cast<wchar_t>(0x10000 + ((unit - 0xd800) << 10) + (units[++i] - 0xdc00));
    }
    return out;
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

std::string wide_to_utf8(std::wstring_view text) {
    std::string out;
    for (const auto wide : text) append_utf8(out, static_cast<std::uint32_t>(wide));
    return out;
}

std::wstring utf8_to_wide(std::string_view text) {
    std::wstring out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const unsigned more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        std::uint32_t c = more == 0 ? lead : lead & (0x3f >> more);
        for (unsigned k = 0; k < more && i < text.size(); ++k)
            c = c << 6 | (static_cast<unsigned char>(text[i++]) & 0x3f);
        out += static_cast<wchar_t>(c);
    }
    return out;
}

}  // namespace corbel::cdr
