// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/clerk.hpp"

#include "cos-naming/record.hpp"

namespace corbel::naming {
namespace {

std::mt19937_64 seeded() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64{seed};
}

}  // namespace

Clerk::Clerk(Limits limits) : limits_{limits}, ids_{seeded()} {}

// Random, so that a reference to a context of another store or of an earlier time finds none instead of a wrong one.
ContextId Clerk::add_context(Names& names) {
    while (true) {
        auto id = context_id(static_cast<std::int64_t>(ids_() >> 1));
        if (names.has_context(id)) continue;
        names.add_context(id);
        return id;
    }
}

Outcome Clerk::create_context(Names& names, ContextId& created) {
    if (names.context_count() >= limits_.contexts) return Outcome::full;
    created = add_context(names);
    return Outcome::done;
}

Outcome Clerk::bind_new_context(Names& names, const ContextId& context, const Component& name, ContextId& created) {
    if (!names.has_context(context)) return Outcome::no_context;
    if (names.find(context, name)) return Outcome::already_bound;
    if (names.context_count() >= limits_.contexts || names.binding_count() >= limits_.bindings) return Outcome::full;
    created = add_context(names);
    names.put(context, name, Bound{BindingType::context, created, {}});
    return Outcome::done;
}

Outcome Clerk::destroy_context(Names& names, const ContextId& context) {
    if (!names.has_context(context)) return Outcome::no_context;
    if (context == NamingStore::root || names.has_bindings(context)) return Outcome::not_empty;
    names.remove_context(context);
    return Outcome::done;
}

Outcome Clerk::add_binding(Names& names, const ContextId& context, const Component& name, const Bound& bound) {
    if (names.binding_count() >= limits_.bindings) return Outcome::full;
    names.put(context, name, bound);
    return Outcome::done;
}

Outcome Clerk::bind(Names& names, const ContextId& context, const Component& name, const Bound& bound) {
    if (!names.has_context(context)) return Outcome::no_context;
    if (names.find(context, name)) return Outcome::already_bound;
    return add_binding(names, context, name, bound);
}

Outcome Clerk::rebind(Names& names, const ContextId& context, const Component& name, const Bound& bound) {
    if (!names.has_context(context)) return Outcome::no_context;
    const auto found = names.find(context, name);
    if (!found) return add_binding(names, context, name, bound);
    if (found->type != bound.type) return Outcome::other_type;
    names.put(context, name, bound);
    return Outcome::done;
}

Outcome Clerk::unbind(Names& names, const ContextId& context, const Component& name) {
    if (!names.has_context(context)) return Outcome::no_context;
    if (!names.find(context, name)) return Outcome::not_bound;
    names.erase(context, name);
    return Outcome::done;
}

Outcome Clerk::replace(Names& names, const ContextId& context, const Component& name, const Bound& expected,
                       const std::optional<Bound>& with) {
    if (!names.has_context(context)) return Outcome::no_context;
    if (names.find(context, name) != expected) return Outcome::not_bound;
    if (with) {
        names.put(context, name, *with);
    } else {
        names.erase(context, name);
    }
    return Outcome::done;
}

}  // namespace corbel::naming
