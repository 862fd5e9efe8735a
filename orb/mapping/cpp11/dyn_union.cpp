// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/dynamic_any.hpp"

namespace DynamicAny {

using corbel::dynamic::Union;

namespace {

// A member with several labels stands in the TypeCode once for each of them.
bool same_member(const corbel::types::TypeCode& type, std::int32_t one, std::int32_t other) {
    if (one == other) return true;
    if (one < 0 || other < 0) return false;
    const auto& name = type.member_name(static_cast<std::uint32_t>(one));
    return !name.empty() && name == type.member_name(static_cast<std::uint32_t>(other));
}

}  // namespace

DynUnion::TypeCodePtr DynUnion::component_type(std::uint32_t index) const {
    if (index == 0) return resolved().discriminator_type();
    const auto member = require_selected();
    component_of_ = static_cast<std::int32_t>(member);
    return resolved().member_type(member);
}

DynUnion::Value* DynUnion::place(std::uint32_t index) {
    if (index == 0) return nullptr;
    auto& value = edit().as<Union>();
    // The discriminator of a value that is shared may have been changed elsewhere.
    const auto now = resolved().selected_member(value.discriminator);
    if (value.member.empty() || !same_member(resolved(), component_of_, now)) gone();
    return &value.member.front();
}

bool DynUnion::is_current(std::uint32_t index) const {
    return index == 0 || same_member(resolved(), component_of_, selected());
}

DynUnion::Value DynUnion::part(std::uint32_t) const {
    return corbel::dynamic::value_of_label(resolved().discriminator(), content().discriminator);
}

void DynUnion::put(std::uint32_t, Value value) { select(corbel::dynamic::label_of(value)); }

// A member that stays selected keeps its value and its DynAny.
void DynUnion::select(std::int64_t discriminator) {
    const auto member = resolved().selected_member(discriminator);
    if (same_member(resolved(), member, selected())) {
        edit().as<Union>().discriminator = discriminator;
    } else {
        auto fresh = corbel::translated([&] { return corbel::dynamic::initial_union(resolved(), discriminator); });
        drop_components(1);
        edit() = std::move(fresh);
    }
    position(member < 0 ? 0 : 1);
}

DynUnion::Ref DynUnion::component_alive(std::uint32_t index) {
    require_alive();
    return component(index);
}

std::uint32_t DynUnion::require_selected() const {
    const auto member = selected();
    if (member < 0) invalid("has no active member");
    return static_cast<std::uint32_t>(member);
}

void DynUnion::set_discriminator(Ref d) {
    require_alive();
    select(corbel::dynamic::label_of(value_for(component_type(0), d)));
}

void DynUnion::set_to_default_member() {
    require_alive();
    const auto unused = resolved().default_index() < 0 ? std::nullopt : corbel::dynamic::unused_label(resolved());
    if (!unused) mismatch("has no default member");
    if (selected() != resolved().default_index()) select(*unused);
    position(0);
}

void DynUnion::set_to_no_active_member() {
    require_alive();
    const auto unused = resolved().default_index() >= 0 ? std::nullopt : corbel::dynamic::unused_label(resolved());
    if (!unused) mismatch("has a member for every discriminator");
    if (selected() >= 0) select(*unused);
    position(0);
}

bool DynUnion::has_no_active_member() const {
    require_alive();
    return selected() < 0;
}

bool DynUnion::is_set_to_default_member() const {
    require_alive();
    return selected() >= 0 && selected() == resolved().default_index();
}

CORBA::TCKind DynUnion::discriminator_kind() const {
    require_alive();
    return resolved().discriminator().kind();
}

DynUnion::Ref DynUnion::member() {
    require_alive();
    require_selected();
    return component(1);
}

FieldName DynUnion::member_name() const {
    require_alive();
    return resolved().member_name(require_selected());
}

CORBA::TCKind DynUnion::member_kind() const {
    require_alive();
    return resolved().member(require_selected()).kind();
}

}  // namespace DynamicAny
