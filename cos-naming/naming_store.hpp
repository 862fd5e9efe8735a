// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// The terms on which a name is bound: until a time that may be put off, until the object's server is gone, or both.
struct Lease {
    std::uint64_t number = 0;           ///< tells this lease from all others; random
    std::chrono::milliseconds term{0};  ///< from each renewal on; 0: no end
    std::chrono::milliseconds end{0};   ///< by NamingStore::now(); of no meaning without a term
    bool ends_with_server = false;

    friend bool operator==(const Lease&, const Lease&) = default;
};

/// What a name is bound to: a context of this store, or any object or foreign context by its stringified reference.
struct Bound {
    BindingType type = BindingType::object;
    ContextId context;                 ///< set for a context of this store
    std::string reference;             ///< set for everything else
    std::optional<Lease> lease = {};   ///< none: until it is unbound

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
    not_bound,      ///< unbind: there is no such name; replace: or it is bound to something else
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

/// The store is elsewhere and does not answer at the moment; nothing was changed, and trying again may succeed.
class StoreUnreachable : public StoreError {
public:
    using StoreError::StoreError;
};

/// A change of a binding that has taken effect. New terms for what is bound are none.
struct Change {
    enum class Kind {
        bound,
        rebound,
        unbound,
        missed  ///< the store cannot tell of some changes that came before those that follow; nothing else is set
    } kind;
    ContextId context = {};
    Component name = {};
    Bound bound = {};          ///< what the name is bound to now; for unbound: what it was bound to
    std::uint64_t moment = 0;  ///< see NamingStore::moment()
};

/// A binding that has a lease.
struct Leased {
    ContextId context;
    Component name;
    Bound bound;
};

/// How much a store holds.
struct StoreSize {
    std::size_t contexts = 0;  ///< with the root
    std::size_t bindings = 0;
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

    /// If the name is bound to just `expected`, its lease included: binds it to `with`, or to nothing. Stores that take
    /// no leases throw StoreError.
    virtual Outcome replace(const ContextId& context, const Component& name, const Bound& expected,
                            const std::optional<Bound>& with);

    /// All bindings with a lease, in any order.
    virtual std::vector<Leased> leases() { return {}; }

    /// Those that have come to their end by now().
    virtual std::vector<Leased> ended_leases();

    /// Notes that this daemon has had no answer of the object of a binding with a lease (`missed`), or has one again.
    /// True if all daemons that serve the store miss it.
    virtual bool all_miss(const Leased& /*binding*/, bool missed) { return missed; }

    /// The clock of leases: it runs while the store is open, goes on where it stood when the store was closed, and
    /// knows nothing of the time of day.
    virtual std::chrono::milliseconds now();

    /// Has `observer` told of each change from now on, in their order: before the change's own call returns, or, if
    /// several daemons serve the store, soon after it was made by whichever of them. It is called by one thread at a
    /// time, must be quick, and must not use the store. An empty one ends it, and the one before is not called again
    /// once this returns. False: a store that tells nobody.
    using Observer = std::function<void(const Change&)>;
    virtual bool observe(Observer observer);

    /// Of a store that tells of changes some time after they were made: a change that is made from now on has a moment
    /// above this one. 0 for all others, and so are the moments of their changes.
    virtual std::uint64_t moment() { return 0; }

    virtual StoreSize size() = 0;

    /// Of a store that several daemons serve: shows the addresses of this one ("host:port") to the others, and has
    /// `see` told of those of all, now and whenever they change, by one thread at a time. An empty `see` ends it; the
    /// one before is not called again once this returns. Nothing for a store of one daemon.
    using SeeDaemons = std::function<void(const std::vector<std::string>&)>;
    virtual void announce(const std::vector<std::string>& addresses, SeeDaemons see);
};

}  // namespace corbel::naming
