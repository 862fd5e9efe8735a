// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/types/typecode.hpp"

/// What all objects, valuetypes and abstract interfaces are: Object, ValueBase and AbstractBase, which no IDL declares.
namespace corbel::types {

inline constexpr std::string_view object_id = "IDL:omg.org/CORBA/Object:1.0";
inline constexpr std::string_view value_base_id = "IDL:omg.org/CORBA/ValueBase:1.0";
inline constexpr std::string_view abstract_base_id = "IDL:omg.org/CORBA/AbstractBase:1.0";

/// Its name, by its id; empty for other types.
std::string_view root_type_name(std::string_view id) noexcept;

/// Of tk_objref, tk_value or tk_abstract_interface; null for other kinds.
TypeCodePtr root_type(TCKind kind);

}  // namespace corbel::types
