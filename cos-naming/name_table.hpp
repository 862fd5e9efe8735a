// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cos-naming/names.hpp"
#include "cos-naming/record.hpp"

namespace corbel::naming {

/// Names in memory, packed. Has the root from the beginning.
class NameTable final : public Names {
public:
    NameTable() { contexts_[NamingStore::root]; }

    bool has_context(const ContextId& context) override { return contexts_.contains(context); }
    bool has_bindings(const ContextId& context) override;
    std::optional<Bound> find(const ContextId& context, const Component& name) override;
    std::size_t context_count() override { return contexts_.size(); }
    std::size_t binding_count() override { return binding_count_; }

    void add_context(const ContextId& context) override { contexts_[context]; }
    void remove_context(const ContextId& context) override;
    void put(const ContextId& context, const Component& name, const Bound& bound) override;
    void erase(const ContextId& context, const Component& name) override;

    /// See NamingStore.
    Outcome find(const ContextId& context, const Component& name, Bound& bound);
    std::vector<Binding> list(const ContextId& context, const std::optional<Component>& after, std::size_t limit);

    /// See NamingStore; only those that have come to their end by `ended_by`.
    std::vector<Leased> leases(std::chrono::milliseconds ended_by = no_end) const;
    bool has_leases() const noexcept { return !leased_.empty(); }
    /// Has `observer` told of each put and erase that changes what a name is bound to.
    void observe(NamingStore::Observer observer) { observer_ = std::move(observer); }
    NamingStore::Observer take_observer() { return std::exchange(observer_, nullptr); }

    /// Adds a binding behind all others of its context; the fast way where they come in order. The context need not be
    /// there yet.
    void append(const ContextId& context, Component name, Record record);

private:
    using Bindings = std::map<Component, Record>;
    using ByEnd = std::tuple<std::chrono::milliseconds, ContextId, Component>;

    static constexpr auto no_end = std::chrono::milliseconds::max();

    static ByEnd by_end(const ContextId& context, const Component& name, const Record& record);

    Bindings* bindings_of(const ContextId& context);
    void tell(Change::Kind kind, const ContextId& context, const Component& name, Bound bound) const;

    std::unordered_map<ContextId, Bindings> contexts_;
    std::size_t binding_count_ = 0;
    std::set<ByEnd> leased_;
    NamingStore::Observer observer_;
};

}  // namespace corbel::naming
