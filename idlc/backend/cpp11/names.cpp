// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/names.hpp"

#include <algorithm>
#include <array>

#include "idlc/backend/cpp11/printer.hpp"

namespace corbel::idl::cpp11 {
namespace {

constexpr std::array reserved = std::to_array<std::string_view>({
    // Macros that come with <string> and, outside of strict mode, with the compiler.
    "EOF", "NULL",
    // Keywords and alternative tokens.
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const",
    "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double",
    "dynamic_cast", "else", "enum", "errno", "explicit", "export", "extern", "false", "float", "for", "friend", "goto",
    "if", "inline", "int", "int16_t", "int32_t", "int64_t", "int8_t", "int_fast16_t", "int_fast32_t", "int_fast64_t",
    "int_fast8_t", "int_least16_t", "int_least32_t", "int_least64_t", "int_least8_t", "intmax_t", "intptr_t", "linux",
    "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "stderr", "stdin", "stdout", "struct", "switch", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "uint16_t", "uint32_t", "uint64_t",
    "uint8_t", "uint_fast16_t", "uint_fast32_t", "uint_fast64_t", "uint_fast8_t", "uint_least16_t", "uint_least32_t",
    "uint_least64_t", "uint_least8_t", "uintmax_t", "uintptr_t", "union", "unix", "unsigned", "using", "virtual",
    "void", "volatile", "wchar_t", "what", "while", "xor", "xor_eq",
});
static_assert(std::ranges::is_sorted(reserved));

}  // namespace

std::string escaped(std::string_view identifier) {
    return (std::ranges::binary_search(reserved, identifier) ? "_cxx_" : "") + std::string{identifier};
}

std::string unused(std::string wanted, const std::set<std::string>& taken) {
    while (taken.contains(wanted)) wanted += '_';
    return wanted;
}

std::string qualified(const Path& path) { return joined(path, "::"); }

const Declarations& contents(const Declaration& declaration) {
    static const Declarations none;
    return visit(declaration, overloaded{
        [](const Module& each) -> const Declarations& { return each.contents; },
        [](const Interface& each) -> const Declarations& { return each.contents; },
        [](const Structure& each) -> const Declarations& { return each.nested; },
        [](const Exception& each) -> const Declarations& { return each.nested; },
        [](const Union& each) -> const Declarations& { return each.nested; },
        [](const ValueType& each) -> const Declarations& { return each.contents; },
        [](const auto&) -> const Declarations& { return none; },
    });
}

Names::Names(const Specification& specification) { collect(specification.contents); }

void Names::collect(const Declarations& declarations) {
    for (const auto* declaration : declarations) collect(*declaration);
}

void Names::collect(const Declaration& declaration) {
    if (declaration.kind == Kind::forward) return;
    auto scope = path(declaration);
    declare({scope.begin(), scope.end() - 1}, scope.back());
    if (declaration.kind == Kind::module || declaration.kind == Kind::interface) {
        const auto skeleton = skeleton_path(declaration);
        declare({skeleton.begin(), skeleton.end() - 1}, skeleton.back());
    }
    visit(declaration, overloaded{
        [&](const Interface& each) { collect(each); },
        [&](const ValueType& each) { collect(each); },
        [&](const Structure& each) { for (const auto& member : each.members) declare(scope, escaped(member.name)); },
        [&](const Exception& each) { for (const auto& member : each.members) declare(scope, escaped(member.name)); },
        [&](const Union& each) { for (const auto& branch : each.cases) declare(scope, escaped(branch.member.name)); },
        [](const auto&) {},
    });
    collect(contents(declaration));
}

void Names::inherit(const Path& scope, const Path& base) {
    declared_[scope].merge(std::set{declared_[base]});
    // A base's own name is a name in it too.
    if (Path{scope.begin(), scope.end() - 1} != Path{base.begin(), base.end() - 1}) declare(scope, base.back());
}

/// The class of its state stands in a namespace that has the names of these classes only.
void Names::collect(const ValueType& value) {
    const auto scope = path(value);
    for (const auto* base : value.bases) inherit(scope, path(*base));
    for (const auto* base : value.supports) inherit(scope, path(*base));
    collect(value.contents);
    if (value.is_abstract) return;
    const auto state = obv_path(value);
    declare({scope.begin(), scope.end() - 1}, "obv");
    declare({state.begin(), state.end() - 1}, state.back());
    declare(state, state.back());
    inherit(state, scope);
    if (const auto* base = value.stateful_base()) inherit(state, obv_path(*base));
}

/// A class finds the names of its bases; skeletons hold operations only.
void Names::collect(const Interface& interface) {
    const auto scope = path(interface);
    const auto skeleton = skeleton_path(interface);
    declare(skeleton, skeleton.back());
    for (const auto* base : interface.bases) {
        inherit(scope, path(*base));
        declared_[skeleton].merge(std::set{declared_[skeleton_path(*base)]});
    }
    for (const auto* each : interface.contents)
        if (each->kind == Kind::operation || each->kind == Kind::attribute) declare(skeleton, escaped(each->name));
    for (const auto* each : interface.contents) declare(scope, escaped(each->name));
}

void Names::declare(const Path& scope, const std::string& name) { declared_[scope].insert(name); }

Path Names::path(const Declaration& declaration) {
    Path path;
    for (const auto* each = &declaration; each; each = each->scope) {
        path.insert(path.begin(), escaped(each->name));
        if (each->kind == Kind::enumerator)
            path.insert(path.begin(), escaped(static_cast<const Enumerator*>(each)->enumeration->name));
    }
    return path;
}

Path Names::obv_path(const ValueType& value) {
    auto result = path(value);
    result.insert(result.end() - 1, "obv");
    return result;
}

std::string Names::obv_name(const ValueType& value, const Place& place) const {
    return shortest(obv_path(value), place);
}

Path Names::skeleton_path(const Declaration& declaration) {
    auto result = path(declaration);
    result.front() = "POA_" + (declaration.scope ? result.front() : declaration.name);
    return result;
}

bool Names::is_declared(const Path& scope, std::size_t depth, const std::string& name) const {
    const auto found = declared_.find({scope.begin(), scope.begin() + static_cast<std::ptrdiff_t>(depth)});
    return found != declared_.end() && found->second.contains(name);
}

std::string Names::shortest(const Path& target, const Place& place) const {
    const auto limit = std::min(target.size() - 1, place.scope.size());
    std::size_t shared = 0;
    while (shared < limit && target[shared] == place.scope[shared]) ++shared;
    const auto& first = target[shared];
    bool found = !place.hidden.contains(first);
    for (auto depth = place.scope.size(); depth > shared; --depth)
        if (is_declared(place.scope, depth, first)) found = false;
    if (!found) return "::" + qualified(target);
    return qualified({target.begin() + static_cast<std::ptrdiff_t>(shared), target.end()});
}

std::set<std::string> Names::all(const Specification& specification) {
    std::set<std::string> found;
    for (const auto& [scope, names] : Names{specification}.declared_) found.insert(names.begin(), names.end());
    return found;
}

std::string Names::name(const Declaration& declaration, const Place& place) const {
    return shortest(path(declaration), place);
}

std::string Names::skeleton_name(const Declaration& declaration, const Place& place) const {
    return shortest(skeleton_path(declaration), place);
}

std::string Names::rooted(std::string_view name, const Place& place) const {
    const std::string first{name.substr(0, name.find("::"))};
    bool in_the_way = place.hidden.contains(first);
    for (auto depth = place.scope.size(); depth > 0; --depth)
        if (is_declared(place.scope, depth, first)) in_the_way = true;
    return (in_the_way ? "::" : "") + std::string{name};
}

std::string Names::type_code_name(const Declaration& declaration, const Place& place) const {
    auto target = path(declaration);
    target.back() = "_tc_" + declaration.name;
    return shortest(target, place);
}

}  // namespace corbel::idl::cpp11
