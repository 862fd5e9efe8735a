// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// Contexts and what is bound in them, wherever they are kept: no rules, no limits, no locks. May throw StoreError.
class Names {
public:
    virtual ~Names() = default;

    virtual bool has_context(const ContextId& context) = 0;
    virtual bool has_bindings(const ContextId& context) = 0;
    virtual std::optional<Bound> find(const ContextId& context, const Component& name) = 0;
    virtual std::size_t context_count() = 0;
    virtual std::size_t binding_count() = 0;

    /// One that is not there yet.
    virtual void add_context(const ContextId& context) = 0;
    virtual void remove_context(const ContextId& context) = 0;
    /// Binds, or replaces what is bound, in a context that is there.
    virtual void put(const ContextId& context, const Component& name, const Bound& bound) = 0;
    /// Of a name that is bound.
    virtual void erase(const ContextId& context, const Component& name) = 0;
};

}  // namespace corbel::naming
