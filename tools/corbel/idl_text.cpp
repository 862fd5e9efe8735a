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

std::string members(const TypeCode& type, const dynamic::Model& model) {
    std::string text;
    for (std::uint32_t i = 0; i < type.member_count(); ++i)
        text += "    " + declarator(type.member(i), type.member_name(i), model) + ";\n";
    return "{\n" + text + "};\n";
}

/// 'a', '\\'', '\\x1b'.
std::string character(std::uint32_t code) {
    switch (code) {
        case '\'': return R"('\'')";
        case '\\': return R"('\\')";
        case '\n': return R"('\n')";
        case '\r': return R"('\r')";
        case '\t': return R"('\t')";
        default: break;
    }
    std::array<char, 16> text{};
    if (code < 0x20 || code == 0x7f || (code >= 0x80 && code < 0xa0))
        std::snprintf(text.data(), text.size(), "'\\x%02x'", code);
    return text[0] ? text.data() : "'" + json::to_utf8(std::wstring(1, static_cast<wchar_t>(code))) + "'";
}

std::string label(const TypeCode& type, std::int64_t value) {
    switch (type.kind()) {
        case TCKind::tk_boolean: return value ? "TRUE" : "FALSE";
        case TCKind::tk_enum: return type.member_name(static_cast<std::uint32_t>(value));
        case TCKind::tk_char: return character(static_cast<unsigned char>(value));
        case TCKind::tk_wchar: return "L" + character(static_cast<std::uint32_t>(value));
        case TCKind::tk_ulonglong: return std::to_string(static_cast<std::uint64_t>(value));
        default: return std::to_string(value);
    }
}

std::string cases(const TypeCode& type, const dynamic::Model& model) {
    std::string text;
    for (std::uint32_t i = 0; i < type.member_count(); ++i) {
        text += static_cast<std::int32_t>(i) == type.default_index()
                    ? "    default:"
                    : "    case " + label(type.discriminator().resolved(), type.member_label(i)) + ":";
        const bool goes_on = i + 1 < type.member_count() && type.member_name(i + 1) == type.member_name(i);
        text += goes_on ? "\n" : " " + declarator(type.member(i), type.member_name(i), model) + ";\n";
    }
    return "{\n" + text + "};\n";
}

bool ends_in(const std::string& scoped, const std::string& name) { return scoped == name || scoped.ends_with("::" + name); }

std::string valuetype(const dynamic::NamedType& named, const dynamic::Model& model) {
    constexpr const char* before[] = {"", "custom ", "abstract ", ""};
    const auto& type = *named.type;
    const auto modifier = static_cast<unsigned>(type.type_modifier()) & 3;
    auto text = before[modifier] + ("valuetype " + named.name);
    if (const auto base = type.concrete_base_type())
        text += (modifier == 3 ? " : truncatable " : " : ") + name_of(*base, model);
    text += " {\n";
    for (std::uint32_t i = 0; i < type.member_count(); ++i)
        text += (type.member_visibility(i) == types::Visibility::public_member ? "    public " : "    private ") +
                declarator(type.member(i), type.member_name(i), model) + ";\n";
    return text + "};\n";
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

std::string idl_of(const dynamic::Interface& interface, const dynamic::Model& model) {
    auto text = (interface.is_abstract ? "abstract " : interface.is_local ? "local " : "") + ("interface " + interface.name);
    for (std::size_t i = 0; i < interface.bases.size(); ++i) {
        const auto* base = model.interface(interface.bases[i]);
        text += (i ? ", " : " : ") + (base ? base->name : interface.bases[i]);
    }
    text += " {\n";
    for (const auto& each : interface.attributes) text += "    " + idl_of(each, model) + "\n";
    for (const auto& each : interface.operations) text += "    " + idl_of(each, model) + "\n";
    return text + "};\n";
}

std::string idl_of(const dynamic::NamedType& named, const dynamic::Model& model) {
    const auto& type = *named.type;
    switch (type.kind()) {
        case TCKind::tk_struct: return "struct " + named.name + " " + members(type, model);
        case TCKind::tk_except: return "exception " + named.name + " " + members(type, model);
        case TCKind::tk_union:
            return "union " + named.name + " switch (" + idl_type(type.discriminator(), model) + ") " + cases(type, model);
        case TCKind::tk_enum: {
            std::string names;
            for (std::uint32_t i = 0; i < type.member_count(); ++i) names += (i ? ", " : "") + type.member_name(i);
            return "enum " + named.name + " { " + names + " };\n";
        }
        case TCKind::tk_alias: return "typedef " + declarator(type.content(), named.name, model) + ";\n";
        case TCKind::tk_value: return valuetype(named, model);
        case TCKind::tk_value_box: return "valuetype " + named.name + " " + idl_type(type.content(), model) + ";\n";
        case TCKind::tk_native: return "native " + named.name + ";\n";
        default: return "interface " + named.name + ";\n";
    }
}

std::string idl_of(const dynamic::Constant& constant, const dynamic::Model& model) {
    const auto value = json::to_json(constant.value, *constant.type, {&model, {}});
    const auto kind = constant.type->resolved().kind();
    const bool quoted = kind == TCKind::tk_string || kind == TCKind::tk_wstring;
    const bool letter = kind == TCKind::tk_char || kind == TCKind::tk_wchar;
    auto text = quoted ? json::to_text(value)
                : letter ? character(kind == TCKind::tk_char
                                         ? static_cast<unsigned char>(constant.value.as<char>())
                                         : static_cast<std::uint32_t>(constant.value.as<wchar_t>()))
                : kind == TCKind::tk_fixed ? value.text + "d"
                : kind == TCKind::tk_boolean ? (value.flag ? "TRUE" : "FALSE")
                                             : value.text;
    if (kind == TCKind::tk_wstring || kind == TCKind::tk_wchar) text.insert(0, 1, 'L');
    return "const " + idl_type(*constant.type, model) + " " + constant.name + " = " + text + ";\n";
}

std::string declared(const dynamic::Model& model, const std::string& name) {
    if (const auto* found = find_interface(model, name)) return idl_of(*found, model);
    for (const auto& each : model.types())
        if (ends_in(each.name, name) || (each.type->has_id() && each.type->id() == name)) return idl_of(each, model);
    for (const auto& each : model.constants())
        if (ends_in(each.name, name) || each.id == name) return idl_of(each, model);
    return {};
}

}  // namespace corbel::tool
