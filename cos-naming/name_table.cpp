// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/name_table.hpp"

namespace corbel::naming {

NameTable::Bindings* NameTable::bindings_of(const ContextId& context) {
    const auto found = contexts_.find(context);
    return found == contexts_.end() ? nullptr : &found->second;
}

bool NameTable::has_bindings(const ContextId& context) {
    const auto* bindings = bindings_of(context);
    return bindings && !bindings->empty();
}

std::optional<Bound> NameTable::find(const ContextId& context, const Component& name) {
    Bound bound;
    if (find(context, name, bound) != Outcome::done) return std::nullopt;
    return bound;
}

Outcome NameTable::find(const ContextId& context, const Component& name, Bound& bound) {
    const auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    const auto found = bindings->find(name);
    if (found == bindings->end()) return Outcome::not_bound;
    bound = unpack(found->second.form, found->second.value);
    return Outcome::done;
}

void NameTable::remove_context(const ContextId& context) {
    const auto found = contexts_.find(context);
    if (found == contexts_.end()) return;
    binding_count_ -= found->second.size();
    contexts_.erase(found);
}

void NameTable::put(const ContextId& context, const Component& name, const Bound& bound) {
    if (contexts_[context].insert_or_assign(name, pack(bound)).second) ++binding_count_;
}

void NameTable::erase(const ContextId& context, const Component& name) {
    if (auto* bindings = bindings_of(context)) binding_count_ -= bindings->erase(name);
}

std::vector<Binding> NameTable::list(const ContextId& context, const std::optional<Component>& after,
                                     std::size_t limit) {
    std::vector<Binding> some;
    const auto* bindings = bindings_of(context);
    if (!bindings) return some;
    for (auto at = after ? bindings->upper_bound(*after) : bindings->begin(); at != bindings->end() && limit > 0;
         ++at, --limit)
        some.push_back({at->first, type_of(at->second.form)});
    return some;
}

void NameTable::append(const ContextId& context, Component name, Record record) {
    auto& bindings = contexts_[context];
    bindings.emplace_hint(bindings.end(), std::move(name), std::move(record));
    ++binding_count_;
}

}  // namespace corbel::naming
