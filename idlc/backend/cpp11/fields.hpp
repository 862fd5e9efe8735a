// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "idlc/backend/cpp11/output.hpp"

/// Members as a class holds them: of structs, exceptions and the classes of valuetypes' state.
namespace corbel::idl::cpp11 {

struct Field {
    std::string name;       ///< of the accessors
    std::string parameter;  ///< of constructors
    std::string field;      ///< of the data
    std::string type;
    std::string in;
    std::string variable;
    TypeRef idl;
    std::string comment;
};

/// `taken`: names that the data must not have either.
std::vector<Field> fields_of(const Source& source, const std::vector<Member>& members, const Place& place,
                             std::set<std::string> taken = {});

/// All members by value, to be moved from; arrays have nothing that could be moved as a whole.
std::string constructor_parameters(const Source& source, const std::vector<Member>& members, Place place);

/// `name` or `std::move(name)`: a parameter of the constructor on its way into its member.
std::string passed_on(TypeRef type, const std::string& name);

/// `x_(x), name_(std::move(name))`.
std::vector<std::string> initialisers(const std::vector<Field>& fields);

/// The data itself.
void write_fields(Printer& out, const std::vector<Field>& fields);

}  // namespace corbel::idl::cpp11
