// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/scope.hpp"

#include <algorithm>
#include <unordered_set>

#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

Entry* Scope::find(std::string_view name) { return find_lower(lower(name)); }

Entry* Scope::find_lower(const std::string& key) {
    const auto found = names_.find(key);
    return found == names_.end() ? nullptr : &found->second;
}

Entry& Scope::put(Entry entry) {
    auto key = lower(entry.name);
    return names_[std::move(key)] = std::move(entry);
}

namespace {

bool declares(const Entry* entry) { return entry && entry->kind != Entry::Kind::introduced; }

// Each base once, however many ways lead to it.
void collect(Scope& start, const std::string& key, std::unordered_set<const Scope*>& seen, std::vector<Entry*>& found) {
    auto* scope = &start;
    // Down a chain of single bases without recursion or memory: they may be thousands.
    while (!declares(scope->find_lower(key)) && scope->bases.size() == 1) scope = scope->bases.front();
    if (!seen.insert(scope).second) return;
    if (auto* entry = scope->find_lower(key); declares(entry)) {
        const auto same = [&](const Entry* other) { return other->declaration == entry->declaration; };
        if (!entry->declaration || std::none_of(found.begin(), found.end(), same)) found.push_back(entry);
        return;
    }
    for (auto* base : scope->bases) collect(*base, key, seen, found);
}

}  // namespace

std::vector<Entry*> Scope::find_with_bases(std::string_view name) {
    const auto key = lower(name);
    if (auto* entry = find_lower(key)) return {entry};
    std::vector<Entry*> found;
    std::unordered_set<const Scope*> seen;
    for (auto* base : bases) collect(*base, key, seen, found);
    return found;
}

}  // namespace corbel::idl
