// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/context_tree.hpp"

#include <algorithm>
#include <deque>

namespace corbel::naming {
namespace {

constexpr std::size_t names_at_once = 1000;

/// Gives `visit` each binding of a context of the store.
template <class Visit>
void for_each_context_in(NamingStore& store, const ContextId& context, Visit visit) {
    std::optional<Component> after;
    while (true) {
        const auto bindings = store.list(context, after, names_at_once);
        for (const auto& binding : bindings) {
            Bound bound;
            if (binding.type != BindingType::context) continue;
            if (store.find(context, binding.name, bound) != Outcome::done || bound.context.empty()) continue;
            visit(binding.name, bound.context);
        }
        if (bindings.size() < names_at_once) return;
        after = bindings.back().name;
    }
}

}  // namespace

void ContextTree::clear() {
    children_.clear();
    parents_.clear();
}

void ContextTree::add(const ContextId& parent, const Component& name, const ContextId& child) {
    children_[parent][name] = child;
    parents_[child].insert({parent, name});
}

void ContextTree::remove(const ContextId& parent, const Component& name) {
    auto& names = children_[parent];
    const auto found = names.find(name);
    if (found == names.end()) return;
    const auto above = parents_.find(found->second);
    above->second.erase({parent, name});
    if (above->second.empty()) parents_.erase(above);
    names.erase(found);
}

bool ContextTree::grow(NamingStore& store, const ContextId& context) {
    std::deque<ContextId> to_visit{context};
    for (; !to_visit.empty(); to_visit.pop_front()) {
        const auto current = to_visit.front();
        if (knows(current)) continue;
        if (children_.size() >= most_) {
            clear();
            return false;
        }
        children_[current];
        for_each_context_in(store, current, [&](const Component& name, const ContextId& child) {
            add(current, name, child);
            if (!knows(child)) to_visit.push_back(child);
        });
    }
    return true;
}

bool ContextTree::apply(NamingStore& store, const Change& change) {
    if (change.bound.type != BindingType::context || !knows(change.context)) return true;
    remove(change.context, change.name);
    if (change.kind == Change::Kind::unbound || change.bound.context.empty()) return true;
    add(change.context, change.name, change.bound.context);
    return grow(store, change.bound.context);
}

// Upwards, for a context has few names; breadth first, for the shortest.
std::optional<Name> ContextTree::path(const ContextId& above, const ContextId& context) const {
    std::unordered_map<ContextId, const Place*> way{{context, nullptr}};  // how each was come to, from below
    std::unordered_map<ContextId, ContextId> below;
    std::deque<ContextId> to_visit{context};
    for (; !to_visit.empty() && !way.contains(above); to_visit.pop_front()) {
        const auto found = parents_.find(to_visit.front());
        if (found == parents_.end()) continue;
        for (const auto& place : found->second) {
            if (!way.try_emplace(place.first, &place).second) continue;
            below[place.first] = to_visit.front();
            to_visit.push_back(place.first);
        }
    }
    if (!way.contains(above)) return std::nullopt;
    Name name;
    for (auto at = above; way.at(at); at = below.at(at)) name.push_back(way.at(at)->second);
    return name;
}

}  // namespace corbel::naming
