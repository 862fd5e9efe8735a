// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/value.hpp"

/// Constants in the words of IDL.
namespace corbel::dynamic {

/// "-5", "1.5e+30", "12.5d", "TRUE", "'\n'", "L\"caf\\u00e9\"": a literal that an IDL compiler reads as this value. The
/// type is a basic one, a string, fixed or an alias of such; of an enum the enumerator's name
/// is told without its scope.
std::string idl_literal(const Value& value, const types::TypeCode& type);

/// A union's label, as TypeCode keeps it.
std::string idl_label(std::int64_t label, const types::TypeCode& discriminator);

/// "unsigned long", "CORBA::TypeCode", "Object": a basic type; empty for others.
std::string idl_keyword(types::TCKind kind);

}  // namespace corbel::dynamic
