// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/memory_store.hpp"

#include <array>
#include <charconv>
#include <mutex>

namespace corbel::naming {
namespace {

std::mt19937_64 seeded() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64{seed};
}

}  // namespace

MemoryStore::MemoryStore(Limits limits) : limits_{limits}, ids_{seeded()} { contexts_[root]; }

MemoryStore::Bindings* MemoryStore::bindings_of(const ContextId& context) {
    const auto found = contexts_.find(context);
    return found == contexts_.end() ? nullptr : &found->second;
}

bool MemoryStore::exists(const ContextId& context) {
    const std::shared_lock lock{mutex_};
    return bindings_of(context) != nullptr;
}

// Random, so that a reference to a context of an earlier process finds none instead of a wrong one.
ContextId MemoryStore::add_context() {
    while (true) {
        std::array<char, 16> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), ids_(), 16).ptr;
        const auto [added, is_new] = contexts_.try_emplace(ContextId{digits.data(), end});
        if (is_new) return added->first;
    }
}

std::optional<ContextId> MemoryStore::create_context() {
    const std::unique_lock lock{mutex_};
    if (contexts_.size() >= limits_.contexts) return std::nullopt;
    return add_context();
}

Outcome MemoryStore::bind_new_context(const ContextId& context, const Component& name, ContextId& created) {
    const std::unique_lock lock{mutex_};
    const auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    if (bindings->contains(name)) return Outcome::already_bound;
    if (binding_count_ >= limits_.bindings || contexts_.size() >= limits_.contexts) return Outcome::full;
    created = add_context();
    bindings_of(context)->emplace(name, Bound{BindingType::context, created, {}});
    ++binding_count_;
    return Outcome::done;
}

Outcome MemoryStore::destroy_context(const ContextId& context) {
    const std::unique_lock lock{mutex_};
    const auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    if (!bindings->empty() || context == root) return Outcome::not_empty;
    contexts_.erase(context);
    return Outcome::done;
}

Outcome MemoryStore::bind(const ContextId& context, const Component& name, const Bound& bound) {
    const std::unique_lock lock{mutex_};
    auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    if (bindings->contains(name)) return Outcome::already_bound;
    if (binding_count_ >= limits_.bindings) return Outcome::full;
    bindings->emplace(name, bound);
    ++binding_count_;
    return Outcome::done;
}

Outcome MemoryStore::rebind(const ContextId& context, const Component& name, const Bound& bound) {
    const std::unique_lock lock{mutex_};
    auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    if (const auto found = bindings->find(name); found != bindings->end()) {
        if (found->second.type != bound.type) return Outcome::other_type;
        found->second = bound;
        return Outcome::done;
    }
    if (binding_count_ >= limits_.bindings) return Outcome::full;
    bindings->emplace(name, bound);
    ++binding_count_;
    return Outcome::done;
}

Outcome MemoryStore::unbind(const ContextId& context, const Component& name) {
    const std::unique_lock lock{mutex_};
    auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    if (bindings->erase(name) == 0) return Outcome::not_bound;
    --binding_count_;
    return Outcome::done;
}

Outcome MemoryStore::find(const ContextId& context, const Component& name, Bound& bound) {
    const std::shared_lock lock{mutex_};
    const auto* bindings = bindings_of(context);
    if (!bindings) return Outcome::no_context;
    const auto found = bindings->find(name);
    if (found == bindings->end()) return Outcome::not_bound;
    bound = found->second;
    return Outcome::done;
}

std::vector<Binding> MemoryStore::list(const ContextId& context, const std::optional<Component>& after,
                                       std::size_t limit) {
    const std::shared_lock lock{mutex_};
    std::vector<Binding> some;
    const auto* bindings = bindings_of(context);
    if (!bindings) return some;
    for (auto at = after ? bindings->upper_bound(*after) : bindings->begin(); at != bindings->end() && limit > 0;
         ++at, --limit)
        some.push_back({at->first, at->second.type});
    return some;
}

}  // namespace corbel::naming
