// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/backend/cpp11/fields.hpp"
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// No member has this name.
std::string base_parameter(const Source& source, const Structure& structure) {
    std::set<std::string> taken;
    for (const auto& each : structure.members) taken.insert(source.names.parameter(each.name, place_inside(structure)));
    return source.names.ours("base", taken);
}

/// Of members of the bases and their data.
std::set<std::string> names_of_bases(const Structure& structure) {
    std::set<std::string> names;
    if (!structure.base) return names;
    for (const auto& each : structure.base->all_members()) names.insert(escaped(each.name));
    return names;
}

/// The standard has all of these explicit; without it, `return {1, 2};` and `Points{{1, 2}, {3, 4}}` work too.
std::string explicit_text(const std::vector<Member>& members) { return members.size() == 1 ? "explicit " : ""; }

void write_accessors(Printer& out, const Source& source, const Field& field) {
    const auto value = source.names.ours("value");
    out.text(R"(
        $comment$
        $in$ $name$() const { return $field$; }
        $type$& $name$() { return $field$; }
    )", {{"comment", field.comment}, {"in", field.in}, {"type", field.type}, {"name", field.name},
         {"field", field.field}});
    if (Types::is_by_value(field.idl)) {
        out.text("void $name$($type$ $parameter$) { $field$ = $value$; }",
                 {{"name", field.name}, {"type", field.type}, {"field", field.field}, {"parameter", value},
                  {"value", Types::is_reference(field.idl) ? "std::move(" + value + ")" : value}});
    } else {
        out.text(R"(
            void $name$(const $type$& $value$) { $field$ = $value$; }
            void $name$($type$&& $value$) { $field$ = std::move($value$); }
        )", {{"name", field.name}, {"type", field.type}, {"field", field.field}});
    }
}

/// The initial values of the members of a nested class are not known before the class around it ends, and unions need
/// to know before: its constructor is defined elsewhere.
bool is_nested(const Declaration& declaration) { return declaration.scope && declaration.scope->kind != Kind::module; }

/// The base first, by value, to be moved from.
std::string constructor_parameters(const Source& source, const Structure& structure, const Place& place) {
    const auto own = constructor_parameters(source, structure.members, place);
    if (!structure.base) return own;
    return source.names.name(*structure.base, place) + " " + base_parameter(source, structure) +
           (own.empty() ? "" : ", " + own);
}

void write_structure(Printer& out, const Source& source, const Structure& structure) {
    const auto place = place_inside(structure);
    const auto fields = fields_of(source, structure.members, place, names_of_bases(structure));
    const auto name = escaped(structure);
    const auto base = structure.base ? " : public " + source.names.name(*structure.base, place_of(structure)) : "";
    out.text(R"(
        $comment$
        class $name$$base$ {
        public:
            static constexpr const char* _repository_id = $id$;

    )", {{"comment", documentation(structure.comment)}, {"name", name}, {"base", base},
         {"id", string_literal(structure.repository_id)}});
    {
        const Indented body{out};
        write_nested(out, source, structure);
        out.gap();
        out.text(R"(
            $name$()$default$;
            $explicit$$name$($parameters$);

        )", {{"name", name}, {"default", is_nested(structure) ? "" : " = default"},
             {"explicit", structure.members.size() + (structure.base ? 1 : 0) == 1 ? "explicit " : ""},
             {"parameters", constructor_parameters(source, structure, place)}});
        for (const auto& each : fields) write_accessors(out, source, each);
        out.gap();
        if (names_of_bases(structure).contains("swap"))
            out.line("using " + source.names.name(*structure.base, place) + "::swap;");
        out.text(R"(
            void swap($name$& $other$) noexcept { std::swap(*this, $other$); }

            friend void swap($name$& $one$, $name$& $other$) noexcept { $one$.swap($other$); }
            friend bool operator==(const $name$&, const $name$&) = default;
            friend std::ostream& operator<<(std::ostream& $out$, const $name$& $value$);
        )", {{"name", name}});
    }
    write_fields(out, fields);
    out.line("};");
    write_type_code(out, source, structure);
}

void write_exception(Printer& out, const Source& source, const Exception& exception) {
    const auto place = place_inside(exception);
    const auto fields = fields_of(source, exception.members, place);
    const auto name = escaped(exception);
    out.text(R"(
        $comment$
        class $name$ final : public CORBA::UserException {
        public:
            static constexpr const char* _repository_id = $id$;

    )", {{"comment", documentation(exception.comment)}, {"name", name},
         {"id", string_literal(exception.repository_id)}});
    {
        const Indented body{out};
        write_nested(out, source, exception);
        out.gap();
        out.text("$name$() = default;", {{"name", name}});
        if (!fields.empty())
            out.text("$explicit$$name$($parameters$);",
                     {{"name", name}, {"explicit", explicit_text(exception.members)},
                      {"parameters", constructor_parameters(source, exception.members, place)}});
        out.gap();
        for (const auto& each : fields) write_accessors(out, source, each);
        const auto one = source.names.ours("one"), other = source.names.ours("other");
        std::vector<std::string> equal;
        for (const auto& each : fields) equal.push_back(one + "." + each.field + " == " + other + "." + each.field);
        out.gap();
        out.text(R"(
            const char* _name() const noexcept override { return "$idl_name$"; }
            const char* _rep_id() const noexcept override { return _repository_id; }
            [[noreturn]] void _raise() const override;
            void _encode(corbel::cdr::Writer& out) const override;

            friend void swap($name$& $one$, $name$& $other$) noexcept { std::swap($one$, $other$); }
            friend std::ostream& operator<<(std::ostream& $out$, const $name$& $value$);
        )", {{"name", name}, {"idl_name", exception.name}});
        if (fields.empty()) {
            out.text("friend bool operator==(const $name$&, const $name$&) { return true; }", {{"name", name}});
        } else {
            out.text(R"(
                friend bool operator==(const $name$& $one$, const $name$& $other$) {
                    return $equal$;
                }
            )", {{"name", name}, {"equal", joined(equal, " && ")}});
        }
    }
    write_fields(out, fields);
    out.line("};");
    write_type_code(out, source, exception);
}

/// What the numbers fit into.
std::string number_type(const Enum& enumeration) {
    const int width = enumeration.bit_bound <= 8 ? 8 : enumeration.bit_bound <= 16 ? 16 : 32;
    const bool is_signed = std::ranges::any_of(enumeration.enumerators, [](auto* each) { return each->number < 0; });
    return (is_signed ? "std::int" : "std::uint") + std::to_string(width) + "_t";
}

void write_enumeration(Printer& out, const Source& source, const Enum& enumeration) {
    std::vector<std::string> names;
    for (const auto* each : enumeration.enumerators) names.push_back(escaped(each->name));
    const bool in_class = enumeration.scope && enumeration.scope->kind != Kind::module;
    if (enumeration.has_numbers())
        for (std::size_t i = 0; i < names.size(); ++i)
            names[i] += " = " + std::to_string(enumeration.enumerators[i]->number);
    out.text(R"(
        $comment$
        enum class $name$ : $number$ { $enumerators$ };
        $friend$std::ostream& operator<<(std::ostream& $out$, $name$ $value$);
    )", {{"comment", documentation(enumeration.comment)}, {"name", escaped(enumeration)},
         {"number", number_type(enumeration)}, {"enumerators", joined(names)}, {"friend", in_class ? "friend " : ""}});
    write_type_code(out, source, enumeration);
}

void write_typedef(Printer& out, const Source& source, const Typedef& alias) {
    out.text(R"(
        $comment$
        using $name$ = $type$;
    )", {{"comment", documentation(alias.comment)}, {"name", escaped(alias)},
         {"type", source.types.text(alias.type, place_of(alias))}});
    write_type_code(out, source, alias);
}

void write_constant(Printer& out, const Source& source, const Constant& constant) {
    const bool in_class = constant.scope && constant.scope->kind != Kind::module;
    const auto place = place_of(constant);
    const auto literal = source.types.literal(constant.value, constant.type, place);
    const auto* fixed = std::get_if<FixedValue>(&constant.value);
    const auto type = fixed && !unaliased(constant.type)->as<FixedType>()->digits
                          ? source.types.text(*fixed, place)
                          : source.types.text(constant.type, place);
    const Printer::Values values{{"comment", documentation(constant.comment)}, {"name", escaped(constant)},
                                 {"storage", in_class ? "static" : "inline"}, {"type", type}, {"literal", literal}};
    const auto* plain = unaliased(constant.type);
    if (!plain->as<StringType>() && !plain->as<FixedType>()) {
        out.text(R"(
            $comment$
            $storage$ constexpr $type$ $name$ = $literal$;
        )", values);
    } else {
        out.text(R"(
            $comment$
            $storage$$inline$ const $type$ $name${$literal$};
        )", {{"comment", documentation(constant.comment)}, {"name", escaped(constant)},
             {"storage", in_class ? "static " : ""}, {"inline", "inline"}, {"type", type}, {"literal", literal}});
    }
}

// -- unions ---------------------------------------------------------------------------------------------------------

/// The discriminator that selecting a case gives it: its first label, or for a bare `default:` a value without a label.
std::string first_label(const Source& source, const Union& type, const Case& branch, const Place& place) {
    const auto& label = branch.labels.empty() ? *type.unlabelled : branch.labels.front();
    return source.types.literal(label, type.discriminator, place);
}

/// Initially the default case or no case; without either the first one (IDL to C++11, 6.14.2).
std::size_t initial_case(const Union& type) {
    if (type.has_implicit_default()) return type.cases.size();
    for (std::size_t i = 0; i < type.cases.size(); ++i)
        if (type.cases[i].is_default) return i;
    return 0;
}

std::string initial_discriminator(const Source& source, const Union& type, const Place& place) {
    const auto initial = initial_case(type);
    if (initial < type.cases.size()) {
        const auto& branch = type.cases[initial];
        if (!branch.is_default || !type.unlabelled) return first_label(source, type, branch, place);
    }
    return source.types.literal(*type.unlabelled, type.discriminator, place);
}

std::string case_text(const Source& source, const Union& type, const Case& branch, const Place& place) {
    std::vector<std::string> labels;
    for (const auto& label : branch.labels) labels.push_back(source.types.literal(label, type.discriminator, place));
    if (labels.empty()) return "default";
    return "case " + joined(labels) + (branch.is_default ? ", default" : "");
}

void write_case(Printer& out, const Source& source, const Union& type, std::size_t index, const Place& place) {
    const auto& branch = type.cases[index];
    const auto& member = branch.member;
    const auto field = union_field(source, type), value = source.names.ours("value"),
               choice = source.names.ours("discriminator");
    const bool has_choice = branch.is_default || branch.labels.size() > 1;
    const auto label = first_label(source, type, branch, place);
    const auto discriminator = source.types.text(type.discriminator, place);
    out.gap();
    out.text(R"(
        $comment$
        // $labels$
        $in$ $name$() const { return $field$.get<$index$>("$idl_name$"); }
        $type$& $name$() { return $field$.get<$index$>("$idl_name$"); }
    )", {{"field", field}, {"comment", documentation(member.comment)},
         {"labels", case_text(source, type, branch, place)},
         {"in", source.types.in(member.type, place)}, {"type", source.types.text(member.type, place)},
         {"name", escaped(member.name)}, {"idl_name", member.name}, {"index", std::to_string(index)}});
    const auto setter = [&](const std::string& parameter, const std::string& passed) {
        out.text(R"(
            void $name$($parameter$ $value$$choice$) { $field$.set<$index$>("$idl_name$", $label$, $passed$); }
        )", {{"name", escaped(member.name)}, {"idl_name", member.name}, {"parameter", parameter}, {"field", field},
             {"passed", passed}, {"index", std::to_string(index)}, {"label", has_choice ? choice : label},
             {"choice", has_choice ? ", " + discriminator + " " + choice + " = " + label : ""}});
    };
    const auto text = source.types.text(member.type, place);
    setter(source.types.in(member.type, place), Types::is_reference(member.type) ? "std::move(" + value + ")" : value);
    if (!Types::is_by_value(member.type)) setter(text + "&&", "std::move(" + value + ")");
}

void write_union(Printer& out, const Source& source, const Union& type) {
    const auto place = place_inside(type);
    const auto name = escaped(type);
    const auto field = union_field(source, type);
    const auto discriminator = source.types.text(type.discriminator, place);
    std::vector<std::string> alternatives{name, discriminator};
    for (const auto& branch : type.cases) alternatives.push_back(source.types.text(branch.member.type, place));
    if (type.has_implicit_default()) alternatives.push_back("std::monostate");
    out.text(R"(
        $comment$
        class $name$ {
        public:
            static constexpr const char* _repository_id = $id$;

    )", {{"comment", documentation(type.comment)}, {"name", name}, {"id", string_literal(type.repository_id)}});
    {
        const Indented body{out};
        write_nested(out, source, type);
        out.gap();
        out.text("$constructor$", {{"constructor", is_nested(type) ? name + "();" : ""}});
        out.text(R"(
            $discriminator$ _d() const { return $field$.discriminator(); }
            void _d($discriminator$ $choice$) { $field$.discriminator($choice$); }
        )", {{"discriminator", discriminator}, {"field", field}, {"choice", source.names.ours("discriminator")}});
        for (std::size_t i = 0; i < type.cases.size(); ++i) write_case(out, source, type, i, place);
        if (type.has_implicit_default()) {
            out.gap();
            out.text(R"(
                // No member.
                void _default() { $field$.clear($label$); }
            )", {{"field", field}, {"label", source.types.literal(*type.unlabelled, type.discriminator, place)}});
        }
        out.gap();
        out.text(R"(
            void swap($name$& $other$) noexcept { std::swap(*this, $other$); }

            friend void swap($name$& $one$, $name$& $other$) noexcept { $one$.swap($other$); }
            friend bool operator==(const $name$&, const $name$&) = default;
            friend std::ostream& operator<<(std::ostream& $out$, const $name$& $value$);

            // Which member a discriminator selects, counting from 0.
            static std::size_t _member($discriminator$ discriminator) noexcept;
        )", {{"name", name}, {"discriminator", discriminator}});
    }
    out.gap();
    out.text(R"(
        private:
            friend struct corbel::Codec<$name$>;

            corbel::UnionValue<$alternatives$> $field${
                std::in_place_index<$initial$>, $label$};
        };
    )", {{"name", name}, {"field", field}, {"alternatives", joined(alternatives)},
         {"initial", std::to_string(initial_case(type))},
         {"label", initial_discriminator(source, type, place)}});
    write_type_code(out, source, type);
}

void write_native(Printer& out, const Source& source, const Native& native) {
    out.text(R"(
        $comment$
        class $name$ final : public corbel::Native {
        public:
            using Native::Native;
        };
    )", {{"comment", documentation(native.comment)}, {"name", escaped(native)}});
    write_type_code(out, source, native);
}

void write_forward(Printer& out, const Forward& forward) {
    if (forward.definition->kind == Kind::structure || forward.definition->kind == Kind::union_)
        out.line("class " + escaped(forward) + ";");
}

void write_declaration(Printer& out, const Source& source, const Declaration& declaration) {
    visit(declaration, overloaded{
        [&](const Structure& each) { write_structure(out, source, each); },
        [&](const Union& each) { write_union(out, source, each); },
        [&](const Exception& each) { write_exception(out, source, each); },
        [&](const Enum& each) { write_enumeration(out, source, each); },
        [&](const Bitmask& each) { write_bitmask(out, source, each); },
        [&](const Bitset& each) { write_bitset(out, source, each); },
        [&](const Typedef& each) { write_typedef(out, source, each); },
        [&](const Constant& each) { write_constant(out, source, each); },
        [&](const Forward& each) { write_forward(out, each); },
        [&](const Interface& each) {
            write_interface(out, source, each);
            write_type_code(out, source, each);
        },
        [&](const ValueType& each) { write_value_type(out, source, each); },
        [&](const ValueBox& each) { write_value_box(out, source, each); },
        [&](const Native& each) { write_native(out, source, each); },
        [](const auto&) {},
    });
}

// -- x.cpp ----------------------------------------------------------------------------------------------------------

/// The class as a definition at namespace scope names it: `Inner::Report`.
std::string class_name(const Source& source, const Declaration& declaration, const Path& name_space) {
    return source.names.name(declaration, {name_space});
}

void define_default_constructor(Printer& out, const Source& source, const Declaration& declaration) {
    if (!is_nested(declaration)) return;
    out.text("$class$::$name$() = default;",
             {{"class", class_name(source, declaration, module_path(declaration))},
              {"name", escaped(declaration)}});
    out.gap();
}

void define_constructor(Printer& out, const Source& source, const Declaration& declaration,
                        const std::vector<Member>& members) {
    if (members.empty()) return;
    const auto place = place_inside(declaration);
    const auto fields = fields_of(source, members, place);
    out.text(R"(
        $class$::$name$($parameters$)
            : $initialisers$ {}
    )", {{"class", class_name(source, declaration, module_path(declaration))}, {"name", escaped(declaration)},
         {"parameters", constructor_parameters(source, members, place)},
         {"initialisers", joined(initialisers(fields))}});
}

void define_printing(Printer& out, const Source& source, const Declaration& declaration,
                     const std::vector<Member>& members) {
    std::vector<std::string> values;
    const auto value = source.names.ours("value");
    for (const auto& each : members) values.push_back(value + "." + escaped(each.name) + "()");
    out.gap();
    out.text(R"(
        std::ostream& operator<<(std::ostream& $out$, const $class$&$value$) {
            return corbel::print_members($out$, "$name$", $table$, {$values$});
        }
    )", {{"class", class_name(source, declaration, module_path(declaration))}, {"name", declaration.scoped_name()},
         {"table", members.empty() ? "corbel::no_members" : source.tables.name(declaration)},
         {"values", joined(values)}, {"value", members.empty() ? "" : " " + value}});
}

void define_derived_constructor(Printer& out, const Source& source, const Structure& structure) {
    const auto place = place_inside(structure);
    auto list = initialisers(fields_of(source, structure.members, place, names_of_bases(structure)));
    list.insert(list.begin(),
                source.names.name(*structure.base, place) + "(std::move(" + base_parameter(source, structure) + "))");
    out.text(R"(
        $class$::$name$($parameters$)
            : $initialisers$ {}
    )", {{"class", class_name(source, structure, module_path(structure))}, {"name", escaped(structure)},
         {"parameters", constructor_parameters(source, structure, place)}, {"initialisers", joined(list)}});
}

void define(Printer& out, const Source& source, const Structure& structure) {
    define_default_constructor(out, source, structure);
    if (structure.base) define_derived_constructor(out, source, structure);
    else define_constructor(out, source, structure, structure.members);
    define_printing(out, source, structure, structure.all_members());
}

void define(Printer& out, const Source& source, const Exception& exception) {
    const auto name = class_name(source, exception, module_path(exception));
    define_constructor(out, source, exception, exception.members);
    out.gap();
    out.text(R"(
        void $class$::_raise() const { throw *this; }

        void $class$::_encode(corbel::cdr::Writer& $out$) const { corbel::encode($out$, *this); }
    )", {{"class", name}});
    define_printing(out, source, exception, exception.members);
}

void define(Printer& out, const Source& source, const Enum& enumeration) {
    const auto name = class_name(source, enumeration, module_path(enumeration));
    const auto value = source.names.ours("value");
    out.text(R"(
        std::ostream& operator<<(std::ostream& $out$, $class$ $value$) {
            return corbel::print_enumerator($out$, "$name$", $table$, $place$);
        }
    )", {{"place", enumeration.has_numbers()
                       ? "corbel::place_of<" + name + ">(" + value + ", corbel::Codec<" + name + ">::values)"
                       : "static_cast<std::uint32_t>(" + value + ")"},
         {"class", class_name(source, enumeration, module_path(enumeration))}, {"name", enumeration.scoped_name()},
         {"table", source.tables.name(enumeration)}});
}

void define(Printer& out, const Source& source, const Union& type) {
    const auto name = class_name(source, type, module_path(type));
    const auto inside = place_inside(type);
    define_default_constructor(out, source, type);
    const auto choice = source.names.ours("discriminator");
    out.text("std::size_t $class$::_member($type$ $choice$) noexcept {",
             {{"class", name}, {"choice", choice}, {"type", source.types.text(type.discriminator, inside)}});
    {
        const Indented body{out};
        const bool is_boolean = unaliased(type.discriminator)->is(Primitive::boolean);
        out.line("switch (" + (is_boolean ? "int{" + choice + "}" : choice) + ") {");
        std::string otherwise = type.has_implicit_default() ? std::to_string(type.cases.size()) : "std::variant_npos";
        for (std::size_t i = 0; i < type.cases.size(); ++i) {
            const auto& branch = type.cases[i];
            if (branch.is_default) {
                otherwise = std::to_string(i);
                continue;
            }
            const Indented cases{out};
            for (const auto& label : branch.labels)
                out.text("case $label$:", {{"label", source.types.literal(label, type.discriminator, inside)}});
            const Indented answer{out};
            out.line("return " + std::to_string(i) + ";");
        }
        out.text(R"(
                default:
                    return $otherwise$;
            }
        )", {{"otherwise", otherwise}});
    }
    out.line("}");
    std::vector<std::string> names;
    for (const auto& branch : type.cases) names.push_back("\"" + branch.member.name + "\"");
    out.gap();
    out.text(R"(
        std::ostream& operator<<(std::ostream& $out$, const $class$& $value$) {
            static constexpr const char* $names$[] = {$members$};
            return $value$.$field$.print($out$, "$name$", $names$);
        }
    )", {{"class", name}, {"field", union_field(source, type)}, {"names", source.names.ours("names")},
         {"name", type.scoped_name()}, {"members", joined(names)}});
}

/// Constants stand together, and so do typedefs; everything else stands alone.
void separate(Printer& out, const Declaration* before, const Declaration& next) {
    const bool is_line = next.kind == Kind::constant || next.kind == Kind::typedef_ || next.kind == Kind::forward;
    if (!is_line || !before || before->kind != next.kind) out.gap();
}

}  // namespace

std::string union_field(const Source& source, const Union& type) {
    std::set<std::string> taken;
    for (const auto& branch : type.cases) taken.insert(escaped(branch.member.name));
    return source.names.ours("value_", taken);
}

void write_type_code(Printer& out, const Source& source, const Declaration& declaration) {
    if (!source.options.any) return;
    const bool in_class = declaration.scope && declaration.scope->kind != Kind::module;
    out.text("$storage$ const CORBA::TypeCodeConstant _tc_$name$;",
             {{"storage", in_class ? "static" : "extern"}, {"name", declaration.name}});
}

namespace {

/// Bytes of a UTF-8 character that begins at `at`; 0 for what is none, or one that turns the direction of the text
/// around it (U+202A to U+202E, U+2066 to U+2069).
std::size_t harmless_character(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto first = byte(at);
    const std::size_t size =
        first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(at + i) & 0xc0) != 0x80) return 0;
    if (size == 1) return first >= ' ' && first != 0x7f ? 1 : 0;
    const bool turns = first == 0xe2 && ((byte(at + 1) == 0x80 && byte(at + 2) >= 0xaa && byte(at + 2) <= 0xae) ||
                                         (byte(at + 1) == 0x81 && byte(at + 2) >= 0xa6 && byte(at + 2) <= 0xa9));
    return turns ? 0 : size;
}

/// Without control characters and whatever else a compiler could take for more than text.
std::string plain_comment(std::string_view line) {
    std::string text;
    for (std::size_t at = 0; at < line.size();) {
        const auto size = harmless_character(line, at);
        text += size ? line.substr(at, size) : line[at] == '\t' ? " " : "?";
        at += std::max<std::size_t>(size, 1);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    // A backslash at the end would draw the next line into the comment; so would the trigraph.
    if (text.ends_with('\\') || text.ends_with("?\?/")) text += '.';
    return text;
}

}  // namespace

std::string documentation(const std::string& comment) {
    std::string text;
    for (std::size_t begin = 0; begin < comment.size();) {
        const auto end = std::min(comment.find('\n', begin), comment.size());
        const auto line = plain_comment(std::string_view{comment}.substr(begin, end - begin));
        text += (text.empty() ? "///" : "\n///") + (line.empty() ? "" : " " + line);
        begin = end + 1;
    }
    return text;
}

void write_nested(Printer& out, const Source& source, const Declaration& declaration) {
    const Declaration* before = nullptr;
    for (const auto* each : contents(declaration)) {
        if (each->kind == Kind::operation || each->kind == Kind::attribute || each->kind == Kind::state_member ||
            each->kind == Kind::factory)
            continue;
        separate(out, std::exchange(before, each), *each);
        write_declaration(out, source, *each);
    }
}

void write_types(Printer& out, const Source& source) {
    Namespaces namespaces{out};
    const Declaration* before = nullptr;
    for (const auto* each : main_declarations(source.specification)) {
        if (each->kind == Kind::value_box) {
            namespaces.enter({});
            declare_value_box(out, source, static_cast<const ValueBox&>(*each));
        }
        namespaces.enter_module_of(*each);
        separate(out, std::exchange(before, each), *each);
        write_declaration(out, source, *each);
    }
}

void write_type_definitions(Printer& out, const Source& source, Namespaces& namespaces) {
    for (const auto* each : all_main_declarations(source.specification)) {
        const auto write = [&](const auto& declaration) {
            namespaces.enter_module_of(declaration);
            out.gap();
            define(out, source, declaration);
        };
        visit(*each, overloaded{
            [&](const Structure& declaration) { write(declaration); },
            [&](const Exception& declaration) { write(declaration); },
            [&](const Enum& declaration) { write(declaration); },
            [&](const Union& declaration) { write(declaration); },
            [&](const Bitmask& declaration) {
                namespaces.enter_module_of(declaration);
                define_bitmask(out, source, declaration);
            },
            [&](const Bitset& declaration) {
                namespaces.enter_module_of(declaration);
                define_bitset(out, source, declaration);
            },
            [&](const ValueType& declaration) {
                namespaces.enter_module_of(declaration);
                define_value_type(out, source, declaration);
            },
            [&](const ValueBox& declaration) {
                namespaces.enter_module_of(declaration);
                define_value_box(out, declaration);
            },
            [](const auto&) {},
        });
    }
}

}  // namespace corbel::idl::cpp11
