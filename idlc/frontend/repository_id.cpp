// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/repository_id.hpp"

#include <algorithm>
#include <charconv>

namespace corbel::idl {

namespace {

constexpr std::size_t longest_id = 4096;

bool is_id_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"_./:+-"}.find(c) != std::string_view::npos;
}

// In other formats than IDL everything that needs no escape in a C++ literal: "RMI:[Ljava.lang.String;:...".
bool is_plain(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?'; }

bool is_version_part(std::string_view text, std::uint64_t greatest) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size() && value <= greatest;
}

}  // namespace

const Declaration* first_opening(const Declaration* declaration) noexcept {
    auto* module = dynamic_cast<const Module*>(declaration);
    return module && module->first ? module->first : declaration;
}

std::string repository_id(const Prefix& prefix, const Declaration& declaration) {
    const auto* scope = first_opening(prefix.scope);
    std::string path;
    for (const auto* each = &declaration; each && first_opening(each) != scope; each = each->scope)
        path = path.empty() ? each->name : each->name + '/' + path;
    return "IDL:" + (prefix.text.empty() ? path : prefix.text + '/' + path) + ":1.0";
}

std::string fault_of_repository_id(std::string_view id) {
    const auto colon = id.find(':');
    if (colon == std::string_view::npos || colon == 0) return "it does not begin with a format such as 'IDL:'";
    if (id.size() > longest_id) return "it is longer than 4096 characters";
    if (!id.starts_with("IDL:"))
        return std::all_of(id.begin(), id.end(), is_plain) ? "" : "it holds a space, a quote or a special character";
    if (!std::all_of(id.begin(), id.end(), is_id_character))
        return "it holds a character other than letters, digits and _ . / : + -";
    const auto last = id.rfind(':');
    if (last == colon || !is_version(id.substr(last + 1))) return "it does not end with a version such as ':1.0'";
    return {};
}

bool has_version_form(std::string_view text) {
    const auto dot = text.find('.');
    return dot != std::string_view::npos && is_version_part(text.substr(0, dot), ~std::uint64_t{0}) &&
           is_version_part(text.substr(dot + 1), ~std::uint64_t{0});
}

// The specification says 65535 for both; real files have dates behind the dot.
bool is_version(std::string_view text) {
    return has_version_form(text) && is_version_part(text.substr(0, text.find('.')), 65535);
}

bool is_prefix(std::string_view text) {
    if (text.empty()) return true;
    return text.size() <= longest_id && text.find(':') == text.npos && text.find("//") == text.npos &&
           std::string_view{"_-./"}.find(text.front()) == std::string_view::npos && text.back() != '/' &&
           std::all_of(text.begin(), text.end(), is_id_character);
}

std::string with_version(std::string_view id, std::string_view version) {
    if (!id.starts_with("IDL:")) return {};
    return std::string{id.substr(0, id.rfind(':') + 1)}.append(version);
}

std::vector<PragmaWord> pragma_words(std::string_view body) {
    std::vector<PragmaWord> words;
    std::size_t at = 0;
    while ((at = body.find_first_not_of(" \t", at)) != std::string_view::npos) {
        const bool is_text = body[at] == '"';
        auto end = is_text ? body.find('"', at + 1) : std::min(body.find_first_of(" \t\"", at), body.size());
        const auto text = body.substr(at, end == std::string_view::npos ? end : end - at);
        end = end == std::string_view::npos ? body.size() : end + is_text;
        if (is_text && !words.empty() && words.back().text.starts_with('"')) {
            words.back().text += text.substr(1);  // adjacent literals are one
            words.back().length = end - words.back().at;
        } else {
            words.push_back({std::string{text}, at, end - at});
        }
        at = end;
    }
    return words;
}

}  // namespace corbel::idl
