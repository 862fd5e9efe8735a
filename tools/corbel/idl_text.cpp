// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/idl_text.hpp"

#include <array>
#include <cstdio>

#include "orb/json/text.hpp"
#include "orb/json/value_form.hpp"
#include "tools/corbel/idl.hpp"

namespace corbel::tool {
namespace {

using types::TCKind;
using types::TypeCode;

std::string name_of(const TypeCode& type, const dynamic::Model& model) {
    if (type.id() == json::object_id) return "Object";
    for (const auto& each : model.types())
        if (each.type->has_id() && each.type->id() == type.id()) return each.name;
    return type.name();
}

std::string bound(std::uint32_t length) { return length ? "<" + std::to_string(length) + ">" : std::string{}; }

std::string raises(const char* word, const std::vector<types::TypeCodePtr>& exceptions, const dynamic::Model& model) {
    if (exceptions.empty()) return {};
    std::string text;
    for (const auto& each : exceptions) text += (text.empty() ? "" : ", ") + name_of(*each, model);
    return std::string{" "} + word + " (" + text + ")";
}

// What IDL 4 adds stands for types without a name: a map for a sequence of entries, an optional value for a union.
bool is_map(const TypeCode& type) {
    return type.kind() == TCKind::tk_sequence && type.content().kind() == TCKind::tk_struct && type.content().id().empty();
}

bool is_optional(const TypeCode& type) { return type.kind() == TCKind::tk_union && type.id().empty(); }

// A declarator with the dimensions of an array behind its name: "long grid[2][3]".
std::string declarator(const TypeCode& type, const std::string& name, const dynamic::Model& model) {
    if (is_optional(type)) return "@optional " + declarator(type.member(0), name, model);
    std::string dimensions;
    const auto* at = &type;
    for (; at->kind() == TCKind::tk_array; at = &at->content()) dimensions += "[" + std::to_string(at->length()) + "]";
    return idl_type(*at, model) + " " + name + dimensions;
}

}  // namespace

std::string idl_type(const TypeCode& type, const dynamic::Model& model) {
    if (const auto keyword = json::keyword_of(type.kind()); !keyword.empty())
        return type.kind() == TCKind::tk_TypeCode ? "CORBA::TypeCode" : std::string{keyword};
    switch (type.kind()) {
        case TCKind::tk_string: return "string" + bound(type.length());
        case TCKind::tk_wstring: return "wstring" + bound(type.length());
        case TCKind::tk_fixed:
            return "fixed<" + std::to_string(type.fixed_digits()) + ", " + std::to_string(type.fixed_scale()) + ">";
        case TCKind::tk_sequence: {
            const auto end = (type.length() ? ", " + std::to_string(type.length()) : "") + ">";
            if (!is_map(type)) return "sequence<" + idl_type(type.content(), model) + end;
            const auto& entry = type.content();
            return "map<" + idl_type(entry.member(0), model) + ", " + idl_type(entry.member(1), model) + end;
        }
        case TCKind::tk_array: return declarator(type, "", model);
        default: return name_of(type, model);
    }
}

std::string idl_of(const dynamic::Operation& operation, const dynamic::Model& model) {
    constexpr const char* directions[] = {"in ", "out ", "inout "};
    std::string parameters;
    for (const auto& each : operation.parameters)
        parameters += (parameters.empty() ? "" : ", ") +
                      (directions[static_cast<unsigned>(each.direction)] + idl_type(*each.type, model)) + " " + each.name;
    return (operation.oneway ? "oneway " : "") + idl_type(*operation.result, model) + " " + operation.name + "(" +
           parameters + ")" + raises("raises", operation.raises, model) + ";";
}

std::string idl_of(const dynamic::Attribute& attribute, const dynamic::Model& model) {
    return (attribute.readonly ? "readonly attribute " : "attribute ") + idl_type(*attribute.type, model) + " " +
           attribute.name + raises(attribute.readonly ? "raises" : "getraises", attribute.get_raises, model) +
           raises("setraises", attribute.set_raises, model) + ";";
}

}  // namespace corbel::tool
