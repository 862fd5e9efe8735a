// SPDX-License-Identifier: BSL-1.0
#include "conformance/captures/echo.hpp"

#include <map>

namespace corbel::conformance {
namespace {

using types::TCKind;
using types::TypeCode;
using types::TypeCodePtr;

TypeCodePtr simple(TCKind kind) { return TypeCode::primitive(kind); }
TypeCodePtr object() { return TypeCode::interface_("IDL:omg.org/CORBA/Object:1.0", "Object"); }

Signature echo(TypeCodePtr type) { return {{type}, {type}}; }

std::map<std::string_view, Signature> signatures() {
    const auto long_type = simple(TCKind::tk_long);
    const auto string = TypeCode::string();
    const auto colour = TypeCode::enumeration("IDL:Demo/Color:1.0", "Color", {"red", "green", "blue"});
    const auto point = TypeCode::structure("IDL:Demo/Point:1.0", "Point",
                                           {{"x", long_type}, {"y", long_type}, {"name", string}});
    const auto choice = TypeCode::union_("IDL:Demo/Uni:1.0", "Uni", colour,
                                         {{0, "num", long_type},
                                          {1, "txt", string},
                                          {0, "dbl", simple(TCKind::tk_double)}},
                                         2);
    return {
        {"echoBoolean", echo(simple(TCKind::tk_boolean))},
        {"echoOctet", echo(simple(TCKind::tk_octet))},
        {"echoChar", echo(simple(TCKind::tk_char))},
        {"echoShort", echo(simple(TCKind::tk_short))},
        {"echoUShort", echo(simple(TCKind::tk_ushort))},
        {"echoLong", echo(long_type)},
        {"echoULong", echo(simple(TCKind::tk_ulong))},
        {"echoLongLong", echo(simple(TCKind::tk_longlong))},
        {"echoULongLong", echo(simple(TCKind::tk_ulonglong))},
        {"echoFloat", echo(simple(TCKind::tk_float))},
        {"echoDouble", echo(simple(TCKind::tk_double))},
        {"echoString", echo(string)},
        {"echoWChar", echo(simple(TCKind::tk_wchar))},
        {"echoWString", echo(TypeCode::wstring())},
        {"echoColor", echo(colour)},
        {"echoPoint", echo(point)},
        {"echoLongSeq", echo(TypeCode::sequence(long_type))},
        {"echoBlob", echo(TypeCode::sequence(simple(TCKind::tk_octet)))},
        {"echoPointSeq", echo(TypeCode::sequence(point))},
        {"echoVec3", echo(TypeCode::array(simple(TCKind::tk_double), 3))},
        {"echoUni", echo(choice)},
        {"echoAny", echo(simple(TCKind::tk_any))},
        {"echoObject", echo(object())},
        {"self", {{}, {object()}}},
        {"addmul", {{long_type, long_type, string}, {long_type, long_type, string}}},
        {"raiseBad", {{string, long_type}, {}}},
        {"raiseSystem", {}},
        {"fire", {{string}, {}}},
        {"notify_it", {{string}, {}}},
        {"do_callback", {{object(), long_type}, {long_type}}},
        {"_get_counter", {{}, {long_type}}},
        {"_get_label", {{}, {string}}},
        {"_set_label", {{string}, {}}},
        {"shutdown", {}},
        {"_is_a", {{string}, {simple(TCKind::tk_boolean)}}},
        {"_non_existent", {{}, {simple(TCKind::tk_boolean)}}},
    };
}

}  // namespace

const Signature* signature_of(std::string_view operation) {
    static const auto known = signatures();
    const auto found = known.find(operation);
    return found == known.end() ? nullptr : &found->second;
}

types::TypeCodePtr exception_of(std::string_view repository_id) {
    if (repository_id != "IDL:Demo/Bad:1.0") return nullptr;
    return TypeCode::structure(std::string{repository_id}, "Bad",
                               {{"why", TypeCode::string()}, {"code", simple(TCKind::tk_long)}});
}

}  // namespace corbel::conformance
