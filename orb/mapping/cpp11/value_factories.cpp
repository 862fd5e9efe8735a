// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/value_factories.hpp"

#include <mutex>

#include "orb/engine/invocation/invoker.hpp"

namespace corbel {

CORBA::ValueFactory ValueFactories::put(const std::string& id, CORBA::ValueFactory factory) {
    const std::lock_guard lock{mutex_};
    factories_[id].swap(factory);
    return factory;
}

CORBA::ValueFactory ValueFactories::remove(const std::string& id) {
    const std::lock_guard lock{mutex_};
    const auto at = factories_.find(id);
    if (at == factories_.end()) return nullptr;
    auto removed = std::move(at->second);
    factories_.erase(at);
    return removed;
}

CORBA::ValueFactory ValueFactories::find(std::string_view id) const {
    const std::shared_lock lock{mutex_};
    const auto at = factories_.find(id);
    return at == factories_.end() ? nullptr : at->second;
}

ValueFactories* ValueFactories::of(void* invoker) {
    return invoker ? static_cast<ValueFactories*>(static_cast<Invoker*>(invoker)->attachment()) : nullptr;
}

}  // namespace corbel
