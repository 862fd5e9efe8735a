// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/scope.hpp"

#include <algorithm>
#include <set>

#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

Entry* Scope::find(std::string_view name) {
    const auto found = names_.find(lower(name));
    return found == names_.end() ? nullptr : &found->second;
}

Entry& Scope::put(Entry entry) {
    auto key = lower(entry.name);
    return names_[std::move(key)] = std::move(entry);
}

namespace {

// Each base once, however many ways lead to it.
void collect(Scope& scope, std::string_view name, std::set<const Scope*>& seen, std::vector<Entry*>& found) {
    if (!seen.insert(&scope).second) return;
    auto* entry = scope.find(name);
    if (entry && entry->kind != Entry::Kind::introduced) {
        const auto same = [&](const Entry* other) { return other->declaration == entry->declaration; };
        if (!entry->declaration || std::none_of(found.begin(), found.end(), same)) found.push_back(entry);
        return;
    }
    for (auto* base : scope.bases) collect(*base, name, seen, found);
}

}  // namespace

std::vector<Entry*> Scope::find_with_bases(std::string_view name) {
    if (auto* entry = find(name)) return {entry};
    std::vector<Entry*> found;
    if (bases.empty()) return found;
    std::set<const Scope*> seen;
    for (auto* base : bases) collect(*base, name, seen, found);
    return found;
}

}  // namespace corbel::idl
