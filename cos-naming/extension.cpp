// SPDX-License-Identifier: BSL-1.0
// The operations of Corbel::Naming.
#include <algorithm>
#include <limits>

#include "cos-naming/place.hpp"
#include "cos-naming/servants.hpp"

namespace corbel::naming {
namespace {

namespace idl = Corbel::Naming;

constexpr std::chrono::milliseconds listener_patience{2000};

std::uint32_t milliseconds(std::chrono::nanoseconds time) {
    const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    return static_cast<std::uint32_t>(std::clamp<long long>(count, 0, std::numeric_limits<std::uint32_t>::max()));
}

Lease lease_of(NamingStore& store, const idl::Terms& terms) {
    if (terms.time_to_live() == 0 && !terms.ends_with_server())
        throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "terms without an end are no lease: use bind"};
    return new_lease(store, std::chrono::milliseconds{terms.time_to_live()}, terms.ends_with_server());
}

/// A context of another service that takes leases.
IDL::traits<idl::NamingContext>::ref_type extended(const ContextRef& context, const CosNaming::Name& rest) {
    auto found = IDL::traits<idl::NamingContext>::narrow(context);
    if (!found) throw CosNaming::NamingContext::CannotProceed{context, rest};
    return found;
}

idl::Liveness to_idl(const std::optional<Liveness::Mark>& mark) {
    if (!mark) return idl::Liveness::not_asked;
    switch (mark->state) {
        case Liveness::State::alive: return idl::Liveness::alive;
        case Liveness::State::dead: return idl::Liveness::dead;
        case Liveness::State::unreachable: break;
    }
    return idl::Liveness::unreachable;
}

idl::Details details_of(Directory& directory, const Place& place, const Component& name, const Bound& bound) {
    idl::Details details;
    details.type(to_idl(bound.type));
    if (bound.lease) {
        details.lease(bound.lease->number);
        details.on(idl::Terms{milliseconds(bound.lease->term), bound.lease->ends_with_server});
        if (bound.lease->term.count() > 0) details.time_left(milliseconds(bound.lease->end - directory.store().now()));
    }
    const auto mark = directory.liveness().mark(place.context, name, bound);
    details.state(to_idl(mark));
    if (mark) details.asked(milliseconds(Liveness::Clock::now() - mark->asked));
    return details;
}

idl::Change to_idl(const Directory& directory, const WatchedChange& change) {
    constexpr idl::ChangeKind kinds[] = {idl::ChangeKind::bound, idl::ChangeKind::rebound, idl::ChangeKind::unbound};
    ObjectRef target;
    try {
        if (change.kind != Change::Kind::unbound) target = directory.object(change.bound);
    } catch (const CORBA::SystemException&) {  // a reference nobody could use
    }
    return {kinds[static_cast<std::size_t>(change.kind)], naming::to_idl(change.name),
            naming::to_idl(change.bound.type), std::move(target)};
}

}  // namespace

// -- Context

idl::LeaseNumber ContextServant::lease(const CosNaming::Name& n, const ObjectRef& object, const idl::Terms& on,
                                       bool again) {
    directory_->require_write();
    auto given = lease_of(directory_->store(), on);
    change(
        *directory_, n, Reason::not_object,
        [&](const ContextId& context, const Component& last) {
            auto bound = directory_->bound(BindingType::object, object);
            bound.lease = given;
            auto& store = directory_->store();
            const auto outcome = again ? store.rebind(context, last, bound) : store.bind(context, last, bound);
            if (outcome == Outcome::done) directory_->leases().given(given);
            return outcome;
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) {
            const auto elsewhere = extended(context, rest);
            given.number =
                again ? elsewhere->rebind_leased(rest, object, on) : elsewhere->bind_leased(rest, object, on);
        });
    return given.number;
}

idl::LeaseNumber ContextServant::bind_leased(const CosNaming::Name& n, ObjectRef obj, const idl::Terms& on) {
    return lease(n, obj, on, false);
}

idl::LeaseNumber ContextServant::rebind_leased(const CosNaming::Name& n, ObjectRef obj, const idl::Terms& on) {
    return lease(n, obj, on, true);
}

void ContextServant::renew(const CosNaming::Name& n, idl::LeaseNumber lease) {
    directory_->require_write();
    auto& store = directory_->store();
    change(
        *directory_, n, Reason::missing_node,
        [&](const ContextId& context, const Component& last) {
            while (true) {
                Bound bound;
                const auto found = store.find(context, last, bound);
                if (found == Outcome::no_context) return found;
                if (found != Outcome::done || !bound.lease || bound.lease->number != lease)
                    throw idl::NamingContext::LeaseEnded{};
                if (bound.lease->term.count() == 0) return Outcome::done;
                auto renewed = bound;
                renewed.lease->end = store.now() + renewed.lease->term;
                const auto outcome = store.replace(context, last, bound, renewed);
                if (outcome != Outcome::not_bound) return outcome;  // else another renewal came first, or the end
            }
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { extended(context, rest)->renew(rest, lease); });
}

idl::Details ContextServant::describe(const CosNaming::Name& n) {
    return performed([&] {
        const auto name = to_plain(n);
        return at_place(
            *directory_, name,
            [&](const Place& place, const Component& last) {
                Bound bound;
                require_done(*directory_, directory_->store().find(place.context, last, bound), name, place,
                             Reason::missing_node);
                return details_of(*directory_, place, last, bound);
            },
            [](const ContextRef& context, const CosNaming::Name& rest) {
                return extended(context, rest)->describe(rest);
            });
    });
}

IDL::traits<idl::Watch>::ref_type ContextServant::begin_watch(IDL::traits<idl::Listener>::ref_type to, bool deep) {
    if (!to) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a nil reference cannot be told of changes"};
    const auto listener =
        IDL::traits<idl::Listener>::narrow(with_patience(std::move(to), listener_patience));
    return performed([&] {
        const auto context = directory_->called();
        if (!directory_->store().exists(context)) context_is_gone();
        // Not the servant, which must be able to end while somebody watches.
        const auto* const directory = directory_.get();
        const auto id = directory_->watches().open(
            context, deep, client_of_request(),
            [listener, directory](std::uint64_t first, const std::vector<WatchedChange>& changes) {
                idl::ChangeList list;
                list.reserve(changes.size());
                for (const auto& change : changes) list.push_back(to_idl(*directory, change));
                listener->changed(first, list);
            });
        if (!id)
            throw CORBA::NO_RESOURCES{0, CORBA::COMPLETED_NO,
                                      "there are as many watches as there may be, or too many contexts to watch"};
        return directory_->watch_reference(*id);
    });
}

// -- Watch

namespace {
[[noreturn]] void watch_has_ended() {
    throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO,
                                  "this watch has ended: it was destroyed, or its listener did not answer"};
}
}  // namespace

std::uint64_t WatchServant::last_change() {
    const auto last = directory_->watches().last_change(directory_->called());
    if (!last) watch_has_ended();
    return *last;
}

void WatchServant::destroy() {
    if (!directory_->watches().close(directory_->called())) watch_has_ended();
}

bool WatchServant::_non_existent() { return !directory_->watches().last_change(directory_->called()); }

}  // namespace corbel::naming
