// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/scope.hpp"

#include <algorithm>
#include <unordered_set>

namespace corbel::idl {

Entry* Scope::find(std::string_view name, const std::string& key) {
    const auto [first, last] = names_.equal_range(key);
    if (first == last) return nullptr;
    const auto exact = std::find_if(first, last, [&](const auto& each) { return each.second.name == name; });
    return exact == last ? &first->second : &exact->second;
}

Entry& Scope::put(Entry entry) {
    const auto key = lower(entry.name);
    if (auto* known = find(entry.name, key); known && known->name == entry.name) return *known = std::move(entry);
    return names_.emplace(key, std::move(entry))->second;
}

namespace {

bool declares(const Entry* entry) { return entry && entry->kind != Entry::Kind::introduced; }

}  // namespace

// Each base once, however many ways lead to it; without recursion, for they may be thousands.
void Scope::collect(std::string_view name, const std::string& key, std::vector<Entry*>& found) {
    std::vector<Scope*> pending{bases.rbegin(), bases.rend()};
    std::unordered_set<const Scope*> seen;
    while (!pending.empty()) {
        auto* scope = pending.back();
        pending.pop_back();
        if (!seen.insert(scope).second) continue;
        auto* entry = scope->find(name, key);
        if (!declares(entry)) {
            pending.insert(pending.end(), scope->bases.rbegin(), scope->bases.rend());
            continue;
        }
        const auto same = [&](const Entry* other) { return other->declaration == entry->declaration; };
        if (!entry->declaration || std::none_of(found.begin(), found.end(), same)) found.push_back(entry);
    }
}

std::vector<Entry*> Scope::find_with_bases(std::string_view name) {
    const auto key = lower(name);
    auto* entry = find(name, key);
    if (declares(entry)) return {entry};
    std::vector<Entry*> found;
    if (!bases.empty()) collect(name, key, found);
    if (found.empty() && entry) found.push_back(entry);
    return found;
}

}  // namespace corbel::idl
