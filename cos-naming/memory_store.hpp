// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <shared_mutex>

#include "cos-naming/clerk.hpp"
#include "cos-naming/name_table.hpp"

namespace corbel::naming {

/// Keeps everything in memory and loses it with the process.
class MemoryStore : public NamingStore {
public:
    explicit MemoryStore(Limits limits = {}) : clerk_{limits} {}

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
    Outcome replace(const ContextId& context, const Component& name, const Bound& expected,
                    const std::optional<Bound>& with) override;
    std::vector<Leased> leases() override;
    std::vector<Leased> ended_leases() override;
    bool observe(Observer observer) override;
    StoreSize size() override;

private:
    std::shared_mutex mutex_;
    Clerk clerk_;
    NameTable names_;
};

}  // namespace corbel::naming
