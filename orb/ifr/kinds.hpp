// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "ir.hpp"
#include "orb/engine/dynamic/definition.hpp"

namespace corbel::ifr {

CORBA::DefinitionKind kind_of(const dynamic::Definition& definition);
/// Of a type without a name. Unbounded strings are primitive (CORBA 2.6, 10.5.14).
CORBA::DefinitionKind kind_of(const dynamic::TypeSpec& type);

/// The repository id of the interface that objects of the kind have: "IDL:omg.org/CORBA/StructDef:1.0".
std::string interface_of(CORBA::DefinitionKind kind);

/// pk_null for a type that is not primitive.
CORBA::PrimitiveKind primitive_kind(types::TCKind kind);
/// BAD_PARAM for a number that is no kind.
types::TCKind primitive_type(CORBA::PrimitiveKind kind);

/// Whether `limit` lets a definition through: dk_all all, dk_Typedef all types that have a name and no operations.
bool lets_through(CORBA::DefinitionKind limit, const dynamic::Definition& definition);

}  // namespace corbel::ifr
