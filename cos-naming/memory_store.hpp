// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <random>
#include <shared_mutex>
#include <unordered_map>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// Keeps everything in memory and loses it with the process.
class MemoryStore final : public NamingStore {
public:
    struct Limits {
        std::size_t contexts = 1'000'000;
        std::size_t bindings = 4'000'000;
    };

    MemoryStore() : MemoryStore{Limits{}} {}
    explicit MemoryStore(Limits limits);

    bool exists(const ContextId& context) override;
    std::optional<ContextId> create_context() override;
    Outcome bind_new_context(const ContextId& context, const Component& name, ContextId& created) override;
    Outcome destroy_context(const ContextId& context) override;
    Outcome bind(const ContextId& context, const Component& name, const Bound& bound) override;
    Outcome rebind(const ContextId& context, const Component& name, const Bound& bound) override;
    Outcome unbind(const ContextId& context, const Component& name) override;
    Outcome find(const ContextId& context, const Component& name, Bound& bound) override;
    std::vector<Binding> list(const ContextId& context, const std::optional<Component>& after,
                              std::size_t limit) override;

private:
    using Bindings = std::map<Component, Bound>;

    Bindings* bindings_of(const ContextId& context);
    ContextId add_context();

    const Limits limits_;
    std::shared_mutex mutex_;
    std::mt19937_64 ids_;
    std::unordered_map<ContextId, Bindings> contexts_;
    std::size_t binding_count_ = 0;
};

}  // namespace corbel::naming
