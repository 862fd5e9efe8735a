// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/types/kinds.hpp"

namespace corbel::types {

/// The words of IDL for a type that has no name, bound or members:
/// "unsigned long", "CORBA::TypeCode"; empty for others.
std::string_view keyword_of(TCKind kind) noexcept;

}  // namespace corbel::types
