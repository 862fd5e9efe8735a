// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/model.hpp"

/// Parts of a model as IDL for people, a line each; dynamic::idl_source() is for compilers.
namespace corbel::tool {

/// "sequence<Bank::Account>": a type in the words of IDL, types that have a name by the name the model has for their id.
std::string idl_type(const types::TypeCode& type, const dynamic::Model& model);

/// "long add(in long a, in long b) raises (Bank::Refused);"
std::string idl_of(const dynamic::Operation& operation, const dynamic::Model& model);
std::string idl_of(const dynamic::Attribute& attribute, const dynamic::Model& model);

}  // namespace corbel::tool
