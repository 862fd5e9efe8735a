// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/servants.hpp"

#include "cos-naming/place.hpp"

namespace corbel::naming {
namespace {

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

// -- NamingContext

void ContextServant::bind(const CosNaming::Name& n, ObjectRef obj) {
    directory_->require_write();
    change(
        *directory_, n, Reason::not_object,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().bind(context, last, directory_->bound(BindingType::object, obj));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->bind(rest, obj); });
}

void ContextServant::rebind(const CosNaming::Name& n, ObjectRef obj) {
    directory_->require_write();
    change(
        *directory_, n, Reason::not_object,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().rebind(context, last, directory_->bound(BindingType::object, obj));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->rebind(rest, obj); });
}

void ContextServant::bind_context(const CosNaming::Name& n, ContextRef nc) {
    directory_->require_write();
    require_context(nc);
    change(
        *directory_, n, Reason::not_context,
        [&](const ContextId& context, const Component& last) {
            return directory_->store().bind(context, last, directory_->bound(BindingType::context, nc));
        },
        [&](const ContextRef& context, const CosNaming::Name& rest) { context->bind_context(rest, nc); });
}

void ContextServant::rebind_context(const CosNaming::Name& n, ContextRef nc) {
    directory_->require_write();
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
    directory_->require_write();
    change(
        *directory_, n, Reason::missing_node,
        [&](const ContextId& context, const Component& last) { return directory_->store().unbind(context, last); },
        [](const ContextRef& context, const CosNaming::Name& rest) { context->unbind(rest); });
}

ContextRef ContextServant::new_context() {
    directory_->require_write();
    return performed([&] {
        if (!directory_->store().exists(directory_->called())) context_is_gone();
        const auto created = directory_->store().create_context();
        if (!created) store_is_full();
        return directory_->reference(*created);
    });
}

ContextRef ContextServant::bind_new_context(const CosNaming::Name& n) {
    directory_->require_write();
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
    directory_->require_write();
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
        auto& iterators = directory_->iterators();
        bi = directory_->iterator_reference(iterators.open(context, std::move(last), client_of_request()));
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
