// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <random>

#include "cos-naming/names.hpp"

namespace corbel::naming {

/// How many names a store takes.
struct Limits {
    std::size_t contexts = 1'000'000;
    std::size_t bindings = 4'000'000;
};

/// Knows what a change does to names, whoever keeps them: the rules of NamingStore in one place. For one thread at a
/// time.
class Clerk {
public:
    explicit Clerk(Limits limits);

    Outcome create_context(Names& names, ContextId& created);
    Outcome bind_new_context(Names& names, const ContextId& context, const Component& name, ContextId& created);
    Outcome destroy_context(Names& names, const ContextId& context);
    Outcome bind(Names& names, const ContextId& context, const Component& name, const Bound& bound);
    Outcome rebind(Names& names, const ContextId& context, const Component& name, const Bound& bound);
    Outcome unbind(Names& names, const ContextId& context, const Component& name);
    Outcome replace(Names& names, const ContextId& context, const Component& name, const Bound& expected,
                    const std::optional<Bound>& with);

private:
    ContextId add_context(Names& names);
    Outcome add_binding(Names& names, const ContextId& context, const Component& name, const Bound& bound);

    const Limits limits_;
    std::mt19937_64 ids_;
};

}  // namespace corbel::naming
