// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cos-naming/name.hpp"

namespace corbel::naming {

/// Names a context of a store for as long as the store lives; never used again once the context is destroyed, not even
/// by another store. At most 32 printable characters.
using ContextId = std::string;

enum class BindingType { object, context };

/// What a name is bound to: a context of this store, or any object or foreign context by its stringified reference.
struct Bound {
    BindingType type = BindingType::object;
    ContextId context;      ///< set for a context of this store
    std::string reference;  ///< set for everything else

    friend bool operator==(const Bound&, const Bound&) = default;
};

struct Binding {
    Component name;
    BindingType type = BindingType::object;

    friend bool operator==(const Binding&, const Binding&) = default;
};

/// What became of a change. Only `done` changed anything.
enum class Outcome {
    done,
    no_context,     ///< the context does not exist (any more)
    already_bound,  ///< bind: the name is taken
    not_bound,      ///< unbind: there is no such name
    other_type,     ///< rebind: the name is bound to a thing of the other type
    not_empty,      ///< destroy: the context has bindings
    full            ///< a limit of the store is reached
};

/// The store could not do its work (a disk, a network). Nothing was changed, unless may_be_done().
class StoreError : public std::runtime_error {
public:
    explicit StoreError(const std::string& what, bool may_be_done = false)
        : std::runtime_error{what}, may_be_done_{may_be_done} {}

    /// The change may show after the next start: the disk failed while it was being made durable.
    bool may_be_done() const noexcept { return may_be_done_; }

private:
    bool may_be_done_;
};

/// Contexts and their bindings, as plain values. Every operation is atomic and, when it returns, as durable as the
/// store is; all may be called from many threads. All throw StoreError. Contexts that do not exist may be bound:
/// destroying one does not look for its names.
class NamingStore {
public:
    virtual ~NamingStore() = default;

    /// The context every store has, which cannot be destroyed.
    static inline const ContextId root = "root";

    virtual bool exists(const ContextId& context) = 0;

    /// A new context, not bound to a name; nothing if the store is full.
    virtual std::optional<ContextId> create_context() = 0;
    /// Creates a context and binds it; `created` is set if it is done.
    virtual Outcome bind_new_context(const ContextId& context, const Component& name, ContextId& created) = 0;
    /// Only an empty context, never the root (not_empty).
    virtual Outcome destroy_context(const ContextId& context) = 0;

    virtual Outcome bind(const ContextId& context, const Component& name, const Bound& bound) = 0;
    /// Binds; replaces a binding of the same type.
    virtual Outcome rebind(const ContextId& context, const Component& name, const Bound& bound) = 0;
    virtual Outcome unbind(const ContextId& context, const Component& name) = 0;

    /// done and `bound` set, not_bound, or no_context.
    virtual Outcome find(const ContextId& context, const Component& name, Bound& bound) = 0;

    /// At most `limit` bindings in the order of their names, from the first one behind `after` on (from the beginning
    /// without it): a cursor that needs no memory and stands changes in between. Empty if the context does not exist.
    virtual std::vector<Binding> list(const ContextId& context, const std::optional<Component>& after,
                                      std::size_t limit) = 0;
};

}  // namespace corbel::naming
