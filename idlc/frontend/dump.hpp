// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <iosfwd>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl {

/// The resolved tree as indented text, one declaration a line; for people and tests.
void dump(const Specification& specification, std::ostream& out);

/// The value as IDL writes it: 5, TRUE, 'a', "text", Colour::red.
std::string to_text(const Value& value);

/// "sequence<long, 5>", "Bank::Account".
std::string to_text(TypeRef type);

}  // namespace corbel::idl
