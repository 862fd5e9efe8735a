// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/memory_store.hpp"

#include <mutex>

namespace corbel::naming {

bool MemoryStore::exists(const ContextId& context) {
    const std::shared_lock lock{mutex_};
    return names_.has_context(context);
}

std::optional<ContextId> MemoryStore::create_context() {
    const std::unique_lock lock{mutex_};
    ContextId created;
    if (clerk_.create_context(names_, created) != Outcome::done) return std::nullopt;
    return created;
}

Outcome MemoryStore::bind_new_context(const ContextId& context, const Component& name, ContextId& created) {
    const std::unique_lock lock{mutex_};
    return clerk_.bind_new_context(names_, context, name, created);
}

Outcome MemoryStore::destroy_context(const ContextId& context) {
    const std::unique_lock lock{mutex_};
    return clerk_.destroy_context(names_, context);
}

Outcome MemoryStore::bind(const ContextId& context, const Component& name, const Bound& bound) {
    const std::unique_lock lock{mutex_};
    return clerk_.bind(names_, context, name, bound);
}

Outcome MemoryStore::rebind(const ContextId& context, const Component& name, const Bound& bound) {
    const std::unique_lock lock{mutex_};
    return clerk_.rebind(names_, context, name, bound);
}

Outcome MemoryStore::unbind(const ContextId& context, const Component& name) {
    const std::unique_lock lock{mutex_};
    return clerk_.unbind(names_, context, name);
}

Outcome MemoryStore::find(const ContextId& context, const Component& name, Bound& bound) {
    const std::shared_lock lock{mutex_};
    return names_.find(context, name, bound);
}

std::vector<Binding> MemoryStore::list(const ContextId& context, const std::optional<Component>& after,
                                       std::size_t limit) {
    const std::shared_lock lock{mutex_};
    return names_.list(context, after, limit);
}

Outcome MemoryStore::replace(const ContextId& context, const Component& name, const Bound& expected,
                             const std::optional<Bound>& with) {
    const std::unique_lock lock{mutex_};
    return clerk_.replace(names_, context, name, expected, with);
}

std::vector<Leased> MemoryStore::leases() {
    const std::shared_lock lock{mutex_};
    return names_.leases();
}

std::vector<Leased> MemoryStore::ended_leases() {
    const std::shared_lock lock{mutex_};
    return names_.leases(now());
}

bool MemoryStore::observe(Observer observer) {
    const std::unique_lock lock{mutex_};
    names_.observe(std::move(observer));
    return true;
}

StoreSize MemoryStore::size() {
    const std::shared_lock lock{mutex_};
    return {names_.context_count(), names_.binding_count()};
}

}  // namespace corbel::naming
