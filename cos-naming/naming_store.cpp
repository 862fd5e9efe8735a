// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

Outcome NamingStore::replace(const ContextId&, const Component&, const Bound&, const std::optional<Bound>&) {
    throw StoreError{"this store takes no leases"};
}

std::chrono::milliseconds NamingStore::now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

std::vector<Leased> NamingStore::ended_leases() {
    auto all = leases();
    std::erase_if(all, [now = now()](const Leased& each) {
        const auto& lease = *each.bound.lease;
        return lease.term.count() == 0 || lease.end > now;
    });
    return all;
}

bool NamingStore::observe(Observer) { return false; }

void NamingStore::announce(const std::vector<std::string>&, SeeDaemons) {}

}  // namespace corbel::naming
