// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/idl_names.hpp"

#include <algorithm>
#include <array>

namespace corbel::dynamic {
namespace {

using types::TCKind;
using Kind = DefinitionKind;

constexpr std::array words = std::to_array<std::string_view>({
    "abstract", "any", "attribute", "boolean", "case", "char", "component", "const", "consumes", "context", "custom",
    "default", "double", "emits", "enum", "eventtype", "exception", "factory", "false", "finder", "fixed", "float",
    "getraises", "home", "import", "in", "inout", "interface", "local", "long", "manages", "module", "multiple",
    "native", "object", "octet", "oneway", "out", "primarykey", "private", "provides", "public", "publishes", "raises",
    "readonly", "sequence", "setraises", "short", "string", "struct", "supports", "switch", "true", "truncatable",
    "typedef", "typeid", "typeprefix", "union", "unsigned", "uses", "valuebase", "valuetype", "void", "wchar",
    "wstring"});

constexpr std::array words_of_idl4 = std::to_array<std::string_view>({
    "alias", "bitfield", "bitmask", "bitset", "connector", "int16", "int32", "int64", "int8", "map", "mirrorport",
    "port", "porttype", "typename", "uint16", "uint32", "uint64", "uint8"});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_name(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

bool needs_idl4(const TypeSpec& type) {
    const bool entry = !type.is_named() && (type.kind == TCKind::tk_struct || type.kind == TCKind::tk_union);
    return entry || std::any_of(type.content.begin(), type.content.end(), needs_idl4);
}

bool needs_idl4(const Definition& each) {
    const auto any = [](const auto& list) {
        return std::any_of(list.begin(), list.end(), [](const auto& one) { return needs_idl4(one.type); });
    };
    return needs_idl4(each.type) || any(each.members) || any(each.parameters) ||
           std::any_of(each.contents.begin(), each.contents.end(), [](const auto& one) { return needs_idl4(*one); });
}

}  // namespace

std::string idl_word(const std::string& name, bool idl4) {
    const auto is_in = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](std::string_view each) { return same_name(each, name); });
    };
    return is_in(words) || (idl4 && is_in(words_of_idl4)) ? "_" + name : name;
}

IdlNames::IdlNames(const Repository& definitions) : definitions_{definitions}, idl4_{needs_idl4(definitions.root())} {}

std::string IdlNames::name(const Definition& target, const Definition& where) const {
    return shortest(*target.container, target.name, where);
}

std::string IdlNames::enumerator(const Definition& enumeration, const std::string& name,
                                 const Definition& where) const {
    return shortest(*enumeration.container, name, where);
}

std::string IdlNames::shortest(const Definition& holder, const std::string& last, const Definition& where) const {
    auto text = word(last);
    if (is_visible(last, holder, where)) return text;
    const auto* scope = &holder;
    for (; scope->container; scope = scope->container) {
        text = word(scope->name) + "::" + text;
        if (is_visible(scope->name, *scope->container, where)) return text;
    }
    return "::" + text;
}

/// Whether the search from `where` outwards comes to `holder` and meets nothing of that name before.
bool IdlNames::is_visible(const std::string& first, const Definition& holder, const Definition& where) const {
    for (const auto* scope = &where; scope; scope = scope->container) {
        if (scope == &holder) return true;
        if (declares(*scope, first)) return false;
    }
    return false;
}

bool IdlNames::declares(const Definition& scope, const std::string& name) const {
    const auto in = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const auto& each) { return same_name(each.name, name); });
    };
    const auto has = [&](const Definition& each) {
        return std::any_of(each.contents.begin(), each.contents.end(), [&](const auto& one) {
            return same_name(one->name, name) || (one->kind == Kind::enumeration && in(one->members));
        });
    };
    if (in(scope.parameters) || (scope.kind != Kind::enumeration && in(scope.members))) return true;
    const auto all = definitions_.lineage(scope);
    return std::any_of(all.begin(), all.end(), [&](const Definition* each) { return has(*each); });
}

}  // namespace corbel::dynamic
