// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/place.hpp"

namespace corbel::naming {

using CosNaming::NamingContext;

// -- Names between IDL and the store.

Name to_plain(const CosNaming::Name& name) {
    Name plain;
    plain.reserve(name.size());
    for (const auto& component : name) plain.push_back({component.id(), component.kind()});
    return plain;
}

CosNaming::Name to_idl(const Name& plain, std::size_t from) {
    CosNaming::Name name;
    name.reserve(plain.size() - from);
    for (; from < plain.size(); ++from) name.emplace_back(plain[from].id, plain[from].kind);
    return name;
}

CosNaming::BindingType to_idl(BindingType type) {
    return type == BindingType::context ? CosNaming::BindingType::ncontext : CosNaming::BindingType::nobject;
}

CosNaming::Binding to_idl(const Binding& binding) {
    return CosNaming::Binding{to_idl(Name{binding.name}), to_idl(binding.type)};
}

CosNaming::BindingList to_idl(const std::vector<Binding>& bindings) {
    CosNaming::BindingList list;
    list.reserve(bindings.size());
    for (const auto& binding : bindings) list.push_back(to_idl(binding));
    return list;
}

// -- Failures as CosNaming knows them.

void not_found(Reason why, const Name& name, std::size_t from) {
    throw NamingContext::NotFound{why, to_idl(name, from)};
}

void context_is_gone() {
    throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO, "this naming context has been destroyed"};
}

void store_is_full() {
    throw CORBA::NO_RESOURCES{0, CORBA::COMPLETED_NO, "the naming service holds as many names as it may"};
}

void require_done(Directory& directory, Outcome outcome, const Name& name, const Place& place, Reason other_type) {
    switch (outcome) {
        case Outcome::done: return;
        case Outcome::already_bound: throw NamingContext::AlreadyBound{};
        case Outcome::not_bound: not_found(Reason::missing_node, name, place.at);
        case Outcome::other_type: not_found(other_type, name, place.at);
        case Outcome::full: store_is_full();
        case Outcome::not_empty: throw NamingContext::NotEmpty{};
        case Outcome::no_context:
            if (place.at == 0) context_is_gone();
            throw NamingContext::CannotProceed{directory.reference(place.context), to_idl(name, place.at)};
    }
}

// -- Where a name leads.

Place find_place(Directory& directory, const Name& name) {
    Place place{directory.called(), {}, 0};
    for (; place.at + 1 < name.size(); ++place.at) {
        Bound bound;
        switch (directory.store().find(place.context, name[place.at], bound)) {
            case Outcome::done: break;
            case Outcome::not_bound: not_found(Reason::missing_node, name, place.at);
            default:
                if (place.at == 0) context_is_gone();
                throw NamingContext::CannotProceed{directory.reference(place.context), to_idl(name, place.at)};
        }
        if (bound.type != BindingType::context) not_found(Reason::not_context, name, place.at);
        if (bound.context.empty()) {
            ++place.at;
            const auto rest = [&] { return to_idl(name, place.at); };
            try {
                place.elsewhere = IDL::traits<NamingContext>::narrow(directory.object(bound));
            } catch (const CORBA::SystemException&) {
                throw NamingContext::CannotProceed{nullptr, rest()};
            }
            if (!place.elsewhere) throw NamingContext::CannotProceed{nullptr, rest()};
            return place;
        }
        place.context = bound.context;
    }
    return place;
}

}  // namespace corbel::naming
