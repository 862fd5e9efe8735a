// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/servants.hpp"

namespace corbel::naming {
namespace {

using CosNaming::NamingContext;
using Reason = NamingContext::NotFoundReason;

// -- Names between IDL and the store.

Name to_plain(const CosNaming::Name& name) {
    Name plain;
    plain.reserve(name.size());
    for (const auto& component : name) plain.push_back({component.id(), component.kind()});
    return plain;
}

CosNaming::Name to_idl(const Name& plain, std::size_t from = 0) {
    CosNaming::Name name;
    name.reserve(plain.size() - from);
    for (; from < plain.size(); ++from) name.emplace_back(plain[from].id, plain[from].kind);
    return name;
}

CosNaming::Binding to_idl(const Binding& binding) {
    const auto type = binding.type == BindingType::context ? CosNaming::BindingType::ncontext
                                                           : CosNaming::BindingType::nobject;
    return CosNaming::Binding{to_idl(Name{binding.name}), type};
}

CosNaming::BindingList to_idl(const std::vector<Binding>& bindings) {
    CosNaming::BindingList list;
    list.reserve(bindings.size());
    for (const auto& binding : bindings) list.push_back(to_idl(binding));
    return list;
}

// -- Failures as CosNaming knows them.

[[noreturn]] void not_found(Reason why, const Name& name, std::size_t from) {
    throw NamingContext::NotFound{why, to_idl(name, from)};
}

[[noreturn]] void context_is_gone() {
    throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO, "this naming context has been destroyed"};
}

[[noreturn]] void store_is_full() {
    throw CORBA::NO_RESOURCES{0, CORBA::COMPLETED_NO, "the naming service holds as many names as it may"};
}

// Runs an operation; what names and stores throw leaves as CosNaming's and CORBA's exceptions.
template <class Operation>
auto performed(Operation operation) {
    try {
        return operation();
    } catch (const BadName&) {
        throw NamingContext::InvalidName{};
    } catch (const StoreError& error) {
        throw CORBA::PERSIST_STORE{0, error.may_be_done() ? CORBA::COMPLETED_MAYBE : CORBA::COMPLETED_NO, error.what()};
    }
}

// Where the last component of a name belongs: a context of the store, or a context elsewhere that gets the rest.
struct Place {
    ContextId context;
    ContextRef elsewhere;
    std::size_t at = 0;  // the component that is meant there
};

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

// A name on its way into another service.
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

// Performs `here(place, component)`, or `elsewhere(context, rest of the name)`, which makes a call. Every hop takes a
// component off the name, so cycles of contexts end.
template <class Here, class Elsewhere>
auto at_place(Directory& directory, const Name& name, Here here, Elsewhere elsewhere) {
    check(name);
    const auto place = find_place(directory, name);
    if (!place.elsewhere) return here(place, name[place.at]);
    const auto rest = to_idl(name, place.at);
    const Hop hop{directory};
    if (!hop.begun()) throw NamingContext::CannotProceed{place.elsewhere, rest};
    try {
        return elsewhere(place.elsewhere, rest);
    } catch (const CORBA::SystemException&) {
        throw NamingContext::CannotProceed{place.elsewhere, rest};
    }
}

// Turns the outcome of a change at the last component into the exception that says it; returns for done.
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

// Performs a change of the store, or has it performed elsewhere. `other_type`: the reason to give where a binding of
// the other type stands in the way.
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

ObjectRef resolve_in(Directory& directory, const Name& name) {
    return at_place(
        directory, name,
        [&](const Place& place, const Component& last) {
            Bound bound;
            require_done(directory, directory.store().find(place.context, last, bound), name, place,
                         Reason::missing_node);
            return directory.object(bound);
        },
        [](const ContextRef& context, const CosNaming::Name& rest) { return context->resolve(rest); });
}

void require_context(const ContextRef& context) {
    if (!context) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a nil reference cannot be bound as a context"};
}

}  // namespace

// -- Directory

Directory::Directory(IDL::traits<CORBA::ORB>::ref_type orb, IDL::traits<PortableServer::POA>::ref_type contexts,
                     IDL::traits<PortableServer::POA>::ref_type iterators, NamingStore& store)
    : orb_{std::move(orb)}, contexts_{std::move(contexts)}, iterators_{std::move(iterators)},
      current_{IDL::traits<PortableServer::Current>::narrow(orb_->resolve_initial_references("POACurrent"))},
      store_{store} {}

std::string Directory::called() const { return PortableServer::ObjectId_to_string(current_->get_object_id()); }

bool Directory::begin_hop() noexcept {
    if (++hops_ <= most_hops) return true;
    --hops_;
    return false;
}

ContextRef Directory::reference(const ContextId& context) const {
    // To the very interface that the reference names: anything else would ask the object.
    return IDL::traits<CosNaming::NamingContextExt>::narrow(contexts_->create_reference_with_id(
        PortableServer::string_to_ObjectId(context), CosNaming::NamingContextExt::_repository_id_));
}

IDL::traits<CosNaming::BindingIterator>::ref_type Directory::iterator_reference(const std::string& iterator) const {
    return IDL::traits<CosNaming::BindingIterator>::narrow(iterators_->create_reference_with_id(
        PortableServer::string_to_ObjectId(iterator), CosNaming::BindingIterator::_repository_id_));
}

ObjectRef Directory::object(const Bound& bound) const {
    if (!bound.context.empty()) return reference(bound.context);
    return orb_->string_to_object(bound.reference);
}

Bound Directory::bound(BindingType type, const ObjectRef& object) const {
    if (auto context = own_context(object)) return {type, std::move(*context), {}};
    return {type, {}, orb_->object_to_string(object)};
}

// A context of another cos-naming may have the same id: the whole reference decides.
std::optional<ContextId> Directory::own_context(const ObjectRef& object) const {
    if (!object) return std::nullopt;
    try {
        auto id = PortableServer::ObjectId_to_string(contexts_->reference_to_id(object));
        if (reference(id)->_is_equivalent(object)) return id;
    } catch (const PortableServer::POA::WrongAdapter&) {
    }
    return std::nullopt;
}

// -- NamingContext

void ContextServant::bind(const CosNaming::Name& n, ObjectRef obj) {
    change(
        *directory_, n, Reason::not_object,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().bind(context, last, directory_->bound(BindingType::object, obj));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->bind(rest, obj); });
}

void ContextServant::rebind(const CosNaming::Name& n, ObjectRef obj) {
    change(
        *directory_, n, Reason::not_object,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().rebind(context, last, directory_->bound(BindingType::object, obj));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->rebind(rest, obj); });
}

void ContextServant::bind_context(const CosNaming::Name& n, ContextRef nc) {
    require_context(nc);
    change(
        *directory_, n, Reason::not_context,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().bind(context, last, directory_->bound(BindingType::context, nc));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->bind_context(rest, nc); });
}

void ContextServant::rebind_context(const CosNaming::Name& n, ContextRef nc) {
    require_context(nc);
    change(
        *directory_, n, Reason::not_context,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().rebind(context, last, directory_->bound(BindingType::context, nc));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->rebind_context(rest, nc); });
}

ObjectRef ContextServant::resolve(const CosNaming::Name& n) {
    return performed([&] { return resolve_in(*directory_, to_plain(n)); });
}

void ContextServant::unbind(const CosNaming::Name& n) {
    change(
        *directory_, n, Reason::missing_node,
        [&](const ContextId& context, const Component& last) { return directory_->store().unbind(context, last); },
        [](const ContextRef& context, const CosNaming::Name& rest) { context->unbind(rest); });
}

ContextRef ContextServant::new_context() {
    return performed([&] {
        if (!directory_->store().exists(directory_->called())) context_is_gone();
        const auto created = directory_->store().create_context();
        if (!created) store_is_full();
        return directory_->reference(*created);
    });
}

ContextRef ContextServant::bind_new_context(const CosNaming::Name& n) {
    return performed([&] {
        const auto name = to_plain(n);
        return at_place(
            *directory_, name,
            [&](const Place& place, const Component& last) {
                ContextId created;
                const auto outcome = directory_->store().bind_new_context(place.context, last, created);
                require_done(*directory_, outcome, name, place, Reason::not_context);
                return directory_->reference(created);
            },
            [](const ContextRef& context, const CosNaming::Name& rest) { return context->bind_new_context(rest); });
    });
}

void ContextServant::destroy() {
    performed([&] {
        const auto context = directory_->called();
        if (context == NamingStore::root)
            throw CORBA::NO_PERMISSION{0, CORBA::COMPLETED_NO, "the root context cannot be destroyed"};
        switch (directory_->store().destroy_context(context)) {
            case Outcome::done: return;
            case Outcome::not_empty: throw CosNaming::NamingContext::NotEmpty{};
            default: context_is_gone();
        }
    });
}

void ContextServant::list(std::uint32_t how_many, CosNaming::BindingList& bl,
                          IDL::traits<CosNaming::BindingIterator>::ref_type& bi) {
    performed([&] {
        const auto context = directory_->called();
        if (!directory_->store().exists(context)) context_is_gone();
        const auto page = read_page(directory_->store(), context, {}, how_many);
        bl = to_idl(page.bindings);
        bi = nullptr;
        if (!page.more) return;
        std::optional<Component> last;
        if (!page.bindings.empty()) last = page.bindings.back().name;
        bi = directory_->iterator_reference(directory_->iterators().open(context, std::move(last)));
    });
}

// -- NamingContextExt

std::string ContextServant::to_string(const CosNaming::Name& n) {
    return performed([&] { return naming::to_string(to_plain(n)); });
}

CosNaming::Name ContextServant::to_name(const std::string& sn) {
    return performed([&] { return to_idl(parse_name(sn)); });
}

std::string ContextServant::to_url(const std::string& addr, const std::string& sn) {
    try {
        return performed([&] { return naming::to_url(addr, sn); });
    } catch (const BadAddress&) {
        throw CosNaming::NamingContextExt::InvalidAddress{};
    }
}

ObjectRef ContextServant::resolve_str(const std::string& sn) {
    return performed([&] { return resolve_in(*directory_, parse_name(sn)); });
}

bool ContextServant::_non_existent() {
    return performed([&] { return !directory_->store().exists(directory_->called()); });
}

// -- BindingIterator

namespace {

std::vector<Binding> next_bindings(Directory& directory, std::size_t how_many) {
    auto bindings =
        performed([&] { return directory.iterators().next(directory.store(), directory.called(), how_many); });
    if (!bindings)
        throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO,
                                      "this binding iterator was destroyed, or ended because it was long unused"};
    return std::move(*bindings);
}

}  // namespace

bool IteratorServant::next_one(CosNaming::Binding& b) {
    const auto next = next_bindings(*directory_, 1);
    b = next.empty() ? CosNaming::Binding{} : to_idl(next.front());
    return !next.empty();
}

bool IteratorServant::next_n(std::uint32_t how_many, CosNaming::BindingList& bl) {
    if (how_many == 0) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "next_n of 0 bindings would never end"};
    const auto next = next_bindings(*directory_, how_many);
    bl = to_idl(next);
    return !next.empty();
}

void IteratorServant::destroy() {
    if (!directory_->iterators().close(directory_->called()))
        throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO, "this binding iterator was destroyed before"};
}

bool IteratorServant::_non_existent() { return !directory_->iterators().is_open(directory_->called()); }

}  // namespace corbel::naming
