// SPDX-License-Identifier: BSL-1.0
// What every DynAny is: a part of a tree that shares one value (CORBA 2.6, 9.2).
#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"

namespace DynamicAny {
namespace {

/// What a reference to a component owns: the component, and the whole that it is a part of.
struct Component {
    std::shared_ptr<DynAny> component, whole;
};

corbel::Octets encoded(const corbel::types::TypeCode& type, const corbel::dynamic::Value& value) {
    corbel::cdr::Writer out;
    corbel::dynamic::encode(out, type, value);
    return out.copy();
}

}  // namespace

DynAny::~DynAny() {
    for (const auto& each : children_)
        if (each) each->die();
    if (alone_) corbel::dynamic::take_apart(std::move(*own_));
}

std::shared_ptr<DynAny> DynAny::create(TypeCodePtr type) {
    using enum corbel::types::TCKind;
    struct Scalar final : DynAny {
        explicit Scalar(TypeCodePtr type) : DynAny{std::move(type)} {}
    };
    switch (type->resolved().kind()) {
        case tk_fixed: return std::make_shared<DynFixed>(std::move(type));
        case tk_enum: return std::make_shared<DynEnum>(std::move(type));
        case tk_struct:
        case tk_except: return std::make_shared<DynStruct>(std::move(type));
        case tk_union: return std::make_shared<DynUnion>(std::move(type));
        case tk_sequence: return std::make_shared<DynSequence>(std::move(type));
        case tk_array: return std::make_shared<DynArray>(std::move(type));
        case tk_value: return std::make_shared<DynValue>(std::move(type));
        case tk_value_box: return std::make_shared<DynValueBox>(std::move(type));
        default: return std::make_shared<Scalar>(std::move(type));
    }
}

DynAny::Ref DynAny::_make(TypeCodePtr type, Value value, std::shared_ptr<corbel::Invoker> invoker, bool alone) {
    auto made = create(std::move(type));
    made->alone_ = alone;
    made->invoker_ = std::move(invoker);
    made->replace(std::move(value));
    return Ref{std::move(made)};
}

const DynAny::Value& DynAny::_value() const {
    require_alive();
    return read();
}

// -- the value and its place

const DynAny::Value& DynAny::read() const {
    if (!parent_) return *own_;
    if (const auto* here = parent_->place(index_)) return *here;
    *own_ = parent_->part(index_);
    return *own_;
}

DynAny::Value& DynAny::edit() { return parent_ ? *parent_->place(index_) : *own_; }

void DynAny::write(Value value) {
    if (!parent_) {
        *own_ = std::move(value);
    } else if (auto* here = parent_->place(index_)) {
        *here = std::move(value);
    } else {
        parent_->put(index_, std::move(value));
    }
}

void DynAny::replace(Value value) {
    drop_components();
    write(std::move(value));
    seek(0);
}

DynAny::Value DynAny::value_for(const TypeCodePtr& type, const CORBA::Any& any) const {
    const auto given = any.type().pointer();
    if (!given->equivalent(*type)) mismatch(type, "cannot be given a value of type " + given->to_string());
    const auto kind = type->resolved().kind();
    if (!any.value() && kind != Kind::tk_null && kind != Kind::tk_void)
        invalid(type, "cannot be given an any without a value");
    return corbel::translated([&] { return corbel::dynamic_value(any, invoker_.get()); });
}

DynAny::Value DynAny::value_for(const TypeCodePtr& type, const Ref& dyn_any) {
    if (!dyn_any) invalid(type, "cannot be given a nil DynAny");
    dyn_any->require_alive();
    const auto& given = dyn_any->type_;
    if (!given->equivalent(*type)) mismatch(type, "cannot be given a value of type " + given->to_string());
    return corbel::dynamic::copy_of(dyn_any->read());
}

void DynAny::mismatch(const TypeCodePtr& type, const std::string& what) {
    throw TypeMismatch{"a DynAny of type " + type->to_string() + ' ' + what};
}

void DynAny::invalid(const TypeCodePtr& type, const std::string& what) {
    throw InvalidValue{"a DynAny of type " + type->to_string() + ' ' + what};
}

void DynAny::gone() {
    throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO,
                                  "a DynAny that was destroyed, or the component of one that has another value now"};
}

void DynAny::require_alive() const {
    if (!alive_) gone();
}

// -- the operations of every DynAny

DynAny::TypeRef DynAny::type() const {
    require_alive();
    return type_;
}

void DynAny::assign(Ref dyn_any) {
    require_alive();
    replace(value_for(type_, dyn_any));
}

void DynAny::from_any(const CORBA::Any& value) {
    require_alive();
    replace(value_for(type_, value));
}

CORBA::Any DynAny::to_any() const {
    require_alive();
    return corbel::translated([&] { return corbel::any_of_value(type_, corbel::dynamic::copy_of(read()), invoker_); });
}

bool DynAny::equal(Ref other) const {
    require_alive();
    if (!other) return false;
    other->require_alive();
    if (!type_->equivalent(*other->type_)) return false;
    // Values and what they share, as they would be sent: values of valuetypes may lead back to themselves.
    return corbel::translated([&] { return encoded(*type_, read()) == encoded(*type_, other->read()); });
}

void DynAny::destroy() {
    require_alive();
    if (!parent_) die();
}

void DynAny::die() noexcept {
    alive_ = false;
    parent_ = nullptr;
    for (const auto& each : children_)
        if (each) each->die();
    children_.clear();
}

DynAny::Ref DynAny::copy() const {
    require_alive();
    return _make(type_, corbel::dynamic::copy_of(read()), invoker_);
}

// -- components

DynAny& DynAny::child(std::uint32_t index) {
    if (children_.size() <= index) children_.resize(index + 1);
    auto& known = children_[index];
    if (known && !is_current(index)) {
        known->die();
        known.reset();
    }
    if (!known) {
        auto made = create(component_type(index));
        made->invoker_ = invoker_;
        made->parent_ = this;
        made->index_ = index;
        made->seek(0);
        known = std::move(made);
    }
    return *known;
}

DynAny::Ref DynAny::component(std::uint32_t index) {
    child(index);
    auto* whole = this;
    while (whole->parent_) whole = whole->parent_;
    const auto owned = std::make_shared<Component>(Component{children_[index], whole->shared_from_this()});
    return Ref{std::shared_ptr<DynAny>{owned, owned->component.get()}};
}

void DynAny::drop_components(std::uint32_t from) {
    for (auto i = from; i < children_.size(); ++i)
        if (children_[i]) children_[i]->die();
    if (from < children_.size()) children_.resize(from);
}

CORBA::Any DynAny::any_of(std::uint32_t index) const {
    auto& self = const_cast<DynAny&>(*this);
    const auto type = component_type(index);
    const auto* here = self.place(index);
    return corbel::translated([&] {
        return corbel::any_of_value(type, here ? corbel::dynamic::copy_of(*here) : part(index), invoker_);
    });
}

bool DynAny::seek(std::int32_t index) {
    require_alive();
    const bool found = index >= 0 && static_cast<std::uint32_t>(index) < components();
    position_ = found ? index : -1;
    return found;
}

bool DynAny::next() { return seek(position_ + 1); }

std::uint32_t DynAny::component_count() const {
    require_alive();
    return components();
}

DynAny::Ref DynAny::current_component() {
    require_alive();
    if (!can_have_components()) mismatch("has no components");
    return position_ < 0 ? Ref{} : component(current_member());
}

std::uint32_t DynAny::current_member() const {
    require_alive();
    if (!can_have_components()) mismatch("has no components");
    if (position_ < 0) invalid("has no current component");
    return static_cast<std::uint32_t>(position_);
}

}  // namespace DynamicAny
