// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cos-naming/naming_store.hpp"

/// How names stand in etcd (docs/naming.md):
///   /corbel/naming/STORE/format               the version of this layout
///   /corbel/naming/STORE/context/ID           there is this context
///   /corbel/naming/STORE/binding/ID/NAME      what NAME is bound to in it; there is one only if there is the context
///   /corbel/naming/STORE/daemon/LEASE         the addresses of a daemon; gone with its lease
///   /corbel/naming/STORE/slot/LEASE/NUMBER    the last change a daemon made by way of this slot; gone with its lease
namespace corbel::naming::etcd {

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
    std::string daemons() const { return folder_ + "daemon/"; }
    std::string daemon(std::int64_t lease) const { return daemons() + std::to_string(lease); }
    std::string slot(std::int64_t lease, std::uint64_t number) const;

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

/// All values of objects come behind it, those of contexts before it.
inline constexpr std::string_view object_values = "object";

}  // namespace corbel::naming::etcd
