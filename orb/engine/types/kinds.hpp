// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>

#include "orb/engine/base/shared_ptr.hpp"

/// What it takes to name TypeCodes and their kinds: all that generated code needs of them.
namespace corbel::types {

/// CORBA 2.6, 10.7.1; the values are those of the wire (15.3.5.1).
enum class TCKind : std::uint32_t {
    tk_null, tk_void, tk_short, tk_long, tk_ushort, tk_ulong, tk_float, tk_double, tk_boolean, tk_char, tk_octet,
    tk_any, tk_TypeCode, tk_Principal, tk_objref, tk_struct, tk_union, tk_enum, tk_string, tk_sequence, tk_array,
    tk_alias, tk_except, tk_longlong, tk_ulonglong, tk_longdouble, tk_wchar, tk_wstring, tk_fixed, tk_value,
    tk_value_box, tk_native, tk_abstract_interface, tk_local_interface
};

inline constexpr std::uint32_t kind_count = static_cast<std::uint32_t>(TCKind::tk_local_interface) + 1;

/// "tk_struct" for TCKind::tk_struct.
std::string_view name_of(TCKind kind) noexcept;
std::ostream& operator<<(std::ostream& out, TCKind kind);

/// CORBA 2.6, 10.5.21: the values of the wire.
enum class Visibility : std::int16_t { private_member = 0, public_member = 1 };
enum class ValueModifier : std::int16_t { none = 0, custom = 1, abstract_ = 2, truncatable = 3 };

class TypeCode;

/// Shares ownership of the TypeCode and of everything it is made of, the enclosing types of a recursive one included.
using TypeCodePtr = std::shared_ptr<const TypeCode>;

}  // namespace corbel::types
