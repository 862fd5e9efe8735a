// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/ifr/directory.hpp"

/// Definitions as the structures of the Interface Repository, and back.
namespace corbel::ifr {

/// What Contained::describe() has as its value (CORBA 2.6, 10.5.3): a ModuleDescription, a TypeDescription, ...
CORBA::Any description(Directory& directory, const dynamic::Definition& definition);

CORBA::AttributeDescription attribute(Directory& directory, const dynamic::Definition& definition);
CORBA::OperationDescription operation(Directory& directory, const dynamic::Definition& definition);
CORBA::ValueMember value_member(Directory& directory, const dynamic::Definition& definition);
CORBA::InterfaceDef::FullInterfaceDescription full_interface(Directory& directory,
                                                             const dynamic::Definition& definition);
CORBA::ValueDef::FullValueDescription full_value(Directory& directory, const dynamic::Definition& definition);

CORBA::StructMemberSeq members(Directory& directory, const std::vector<dynamic::MemberSpec>& members);
std::vector<dynamic::MemberSpec> members(Directory& directory, const CORBA::StructMemberSeq& members);
CORBA::UnionMemberSeq union_members(Directory& directory, const dynamic::Definition& definition);
std::vector<dynamic::MemberSpec> union_members(Directory& directory, const CORBA::UnionMemberSeq& members);
CORBA::ParDescriptionSeq parameters(Directory& directory, const dynamic::Definition& definition);
std::vector<dynamic::ParameterSpec> parameters(Directory& directory, const CORBA::ParDescriptionSeq& parameters);
CORBA::InitializerSeq initializers(Directory& directory, const dynamic::Definition& definition);

/// A value of a type that is known by its TypeCode.
CORBA::Any to_any(const types::TypeCodePtr& type, dynamic::Value value);
/// The value of an Any; BAD_PARAM if its type is not equivalent to `type`.
dynamic::Value from_any(const CORBA::Any& any, const types::TypeCodePtr& type);

}  // namespace corbel::ifr
