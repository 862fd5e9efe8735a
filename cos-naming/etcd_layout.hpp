// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cos-naming/naming_store.hpp"

/// How names stand in etcd (docs/naming.md):
///   /corbel/naming/STORE/format               the version of this layout
///   /corbel/naming/STORE/context/ID           there is this context
///   /corbel/naming/STORE/binding/ID/NAME      what NAME is bound to in it; there is one only if there is the context
///   /corbel/naming/STORE/lease/ID/NAME        the lease on which it is bound, changed by each renewal; there is one
///                                             only if there is the binding
///   /corbel/naming/STORE/missed/ID/NAME/LEASE a daemon has had no answer of its object, while the name's lease was
///                                             last changed in that revision; gone with the daemon's lease
///   /corbel/naming/STORE/daemon/LEASE         the addresses of a daemon; gone with its lease
///   /corbel/naming/STORE/slot/LEASE/NUMBER    the last change a daemon made by way of this slot; gone with its lease
namespace corbel::naming::etcd {

/// Where a binding stands.
using Place = std::pair<ContextId, Component>;

class Layout {
public:
    explicit Layout(std::string_view store) : folder_{"/corbel/naming/" + std::string{store} + "/"} {}

    std::string format() const { return folder_ + "format"; }
    std::string contexts() const { return folder_ + "context/"; }
    std::string context(const ContextId& id) const { return contexts() + id; }
    std::string all_bindings() const { return folder_ + "binding/"; }
    std::string bindings(const ContextId& context) const { return all_bindings() + context + "/"; }
    /// In the order of names.
    std::string binding(const ContextId& context, const Component& name) const;
    std::string leases() const { return folder_ + "lease/"; }
    std::string lease(const ContextId& context, const Component& name) const;
    /// Of the daemons that miss the object of a name.
    std::string missed(const ContextId& context, const Component& name) const;
    std::string daemons() const { return folder_ + "daemon/"; }
    std::string daemon(std::int64_t lease) const { return daemons() + std::to_string(lease); }
    std::string slot(std::int64_t lease, std::uint64_t number) const;

    /// A range of all keys but those of `missed` and slots.
    std::string first() const { return all_bindings(); }
    std::string end() const { return folder_ + "lease0"; }

    /// The context and the name of a key below all_bindings() or leases(), its `prefix`; nothing for another key.
    static std::optional<Place> place_in(std::string_view key, std::string_view prefix);

private:
    std::string folder_;
};

/// The end of the range of all keys that begin with `prefix`, whose last byte is not 255.
std::string end_of(std::string prefix);

/// The name of a binding's key, `prefix` being that of its context; nothing for a key that no name makes.
std::optional<Component> name_in(std::string_view key, std::string_view prefix);

/// "object IOR:...", "context ID", or "foreign IOR:..." for a context elsewhere.
std::string value_of(const Bound& bound);
/// Nothing for a value that value_of never makes.
std::optional<Bound> bound_in(std::string_view value);

/// "NUMBER TERM" or "NUMBER TERM ends-with-server", the term in milliseconds. The end of a lease is known to nobody: it
/// comes that time after the last change of its key.
std::string value_of(const Lease& lease);
/// Nothing for a value that value_of never makes.
std::optional<Lease> lease_in(std::string_view value);

/// All values of objects come behind it, those of contexts before it.
inline constexpr std::string_view object_values = "object";

}  // namespace corbel::naming::etcd
