// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/kinds.hpp"

#include <algorithm>
#include <array>

namespace corbel::ifr {
namespace {

using CORBA::DefinitionKind;
using types::TCKind;

// By DefinitionKind.
constexpr std::array<const char*, 26> interfaces{
    "IRObject", "IRObject", "AttributeDef", "ConstantDef", "ExceptionDef", "InterfaceDef", "ModuleDef", "OperationDef",
    "TypedefDef", "AliasDef", "StructDef", "UnionDef", "EnumDef", "PrimitiveDef", "StringDef", "SequenceDef",
    "ArrayDef", "Repository", "WstringDef", "FixedDef", "ValueDef", "ValueBoxDef", "ValueMemberDef", "NativeDef",
    "AbstractInterfaceDef", "LocalInterfaceDef"};

// By PrimitiveKind.
constexpr std::array primitives{
    TCKind::tk_null, TCKind::tk_void, TCKind::tk_short, TCKind::tk_long, TCKind::tk_ushort, TCKind::tk_ulong,
    TCKind::tk_float, TCKind::tk_double, TCKind::tk_boolean, TCKind::tk_char, TCKind::tk_octet, TCKind::tk_any,
    TCKind::tk_TypeCode, TCKind::tk_Principal, TCKind::tk_string, TCKind::tk_objref, TCKind::tk_longlong,
    TCKind::tk_ulonglong, TCKind::tk_longdouble, TCKind::tk_wchar, TCKind::tk_wstring, TCKind::tk_value};

}  // namespace

DefinitionKind kind_of(const dynamic::Definition& definition) { return static_cast<DefinitionKind>(definition.kind); }

DefinitionKind kind_of(const dynamic::TypeSpec& type) {
    switch (type.kind) {
        case TCKind::tk_string: return type.length ? DefinitionKind::dk_String : DefinitionKind::dk_Primitive;
        case TCKind::tk_wstring: return type.length ? DefinitionKind::dk_Wstring : DefinitionKind::dk_Primitive;
        case TCKind::tk_fixed: return DefinitionKind::dk_Fixed;
        case TCKind::tk_sequence: return DefinitionKind::dk_Sequence;
        case TCKind::tk_array: return DefinitionKind::dk_Array;
        default: return DefinitionKind::dk_Primitive;
    }
}

std::string interface_of(DefinitionKind kind) {
    return "IDL:omg.org/CORBA/" + std::string{interfaces.at(static_cast<std::size_t>(kind))} + ":1.0";
}

CORBA::PrimitiveKind primitive_kind(TCKind kind) {
    if (kind == TCKind::tk_abstract_interface) return CORBA::PrimitiveKind::pk_objref;
    const auto at = std::find(primitives.begin(), primitives.end(), kind);
    return static_cast<CORBA::PrimitiveKind>(at == primitives.end() ? 0 : at - primitives.begin());
}

TCKind primitive_type(CORBA::PrimitiveKind kind) {
    const auto at = static_cast<std::size_t>(kind);
    if (at >= primitives.size()) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "there is no such primitive kind"};
    return primitives[at];
}

bool lets_through(DefinitionKind limit, const dynamic::Definition& definition) {
    using Kind = dynamic::DefinitionKind;
    if (definition.kind == Kind::factory) return false;
    if (limit == DefinitionKind::dk_all) return true;
    if (limit != DefinitionKind::dk_Typedef) return limit == kind_of(definition);
    return definition.is_type() && !definition.is_interface() && definition.kind != Kind::value;
}

}  // namespace corbel::ifr
