// SPDX-License-Identifier: BSL-1.0
// Named members: of DynStruct and of DynValue.
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"

namespace DynamicAny {

FieldName DynMembers::current_member_name() const { return member_name(current_member()); }

CORBA::TCKind DynMembers::current_member_kind() const { return component_type(current_member())->kind(); }

NameValuePairSeq DynMembers::get_members() const {
    require_alive();
    require_members();
    NameValuePairSeq members;
    for (std::uint32_t i = 0; i < member_count(); ++i) members.emplace_back(member_name(i), any_of(i));
    return members;
}

NameDynAnyPairSeq DynMembers::get_members_as_dyn_any() {
    require_alive();
    require_members();
    NameDynAnyPairSeq members;
    for (std::uint32_t i = 0; i < member_count(); ++i) members.emplace_back(member_name(i), component(i));
    return members;
}

void DynMembers::set_members(const NameValuePairSeq& value) { set(value); }
void DynMembers::set_members_as_dyn_any(const NameDynAnyPairSeq& value) { set(value); }

template <class Pairs>
void DynMembers::set(const Pairs& pairs) {
    require_alive();
    if (pairs.size() != member_count())
        invalid("has " + std::to_string(member_count()) + " members, not " + std::to_string(pairs.size()));
    corbel::dynamic::Values members;
    for (std::uint32_t i = 0; i < pairs.size(); ++i) {
        const auto& pair = pairs[i];
        const auto& name = member_name(i);
        if (!pair.id().empty() && !name.empty() && pair.id() != name)
            mismatch("has the member '" + name + "' where '" + pair.id() + "' is given");
        members.push_back(value_for(component_type(i), pair.value()));
    }
    set_all(std::move(members));
}

}  // namespace DynamicAny
