// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/type_text.hpp"

#include <charconv>

namespace corbel::ifr {
namespace {

using dynamic::TypeSpec;
using types::TCKind;

constexpr unsigned most_nesting = 64;

template <class T>
bool take_number(std::string_view& text, T& number) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

bool parse(std::string_view text, TypeSpec& type, unsigned depth) {
    if (text.empty() || depth > most_nesting) return false;
    const char form = text[0];
    text.remove_prefix(1);
    if (form == 'n') {
        type.id = text;
        return !text.empty();
    }
    if (form == 'k') {
        std::uint32_t kind = 0;
        if (!take_number(text, kind) || kind >= types::kind_count) return false;
        type.kind = static_cast<TCKind>(kind);
        return text.empty();
    }
    if (!take_number(text, type.length)) return false;
    switch (form) {
        case 's': type.kind = TCKind::tk_string; return text.empty();
        case 'w': type.kind = TCKind::tk_wstring; return text.empty();
        case 'f': type.kind = TCKind::tk_fixed; return take(text, ',') && take_number(text, type.scale) && text.empty();
        case 'q': type.kind = TCKind::tk_sequence; break;
        case 'a': type.kind = TCKind::tk_array; break;
        default: return false;
    }
    type.content.emplace_back();
    return take(text, ':') && parse(text, type.content.back(), depth + 1);
}

}  // namespace

std::string type_text(const TypeSpec& type) {
    if (type.is_named()) return "n" + type.id;
    const auto length = std::to_string(type.length);
    switch (type.kind) {
        case TCKind::tk_string: return "s" + length;
        case TCKind::tk_wstring: return "w" + length;
        case TCKind::tk_fixed: return "f" + length + "," + std::to_string(type.scale);
        case TCKind::tk_sequence: return "q" + length + ":" + type_text(type.content.at(0));
        case TCKind::tk_array: return "a" + length + ":" + type_text(type.content.at(0));
        default: return "k" + std::to_string(static_cast<std::uint32_t>(type.kind));
    }
}

std::optional<TypeSpec> type_of_text(std::string_view text) {
    TypeSpec type;
    return parse(text, type, 0) ? std::optional{std::move(type)} : std::nullopt;
}

}  // namespace corbel::ifr
