// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/idl_type.hpp"

#include "orb/engine/types/keyword.hpp"
#include "orb/engine/types/root_type.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;

std::string bound(std::uint32_t length) { return length ? "<" + std::to_string(length) + ">" : std::string{}; }

// What IDL 4 adds stands for types without a name: a map for a sequence of entries, an optional value for a union.
bool is_map(const TypeCode& type) {
    return type.kind() == TCKind::tk_sequence && type.content().kind() == TCKind::tk_struct &&
           type.content().id().empty();
}

bool is_optional(const TypeCode& type) { return type.kind() == TCKind::tk_union && type.id().empty(); }

}  // namespace

std::string idl_name(const TypeCode& type, const Model* model) {
    if (type.id() == types::object_id) return "Object";
    if (auto name = model ? model->name_of(type) : std::string{}; !name.empty()) return name;
    return type.name().empty() ? std::string{types::name_of(type.kind()).substr(3)} : type.name();
}

std::string idl_declarator(const TypeCode& type, const std::string& name, const Model* model) {
    if (is_optional(type)) return "@optional " + idl_declarator(type.member(0), name, model);
    std::string dimensions;
    const auto* at = &type;
    for (; at->kind() == TCKind::tk_array; at = &at->content()) dimensions += "[" + std::to_string(at->length()) + "]";
    return idl_type(*at, model) + (name.empty() ? "" : " ") + name + dimensions;
}

std::string idl_type(const TypeCode& type, const Model* model) {
    switch (type.kind()) {
        case TCKind::tk_null: return "null";
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
        case TCKind::tk_array: return idl_declarator(type, {}, model);
        default: return type.has_id() ? idl_name(type, model) : std::string{types::keyword_of(type.kind())};
    }
}

}  // namespace corbel::dynamic
