// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <iosfwd>

#include "orb/engine/dynamic/value.hpp"

namespace corbel {

/// A value that is known by its TypeCode only, in the form that print.hpp has for those the program knows. A value of a
/// valuetype is printed once; where it comes again, its type is.
void print_dynamic(std::ostream& out, const types::TypeCode& type, const dynamic::Value& value);

}  // namespace corbel
