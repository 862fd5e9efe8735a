// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cos-naming/directory.hpp"

/// How an operation of a naming context finds where its name leads, and how what stores and names throw becomes what
/// CosNaming and CORBA know. For the servants.
namespace corbel::naming {

using Reason = CosNaming::NamingContext::NotFoundReason;

Name to_plain(const CosNaming::Name& name);
CosNaming::Name to_idl(const Name& plain, std::size_t from = 0);
CosNaming::BindingType to_idl(BindingType type);
CosNaming::Binding to_idl(const Binding& binding);
CosNaming::BindingList to_idl(const std::vector<Binding>& bindings);

/// NotFound with the rest of the name from that component on.
[[noreturn]] void not_found(Reason why, const Name& name, std::size_t from);
[[noreturn]] void context_is_gone();
[[noreturn]] void store_is_full();

/// Runs an operation; what names and stores throw leaves as CosNaming's and CORBA's exceptions.
template <class Operation>
auto performed(Operation operation) {
    try {
        return operation();
    } catch (const BadName&) {
        throw CosNaming::NamingContext::InvalidName{};
    } catch (const StoreUnreachable& error) {
        throw CORBA::TRANSIENT{0, CORBA::COMPLETED_NO, error.what()};
    } catch (const StoreError& error) {
        throw CORBA::PERSIST_STORE{0, error.may_be_done() ? CORBA::COMPLETED_MAYBE : CORBA::COMPLETED_NO, error.what()};
    }
}

/// Where the last component of a name belongs: a context of the store, or a context elsewhere that gets the rest.
struct Place {
    ContextId context;
    ContextRef elsewhere;
    std::size_t at = 0;  // the component that is meant there
};

Place find_place(Directory& directory, const Name& name);

/// A name on its way into another service.
class Hop {
public:
    explicit Hop(Directory& directory) : directory_{directory}, begun_{directory.begin_hop()} {}
    ~Hop() {
        if (begun_) directory_.end_hop();
    }
    Hop(const Hop&) = delete;
    Hop& operator=(const Hop&) = delete;

    bool begun() const noexcept { return begun_; }

private:
    Directory& directory_;
    const bool begun_;
};

/// Performs `here(place, component)`, or `elsewhere(context, rest of the name)`, which makes a call. Every hop takes a
/// component off the name, so cycles of contexts end.
template <class Here, class Elsewhere>
auto at_place(Directory& directory, const Name& name, Here here, Elsewhere elsewhere) {
    check(name);
    const auto place = find_place(directory, name);
    if (!place.elsewhere) return here(place, name[place.at]);
    const auto rest = to_idl(name, place.at);
    const Hop hop{directory};
    if (!hop.begun()) throw CosNaming::NamingContext::CannotProceed{place.elsewhere, rest};
    try {
        return elsewhere(place.elsewhere, rest);
    } catch (const CORBA::SystemException&) {
        throw CosNaming::NamingContext::CannotProceed{place.elsewhere, rest};
    }
}

/// Turns the outcome of a change at the last component into the exception that says it; returns for done.
void require_done(Directory& directory, Outcome outcome, const Name& name, const Place& place, Reason other_type);

/// Performs a change of the store, or has it performed elsewhere. `other_type`: the reason to give where a binding of
/// the other type stands in the way.
template <class Here, class Elsewhere>
void change(Directory& directory, const CosNaming::Name& n, Reason other_type, Here here, Elsewhere elsewhere) {
    performed([&] {
        const auto name = to_plain(n);
        at_place(
            directory, name,
            [&](const Place& place, const Component& last) {
                require_done(directory, here(place.context, last), name, place, other_type);
            },
            elsewhere);
    });
}

}  // namespace corbel::naming
