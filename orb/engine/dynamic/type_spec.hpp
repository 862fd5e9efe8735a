// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <vector>

#include "orb/engine/dynamic/definition.hpp"

/// Declarations from TypeCodes: the way back from Repository::type().
namespace corbel::dynamic {

/// The type as a declaration names it: by its repository id where it has one.
TypeSpec type_spec(const types::TypeCode& type);

/// What the TypeCode of a struct, an exception, a union, an enum, an alias, a value box or a valuetype tells of its
/// declaration: members, types and bases go into `made`.
void describe_type(Definition& made, const types::TypeCode& type);

/// The declaration of a type that has a repository id; null for one that has none.
std::unique_ptr<Definition> definition_of(const types::TypeCode& type);

/// The types that one is directly made of.
std::vector<types::TypeCodePtr> parts_of(const types::TypeCode& type);

}  // namespace corbel::dynamic
