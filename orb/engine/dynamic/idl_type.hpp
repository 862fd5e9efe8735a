// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/model.hpp"

namespace corbel::dynamic {

/// "sequence<Bank::Account>": a type in the words of IDL, as a declaration would name it. Types that have a name by the
/// one the model has for them, else by their own without its scope. `model` may be null.
std::string idl_type(const types::TypeCode& type, const Model* model);

/// "long grid[2][3]": a declarator, with the dimensions of an array behind its name.
std::string idl_declarator(const types::TypeCode& type, const std::string& name, const Model* model);

/// The name alone, of a type or exception that has an id.
std::string idl_name(const types::TypeCode& type, const Model* model);

}  // namespace corbel::dynamic
