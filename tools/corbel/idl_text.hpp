// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/model.hpp"

/// A model as IDL for people.
namespace corbel::tool {

/// "sequence<Bank::Account>": a type in the words of IDL, types that have a name by the name the model has for their id.
std::string idl_type(const types::TypeCode& type, const dynamic::Model& model);

/// The declaration of an interface: "interface Bank::Account : Bank::Base { ... };", a line for each part.
std::string idl_of(const dynamic::Interface& interface, const dynamic::Model& model);
/// The declaration of a type or an exception.
std::string idl_of(const dynamic::NamedType& type, const dynamic::Model& model);
std::string idl_of(const dynamic::Constant& constant, const dynamic::Model& model);
/// "long add(in long a, in long b) raises (Bank::Refused);"
std::string idl_of(const dynamic::Operation& operation, const dynamic::Model& model);
std::string idl_of(const dynamic::Attribute& attribute, const dynamic::Model& model);

/// The declaration of what has that name, its end ("Account" for Bank::Account) or that repository id; empty if there is
/// none.
std::string declared(const dynamic::Model& model, const std::string& name);

}  // namespace corbel::tool
