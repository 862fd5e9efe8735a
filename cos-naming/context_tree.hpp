// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// By which names contexts of a store are reached from one another: grown from where somebody asks, and kept up to date
/// by the store's changes. For one thread at a time. May throw StoreError.
class ContextTree {
public:
    explicit ContextTree(std::size_t most) : most_{most} {}

    /// Makes `context` and all contexts below it known. False if they are more than may be; nothing is known then.
    bool grow(NamingStore& store, const ContextId& context);

    /// A change of the store; as grow() where it makes more contexts known.
    bool apply(NamingStore& store, const Change& change);

    /// The shortest name of `context` from `above` on, empty if they are the same; nothing if there is none.
    std::optional<Name> path(const ContextId& above, const ContextId& context) const;

    void clear();

private:
    using Place = std::pair<ContextId, Component>;

    bool knows(const ContextId& context) const { return children_.contains(context); }
    void add(const ContextId& parent, const Component& name, const ContextId& child);
    void remove(const ContextId& parent, const Component& name);

    const std::size_t most_;
    std::unordered_map<ContextId, std::map<Component, ContextId>> children_;  // of all contexts that are known
    std::unordered_map<ContextId, std::set<Place>> parents_;
};

}  // namespace corbel::naming
