// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/idl_literal.hpp"

#include <array>
#include <charconv>
#include <cstdio>

#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/dynamic/fixed_text.hpp"
#include "orb/engine/types/keyword.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;

bool is_printable(std::uint32_t code) { return code >= 0x20 && code < 0x7f; }

/// An escape sequence for what cannot stand in quotes as it is (CORBA 2.6, 3.2.5.2), else the character.
std::string escaped(std::uint32_t code, char quote, bool wide) {
    switch (code) {
        case '\n': return R"(\n)";
        case '\r': return R"(\r)";
        case '\t': return R"(\t)";
        case '\\': return R"(\\)";
        default: break;
    }
    if (code == static_cast<unsigned char>(quote)) return std::string{'\\'} + quote;
    if (is_printable(code)) return std::string(1, static_cast<char>(code));
    // Octal ones end after three digits, whatever follows them.
    std::array<char, 16> text{};
    if (code < 0x100 && !wide) std::snprintf(text.data(), text.size(), "\\%03o", code);
    else std::snprintf(text.data(), text.size(), "\\u%04x", code);
    return text.data();
}

/// Beyond \uffff there is no escape; such a character stands for itself.
std::string character(std::uint32_t code, char quote, bool wide) {
    return code > 0xffff ? cdr::wide_to_utf8(std::wstring(1, static_cast<wchar_t>(code))) : escaped(code, quote, wide);
}

std::string quoted(char character_) {
    return "'" + character(static_cast<unsigned char>(character_), '\'', false) + "'";
}

std::string quoted(wchar_t character_) {
    return "L'" + character(static_cast<std::uint32_t>(character_), '\'', true) + "'";
}

std::string quoted(const std::string& text) {
    std::string all;
    for (const auto each : text) all += character(static_cast<unsigned char>(each), '"', false);
    return '"' + all + '"';
}

std::string quoted(const std::wstring& text) {
    std::string all;
    for (const auto each : text) all += character(static_cast<std::uint32_t>(each), '"', true);
    return "L\"" + all + '"';
}

/// The shortest text that is read as this number, and as no integer.
template <class Float>
std::string floating(Float value) {
    std::array<char, 64> digits{};
    const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    std::string text{digits.data(), end};
    return text.find_first_of(".en") == text.npos ? text + ".0" : text;
}

}  // namespace

std::string idl_literal(const Value& value, const TypeCode& type) {
    const auto& form = type.resolved();
    switch (form.kind()) {
        case TCKind::tk_boolean: return value.as<bool>() ? "TRUE" : "FALSE";
        case TCKind::tk_char: return quoted(value.as<char>());
        case TCKind::tk_wchar: return quoted(value.as<wchar_t>());
        case TCKind::tk_string: return quoted(value.as<std::string>());
        case TCKind::tk_wstring: return quoted(value.as<std::wstring>());
        case TCKind::tk_float: return floating(value.as<float>());
        case TCKind::tk_double: return floating(value.as<double>());
        case TCKind::tk_longdouble: return floating(value.as<long double>());
        case TCKind::tk_fixed: return fixed_to_text(value.as<Fixed>(), form.fixed_scale()) + "d";
        case TCKind::tk_enum: return form.member_name(static_cast<std::uint32_t>(value.as<std::uint64_t>()));
        case TCKind::tk_short:
        case TCKind::tk_long:
        case TCKind::tk_longlong: return std::to_string(value.as<std::int64_t>());
        default: return std::to_string(value.as<std::uint64_t>());
    }
}

std::string idl_label(std::int64_t label, const TypeCode& discriminator) {
    const auto& form = discriminator.resolved();
    switch (form.kind()) {
        case TCKind::tk_boolean: return label ? "TRUE" : "FALSE";
        case TCKind::tk_enum: return form.member_name(static_cast<std::uint32_t>(label));
        case TCKind::tk_char: return quoted(static_cast<char>(label));
        case TCKind::tk_wchar: return quoted(static_cast<wchar_t>(label));
        case TCKind::tk_ulonglong: return std::to_string(static_cast<std::uint64_t>(label));
        default: return std::to_string(label);
    }
}

std::string idl_keyword(TCKind kind) {
    switch (kind) {
        case TCKind::tk_objref: return "Object";
        case TCKind::tk_value: return "ValueBase";
        case TCKind::tk_abstract_interface: return "CORBA::AbstractBase";
        default: return std::string{types::keyword_of(kind)};
    }
}

}  // namespace corbel::dynamic
