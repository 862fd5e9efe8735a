// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

const std::map<Primitive, std::string_view> constants{
    {Primitive::void_, "CORBA::_tc_void"},
    {Primitive::boolean, "CORBA::_tc_boolean"},
    {Primitive::char_, "CORBA::_tc_char"},
    {Primitive::wchar, "CORBA::_tc_wchar"},
    {Primitive::octet, "CORBA::_tc_octet"},
    {Primitive::int8, "CORBA::_tc_octet"},
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
    {Primitive::value_base, "CORBA::_tc_ValueBase"},
    {Primitive::abstract_base, "CORBA::_tc_AbstractBase"},
};

/// How a TypeCode constant is named at a place; a type without a name by the template that describes it.
class Reference {
public:
    Reference(const Source& source, const Place& place) : source_{source}, place_{place} {}

    std::string operator()(TypeRef type) const {
        return std::visit(overloaded{
            [&](Primitive primitive) { return rooted(std::string{constants.at(primitive)}); },
            [&](const StringType& string) {
                const std::string name = string.wide ? "wstring" : "string";
                return string.bound ? rooted("corbel::" + name + "_of<" + std::to_string(string.bound) + ">")
                                    : rooted("CORBA::_tc_" + name);
            },
            [&](const SequenceType& sequence) { return list("sequence", (*this)(sequence.element), sequence.bound); },
            [&](const MapType& map) {
                return list("map", (*this)(map.key) + ", " + (*this)(map.value), map.bound);
            },
            [&](const OptionalType& optional) { return list("optional", (*this)(optional.value), 0); },
            [&](const ArrayType& each) { return array(each, 0); },
            [&](const FixedType& fixed) {
                return rooted("corbel::fixed_of<" + std::to_string(fixed.digits) + ", " + std::to_string(fixed.scale) +
                              ">");
            },
            [&](const NamedType& named) {
                if (const auto stand_in = undefined(*named.declaration))
                    return rooted(std::string{constants.at(*stand_in)});
                if (is_provided(*named.declaration)) return provided(*named.declaration);
                return source_.names.type_code_name(*named.declaration, place_);
            },
        }, type->form());
    }

private:
    /// The library has no constants for the names that it gives to types.
    std::string provided(const Declaration& declaration) const {
        if (declaration.kind == Kind::typedef_) return (*this)(static_cast<const Typedef&>(declaration).type);
        if (declaration.kind == Kind::interface) return rooted("CORBA::_tc_Object");
        return source_.names.type_code_name(declaration, place_);
    }

    std::string rooted(const std::string& name) const { return source_.names.rooted(name, place_); }

    std::string list(const std::string& kind, const std::string& element, std::uint32_t length) const {
        return rooted("corbel::" + kind + "_of<" + element + (length ? ", " + std::to_string(length) : "") + ">");
    }

    std::string array(const ArrayType& each, std::size_t dimension) const {
        if (dimension == each.dimensions.size()) return (*this)(each.element);
        return list("array", array(each, dimension + 1), each.dimensions[dimension]);
    }

    const Source& source_;
    const Place& place_;
};

/// A line of a table of members.
struct Row {
    std::string name;
    TypeRef type;
    std::string label = {};
};

std::string label_text(const Value& value) {
    return std::visit(overloaded{
        [](Integer number) {
            const auto bits = static_cast<std::int64_t>(number);
            return bits == INT64_MIN ? "-9223372036854775807 - 1" : std::to_string(bits);
        },
        [](bool truth) -> std::string { return truth ? "1" : "0"; },
        [](char letter) { return std::to_string(static_cast<unsigned char>(letter)); },
        [](wchar_t letter) { return std::to_string(static_cast<std::uint32_t>(letter)); },
        [](const Enumerator* enumerator) { return std::to_string(enumerator->value); },
        [](const auto&) { return std::string{}; },
    }, value);
}

std::vector<Row> rows_of(const std::vector<Member>& members) {
    std::vector<Row> rows;
    for (const auto& each : members) rows.push_back({each.name, each.type});
    return rows;
}

/// One for each label.
std::vector<Row> rows_of(const Union& type) {
    // On the wire the labels of an int8 are octets.
    const bool is_int8 = unaliased(type.discriminator)->is(Primitive::int8);
    std::vector<Row> rows;
    for (const auto& branch : type.cases) {
        for (const auto& label : branch.labels)
            rows.push_back({branch.member.name, branch.member.type,
                            label_text(is_int8 ? Value{std::get<Integer>(label) & 255} : label)});
        if (branch.is_default) rows.push_back({branch.member.name, branch.member.type, "0"});
    }
    return rows;
}

std::vector<Row> rows_of(const ValueType& value) {
    std::vector<Row> rows;
    for (const auto* each : value.contents) {
        if (each->kind != Kind::state_member) continue;
        const auto& member = static_cast<const StateMember&>(*each);
        rows.push_back({member.name, member.type, member.is_public ? "1" : "0"});
    }
    return rows;
}

std::string default_index(const Union& type) {
    std::size_t place = 0;
    for (const auto& branch : type.cases) {
        place += branch.labels.size();
        if (branch.is_default) return ", " + std::to_string(place);
        place += branch.is_default;
    }
    return {};
}

/// Where TypeCodes are off, the names of the members alone: they are printed.
void write_members(Printer& out, const Source& source, const Declaration& declaration, const std::vector<Row>& rows,
                   const Place& place) {
    if (rows.empty()) return;
    const Reference reference{source, place};
    out.text("constexpr $type$ $table$[] = {",
             {{"type", source.options.any ? "corbel::TypeMember" : "const char*"},
              {"table", source.tables.name(declaration)}});
    const Indented body{out};
    for (const auto& row : rows) {
        if (!source.options.any) {
            out.line("\"" + row.name + "\",");
        } else {
            out.text("{\"$name$\", $type$$label$},",
                     {{"name", row.name}, {"type", reference(row.type)},
                      {"label", row.label.empty() ? "" : ", " + row.label}});
        }
    }
    out.outdent();
    out.line("};");
    out.indent();
}

void write_names(Printer& out, const Source& source, const Enum& enumeration) {
    std::vector<std::string> names;
    for (const auto* each : enumeration.enumerators) names.push_back("\"" + each->name + "\"");
    out.text("constexpr const char* $table$[] = {$names$};",
             {{"table", source.tables.name(enumeration)}, {"names", joined(names)}});
}

/// A static member of a class is defined outside of it; what follows its name is looked up in the class first.
void write_constant(Printer& out, const Source& source, const Declaration& declaration, std::string_view factory,
                    const std::string& rest) {
    if (!source.options.any) return;
    out.text(R"(
        constinit const CORBA::TypeCodeConstant $constant$ =
            corbel::$factory$_type($id$, "$name$"$rest$);
    )", {{"constant", source.names.type_code_name(declaration, {module_path(declaration)})},
              {"factory", std::string{factory}}, {"id", string_literal(declaration.repository_id)},
              {"name", declaration.name}, {"rest", rest}});
}

std::string_view modifier_of(const ValueType& value) {
    if (value.is_custom) return "custom";
    if (value.is_abstract) return "abstract_";
    return value.is_truncatable ? "truncatable" : "none";
}

void define_type_code(Printer& out, const Source& source, const Declaration& declaration) {
    const Place inside = place_of(declaration);
    const Place outside{module_path(declaration)};
    const Reference reference{source, inside};
    const auto rooted_constant = [&](Primitive primitive) {
        return source.names.rooted(constants.at(primitive), inside);
    };
    const auto table = [&](bool has_rows) { return has_rows ? ", " + source.tables.name(declaration) : ""; };
    const auto write = [&](std::string_view factory, const std::string& rest) {
        write_constant(out, source, declaration, factory, rest);
    };
    const auto write_with_members = [&](std::string_view factory, const std::vector<Row>& rows,
                                        const std::string& before = {}, const std::string& after = {}) {
        write_members(out, source, declaration, rows, outside);
        write(factory, before + table(!rows.empty()) + after);
    };
    visit(declaration, overloaded{
        [&](const Structure& each) { write_with_members("struct", rows_of(each.all_members())); },
        [&](const Bitmask& each) { write("alias", ", " + rooted_constant(unsigned_of(each.width))); },
        [&](const Bitset& each) { write("alias", ", " + rooted_constant(unsigned_of(each.width()))); },
        [&](const Exception& each) { write_with_members("exception", rows_of(each.members)); },
        [&](const Union& each) {
            if (source.options.any)
                write_with_members("union", rows_of(each), ", " + reference(each.discriminator), default_index(each));
        },
        [&](const Enum& each) {
            write_names(out, source, each);
            write("enum", table(true));
        },
        [&](const Typedef& each) { write("alias", ", " + reference(each.type)); },
        [&](const Interface& each) {
            write(is_local(each) ? "local_interface" : each.is_abstract ? "abstract_interface" : "interface", "");
        },
        [&](const ValueType& each) {
            if (!source.options.any) return;
            const auto* base = each.stateful_base();
            write_with_members("value", rows_of(each),
                               ", CORBA::ValueModifier::" + std::string{modifier_of(each)} + ", " +
                                   (base ? "&" + source.names.type_code_name(*base, inside) : "nullptr"));
        },
        [&](const ValueBox& each) { write("value_box", ", " + reference(each.type)); },
        [&](const Native&) { write("native", ""); },
        [](const auto&) {},
    });
}

}  // namespace

void write_type_codes(Printer& out, const Source& source, Namespaces& namespaces) {
    for (const auto* each : all_main_declarations(source.specification)) {
        if (each->kind == Kind::constant || each->kind == Kind::forward || each->kind == Kind::operation ||
            each->kind == Kind::attribute || each->kind == Kind::state_member || each->kind == Kind::factory)
            continue;
        namespaces.enter_module_of(*each);
        define_type_code(out, source, *each);
    }
}

}  // namespace corbel::idl::cpp11
