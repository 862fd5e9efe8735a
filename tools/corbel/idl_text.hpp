// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/model.hpp"

/// Parts of a model as IDL for people, a line each; dynamic::idl_source() is for compilers.
namespace corbel::tool {

/// "long add(in long a, in long b) raises (Bank::Refused);"
std::string idl_of(const dynamic::Operation& operation, const dynamic::Model& model);
std::string idl_of(const dynamic::Attribute& attribute, const dynamic::Model& model);

}  // namespace corbel::tool
