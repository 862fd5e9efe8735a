// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// Writes the expression that makes a TypeCode. A type is said by its constant, unless it contains one of the types
/// that are being described: those become a reference to the enclosing description, and what leads to them is written
/// out in full.
class TypeCodeText {
public:
    TypeCodeText(const Source& source, Place place) : source_{source}, place_{std::move(place)} {}

    std::string definition(const Declaration& declaration);

private:
    std::string reference(TypeRef type);
    std::string reference(const Declaration& declaration);
    std::string array(const ArrayType& array, std::size_t dimension);
    std::string members(const std::vector<Member>& members);
    std::string cases(const Union& type);
    std::string label(const Value& value, const Union& type) const;
    std::string call(std::string_view factory, const Declaration& declaration, std::string_view rest) const;

    /// Whether a description of the type contains one that is open.
    bool leads_to_open(TypeRef type) const;
    bool leads_to_open(const Declaration& declaration, std::set<const Declaration*>& seen) const;
    bool leads_to_open(TypeRef type, std::set<const Declaration*>& seen) const;
    bool is_open(const Declaration& declaration) const { return std::ranges::count(open_, &declaration) > 0; }

    const Source& source_;
    Place place_;
    Declarations open_;
};

const std::map<Primitive, std::string_view> constants{
    {Primitive::void_, "CORBA::_tc_void"},
    {Primitive::boolean, "CORBA::_tc_boolean"},
    {Primitive::char_, "CORBA::_tc_char"},
    {Primitive::wchar, "CORBA::_tc_wchar"},
    {Primitive::octet, "CORBA::_tc_octet"},
    {Primitive::short_, "CORBA::_tc_short"},
    {Primitive::ushort, "CORBA::_tc_ushort"},
    {Primitive::long_, "CORBA::_tc_long"},
    {Primitive::ulong, "CORBA::_tc_ulong"},
    {Primitive::longlong, "CORBA::_tc_longlong"},
    {Primitive::ulonglong, "CORBA::_tc_ulonglong"},
    {Primitive::float_, "CORBA::_tc_float"},
    {Primitive::double_, "CORBA::_tc_double"},
    {Primitive::longdouble, "CORBA::_tc_longdouble"},
    {Primitive::any, "CORBA::_tc_any"},
    {Primitive::object, "CORBA::_tc_Object"},
    {Primitive::type_code, "CORBA::_tc_TypeCode"},
};

constexpr std::string_view factory = "TypeCode::";

/// One part a line, in braces.
std::string block(const std::vector<std::string>& parts) {
    std::string text = "{";
    for (const auto& part : parts) {
        text += "\n    ";
        for (auto letter : part) {
            text += letter;
            if (letter == '\n') text += "    ";
        }
        text += ',';
    }
    return text + (parts.empty() ? "}" : "\n}");
}

std::string TypeCodeText::call(std::string_view name, const Declaration& declaration, std::string_view rest) const {
    return std::string{factory}.append(name) + "(" + string_literal(declaration.repository_id) + ", \"" +
           declaration.name + "\"" + std::string{rest} + ")";
}

/// Nothing can refer to an alias as enclosing it (CORBA 2.6, 15.3.5.1), so it is never open.
std::string TypeCodeText::definition(const Declaration& declaration) {
    if (declaration.kind == Kind::typedef_)
        return call("alias", declaration, ", " + reference(static_cast<const Typedef&>(declaration).type));
    open_.push_back(&declaration);
    auto text = visit(declaration, overloaded{
        [&](const Structure& each) { return call("structure", each, ", " + members(each.members)); },
        [&](const Exception& each) { return call("exception", each, ", " + members(each.members)); },
        [&](const Union& each) {
            std::size_t place = 0;
            std::string default_index;
            for (const auto& branch : each.cases) {
                place += branch.labels.size();
                if (branch.is_default) default_index = ", " + std::to_string(place++);
            }
            return call("union_", each, ", " + reference(each.discriminator) + ", " + cases(each) + default_index);
        },
        [&](const Enum& each) {
            std::vector<std::string> names;
            for (const auto* enumerator : each.enumerators) names.push_back("\"" + enumerator->name + "\"");
            return call("enumeration", each, ", {" + joined(names) + "}");
        },
        [&](const Interface& each) {
            return call(each.is_local ? "local_interface" : each.is_abstract ? "abstract_interface" : "interface_", each,
                        "");
        },
        [](const auto&) { return std::string{}; },
    });
    open_.pop_back();
    return text;
}

std::string TypeCodeText::reference(TypeRef type) {
    return std::visit(overloaded{
        [&](Primitive primitive) { return source_.names.rooted(constants.at(primitive), place_); },
        [](const StringType& string) -> std::string {
            const std::string name = string.wide ? "wstring" : "string";
            return string.bound ? std::string{factory} + name + "(" + std::to_string(string.bound) + ")"
                                : "CORBA::_tc_" + name;
        },
        [&](const SequenceType& sequence) {
            return std::string{factory} + "sequence(" + reference(sequence.element) +
                   (sequence.bound ? ", " + std::to_string(sequence.bound) : "") + ")";
        },
        [&](const ArrayType& each) { return array(each, 0); },
        [](const FixedType& fixed) {
            return std::string{factory} + "fixed(" + std::to_string(fixed.digits) + ", " + std::to_string(fixed.scale) +
                   ")";
        },
        [&](const NamedType& named) { return reference(*named.declaration); },
    }, type->form());
}

std::string TypeCodeText::array(const ArrayType& each, std::size_t dimension) {
    if (dimension == each.dimensions.size()) return reference(each.element);
    return std::string{factory} + "array(" + array(each, dimension + 1) + ", " +
           std::to_string(each.dimensions[dimension]) + ")";
}

std::string TypeCodeText::reference(const Declaration& declaration) {
    if (is_open(declaration))
        return std::string{factory} + "recursive(" + string_literal(declaration.repository_id) + ")";
    std::set<const Declaration*> seen;
    if (leads_to_open(declaration, seen)) return definition(declaration);
    return source_.names.type_code_name(declaration, place_);
}

std::string TypeCodeText::members(const std::vector<Member>& members) {
    std::vector<std::string> parts;
    for (const auto& each : members) parts.push_back("{\"" + each.name + "\", " + reference(each.type) + "}");
    return block(parts);
}

std::string TypeCodeText::label(const Value& value, const Union& type) const {
    if (const auto* number = std::get_if<Integer>(&value)) {
        const auto bits = static_cast<std::int64_t>(*number);
        if (bits == INT64_MIN) return "-9223372036854775807 - 1";
        return std::to_string(bits);
    }
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "1" : "0";
    if (const auto* letter = std::get_if<char>(&value)) return std::to_string(static_cast<unsigned char>(*letter));
    if (const auto* letter = std::get_if<wchar_t>(&value)) return std::to_string(static_cast<std::uint32_t>(*letter));
    if (const auto* enumerator = std::get_if<const Enumerator*>(&value)) return std::to_string((*enumerator)->value);
    return source_.types.literal(value, type.discriminator, place_);
}

std::string TypeCodeText::cases(const Union& type) {
    std::vector<std::string> parts;
    for (const auto& branch : type.cases) {
        const auto rest = ", \"" + branch.member.name + "\", " + reference(branch.member.type) + "}";
        for (const auto& each : branch.labels) parts.push_back("{" + label(each, type) + rest);
        if (branch.is_default) parts.push_back("{0" + rest);
    }
    return block(parts);
}

bool TypeCodeText::leads_to_open(TypeRef type, std::set<const Declaration*>& seen) const {
    if (const auto* sequence = type->as<SequenceType>()) return leads_to_open(sequence->element, seen);
    if (const auto* each = type->as<ArrayType>()) return leads_to_open(each->element, seen);
    if (const auto* named = type->as<NamedType>()) return leads_to_open(*named->declaration, seen);
    return false;
}

bool TypeCodeText::leads_to_open(const Declaration& declaration, std::set<const Declaration*>& seen) const {
    if (is_open(declaration)) return true;
    if (!seen.insert(&declaration).second) return false;
    return visit(declaration, overloaded{
        [&](const Structure& each) {
            return std::ranges::any_of(each.members, [&](const auto& member) { return leads_to_open(member.type, seen); });
        },
        [&](const Union& each) {
            return std::ranges::any_of(each.cases,
                                       [&](const auto& branch) { return leads_to_open(branch.member.type, seen); });
        },
        [&](const Typedef& each) { return leads_to_open(each.type, seen); },
        [](const auto&) { return false; },
    });
}

/// The namespace of a constant's definition, and its name there: a static member is defined outside of its class.
void write_type_code(Printer& out, const Source& source, Namespaces& namespaces, const Declaration& declaration) {
    namespaces.enter_module_of(declaration);
    const auto* module = declaration.scope;
    while (module && module->kind != Kind::module) module = module->scope;
    // What follows a qualified declarator is looked up in its class first.
    const auto inside = place_of(declaration);
    const Place outside{module ? Names::path(*module) : Path{}};
    out.text(R"(
        const CORBA::TypeCodeConstant $name${[] {
            using corbel::types::TypeCode;
            return $expression$;
        }};
    )", {{"name", source.names.type_code_name(declaration, outside)},
         {"expression", TypeCodeText{source, inside}.definition(declaration)}});
}

}  // namespace

void write_type_codes(Printer& out, const Source& source) {
    Namespaces namespaces{out};
    for (const auto* each : all_main_declarations(source.specification)) {
        const auto write = [&](const Declaration& declaration) { write_type_code(out, source, namespaces, declaration); };
        visit(*each, overloaded{
            [&](const Structure& declaration) { write(declaration); },
            [&](const Exception& declaration) { write(declaration); },
            [&](const Union& declaration) { write(declaration); },
            [&](const Enum& declaration) { write(declaration); },
            [&](const Typedef& declaration) { write(declaration); },
            [&](const Interface& declaration) { write(declaration); },
            [](const auto&) {},
        });
    }
}

}  // namespace corbel::idl::cpp11
