// SPDX-License-Identifier: BSL-1.0
// DynValue and DynValueBox.
#include "orb/engine/base/minor.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"

namespace DynamicAny {

using corbel::dynamic::Valuetype;
using corbel::dynamic::ValuetypePtr;

const std::vector<corbel::dynamic::StateMember>& DynValueCommon::state() const {
    if (state_.empty()) state_ = corbel::dynamic::state_of(resolved());
    return state_;
}

bool DynValueCommon::opaque() const {
    const auto& value = read().as<ValuetypePtr>();
    return value && value->opaque;
}

std::uint32_t DynValueCommon::components() const {
    return null() || opaque() ? 0 : static_cast<std::uint32_t>(state().size());
}

DynValueCommon::Value* DynValueCommon::place(std::uint32_t index) {
    auto& value = edit().as<ValuetypePtr>();
    if (!value) gone();
    return &value->state[index];
}

// The value itself is changed, wherever it is shared.
void DynValueCommon::set_state(corbel::dynamic::Values state) {
    if (resolved().kind() == corbel::types::TCKind::tk_value &&
        resolved().type_modifier() == corbel::types::ValueModifier::custom)
        throw CORBA::NO_IMPLEMENT{corbel::minor::not_supported, CORBA::COMPLETED_NO,
                                  "a custom valuetype has no members that a DynAny could give it: " + resolved().id()};
    if (null() || opaque())
        return replace(std::make_shared<Valuetype>(Valuetype{resolved().self(), std::move(state), {}}));
    drop_components();
    edit().as<ValuetypePtr>()->state = std::move(state);
    seek(0);
}

bool DynValueCommon::is_null() const {
    require_alive();
    return null();
}

void DynValueCommon::set_to_null() {
    require_alive();
    replace(ValuetypePtr{});
}

void DynValueCommon::set_to_value() {
    require_alive();
    if (!null()) return;
    corbel::dynamic::Values fresh;
    corbel::translated([&] {
        for (const auto& each : state()) fresh.push_back(corbel::dynamic::initial_value(*each.type));
    });
    set_state(std::move(fresh));
}

void DynValue::require_members() const {
    if (null()) invalid("is null and has no members");
    if (opaque()) invalid("holds a value of a type that only its own class knows, and has no members");
}

void DynValueBox::require_value() const {
    require_alive();
    if (null()) invalid("is null and has nothing in it");
}

CORBA::Any DynValueBox::get_boxed_value() const {
    require_value();
    return any_of(0);
}

void DynValueBox::set_boxed_value(const CORBA::Any& boxed) {
    require_alive();
    set_state({value_for(component_type(0), boxed)});
}

DynValueBox::Ref DynValueBox::get_boxed_value_as_dyn_any() {
    require_value();
    return component(0);
}

void DynValueBox::set_boxed_value_as_dyn_any(Ref boxed) {
    require_alive();
    set_state({value_for(component_type(0), boxed)});
}

}  // namespace DynamicAny
