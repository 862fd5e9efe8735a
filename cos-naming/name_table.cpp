// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/name_table.hpp"

namespace corbel::naming {
namespace {

bool same_object(const Bound& one, const Bound& other) {
    return one.type == other.type && one.context == other.context && one.reference == other.reference;
}

}  // namespace

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
    for (const auto& [name, record] : found->second)
        if (has_lease(record.form)) leased_.erase(by_end(context, name, record));
    binding_count_ -= found->second.size();
    contexts_.erase(found);
}

void NameTable::put(const ContextId& context, const Component& name, const Bound& bound) {
    auto record = pack(bound);
    const auto [at, is_new] = contexts_[context].try_emplace(name);
    if (is_new) {
        ++binding_count_;
        tell(Change::Kind::bound, context, name, bound);
    } else if (observer_ && !same_object(unpack(at->second.form, at->second.value), bound)) {
        tell(Change::Kind::rebound, context, name, bound);
    }
    if (has_lease(at->second.form)) leased_.erase(by_end(context, name, at->second));
    if (has_lease(record.form)) leased_.insert(by_end(context, name, record));
    at->second = std::move(record);
}

void NameTable::erase(const ContextId& context, const Component& name) {
    auto* bindings = bindings_of(context);
    const auto found = bindings ? bindings->find(name) : Bindings::iterator{};
    if (!bindings || found == bindings->end()) return;
    --binding_count_;
    if (has_lease(found->second.form)) leased_.erase(by_end(context, name, found->second));
    if (observer_) tell(Change::Kind::unbound, context, name, unpack(found->second.form, found->second.value));
    bindings->erase(found);
}

void NameTable::tell(Change::Kind kind, const ContextId& context, const Component& name, Bound bound) const {
    if (observer_) observer_({kind, context, name, std::move(bound)});
}

NameTable::ByEnd NameTable::by_end(const ContextId& context, const Component& name, const Record& record) {
    const auto lease = unpack(record.form, record.value).lease.value();
    return {lease.term.count() == 0 ? no_end : lease.end, context, name};
}

std::vector<Leased> NameTable::leases(std::chrono::milliseconds ended_by) const {
    std::vector<Leased> all;
    for (const auto& [end, context, name] : leased_) {
        if (end > ended_by) break;
        const auto& record = contexts_.at(context).at(name);
        all.push_back({context, name, unpack(record.form, record.value)});
    }
    return all;
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
    if (has_lease(record.form)) leased_.insert(by_end(context, name, record));
    bindings.emplace_hint(bindings.end(), std::move(name), std::move(record));
    ++binding_count_;
}

}  // namespace corbel::naming
