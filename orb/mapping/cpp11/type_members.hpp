// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/orb.hpp"

/// What ORB::create_struct_tc and its like are given (CORBA 2.6, 10.7.3): `corbel::StructMember{"name", type}`, or what
/// an interface repository has for the same (CORBA::StructMember of its IDL).
namespace corbel {

struct StructMember {
    std::string name;
    CORBA::typecode_reference type;
};

/// One for each label; an octet 0 for a label marks the default.
struct UnionMember {
    std::string name;
    CORBA::Any label;
    CORBA::typecode_reference type;
};

struct ValueMember {
    std::string name;
    CORBA::typecode_reference type;
    CORBA::Visibility access = CORBA::Visibility::public_member;
};

/// A repository's members, which have accessors.
template <class Member>
std::vector<StructMember> struct_members(const std::vector<Member>& members) {
    std::vector<StructMember> all;
    for (const auto& each : members) all.push_back({each.name(), each.type()});
    return all;
}

}  // namespace corbel

namespace CORBA {

using EnumMemberSeq = std::vector<std::string>;

template <class Member>
typecode_reference ORB::create_struct_tc(const std::string& id, const std::string& name,
                                         const std::vector<Member>& members) {
    return create_struct_tc(id, name, corbel::struct_members(members));
}

template <class Member>
typecode_reference ORB::create_exception_tc(const std::string& id, const std::string& name,
                                            const std::vector<Member>& members) {
    return create_exception_tc(id, name, corbel::struct_members(members));
}

template <class Member>
typecode_reference ORB::create_union_tc(const std::string& id, const std::string& name,
                                        typecode_reference discriminator_type, const std::vector<Member>& members) {
    std::vector<corbel::UnionMember> all;
    for (const auto& each : members) all.push_back({each.name(), each.label(), each.type()});
    return create_union_tc(id, name, std::move(discriminator_type), all);
}

template <class Member>
typecode_reference ORB::create_value_tc(const std::string& id, const std::string& name, ValueModifier type_modifier,
                                        typecode_reference concrete_base, const std::vector<Member>& members) {
    std::vector<corbel::ValueMember> all;
    for (const auto& each : members)
        all.push_back({each.name(), each.type(), static_cast<Visibility>(each.access())});
    return create_value_tc(id, name, type_modifier, std::move(concrete_base), all);
}

}  // namespace CORBA
