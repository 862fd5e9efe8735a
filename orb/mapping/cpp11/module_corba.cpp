// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/module_corba.hpp"

#include <iterator>
#include <ostream>

namespace CORBA {
namespace {

constexpr const char* completion_names[] = {"COMPLETED_YES", "COMPLETED_NO", "COMPLETED_MAYBE"};
constexpr const char* override_names[] = {"SET_OVERRIDE", "ADD_OVERRIDE"};
constexpr const char* kind_names[] = {
    "tk_null", "tk_void", "tk_short", "tk_long", "tk_ushort", "tk_ulong", "tk_float", "tk_double", "tk_boolean",
    "tk_char", "tk_octet", "tk_any", "tk_TypeCode", "tk_Principal", "tk_objref", "tk_struct", "tk_union", "tk_enum",
    "tk_string", "tk_sequence", "tk_array", "tk_alias", "tk_except", "tk_longlong", "tk_ulonglong", "tk_longdouble",
    "tk_wchar", "tk_wstring", "tk_fixed", "tk_value", "tk_value_box", "tk_native", "tk_abstract_interface",
    "tk_local_interface"};
static_assert(std::size(kind_names) == corbel::types::kind_count);

}  // namespace

constinit const TypeCodeConstant _tc_CompletionStatus =
    corbel::enum_type("IDL:omg.org/CORBA/CompletionStatus:1.0", "CompletionStatus", completion_names);
constinit const TypeCodeConstant _tc_SetOverrideType =
    corbel::enum_type("IDL:omg.org/CORBA/SetOverrideType:1.0", "SetOverrideType", override_names);
constinit const TypeCodeConstant _tc_TCKind = corbel::enum_type("IDL:omg.org/CORBA/TCKind:1.0", "TCKind", kind_names);
constinit const TypeCodeConstant _tc_Environment =
    corbel::native_type("IDL:omg.org/CORBA/Environment:1.0", "Environment");

std::ostream& operator<<(std::ostream& out, SetOverrideType value) {
    return corbel::print_enumerator(out, "CORBA::SetOverrideType", override_names, static_cast<std::uint32_t>(value));
}

}  // namespace CORBA

namespace corbel::types {

std::ostream& operator<<(std::ostream& out, Visibility value) {
    return out << (value == Visibility::public_member ? "PUBLIC_MEMBER" : "PRIVATE_MEMBER");
}

std::ostream& operator<<(std::ostream& out, ValueModifier value) {
    switch (value) {
        case ValueModifier::none: return out << "VM_NONE";
        case ValueModifier::custom: return out << "VM_CUSTOM";
        case ValueModifier::abstract_: return out << "VM_ABSTRACT";
        case ValueModifier::truncatable: return out << "VM_TRUNCATABLE";
    }
    return out << static_cast<std::int16_t>(value);
}

}  // namespace corbel::types
