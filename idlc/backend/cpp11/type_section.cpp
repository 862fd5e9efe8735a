// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// A struct's or exception's member as its class holds it.
struct Field {
    std::string name;   // of the accessors
    std::string field;  // of the data
    std::string type;
    std::string in;
    std::string variable;
    TypeRef idl;
    std::string comment;
};

std::vector<Field> fields_of(const Source& source, const std::vector<Member>& members, const Place& place) {
    std::set<std::string> taken;
    for (const auto& member : members) taken.insert(escaped(member.name));
    std::vector<Field> fields;
    for (const auto& member : members) {
        auto field = unused(member.name + "_", taken);
        taken.insert(field);
        auto variable = source.types.variable(member.type, field, place);
        fields.push_back({escaped(member.name), std::move(field), source.types.text(member.type, place),
                          source.types.in(member.type, place), std::move(variable), member.type,
                          documentation(member.comment)});
    }
    return fields;
}

bool is_array(TypeRef type) { return unaliased(type)->as<ArrayType>(); }

/// All members by value, to be moved from; arrays have nothing that could be moved as a whole.
std::string constructor_parameters(const Source& source, const std::vector<Member>& members, Place place) {
    std::vector<std::string> parameters;
    for (const auto& member : members) {
        const auto type = source.types.text(member.type, place);
        parameters.push_back((is_array(member.type) ? "const " + type + "&" : type) + " " + escaped(member.name));
        place.hidden.insert(escaped(member.name));
    }
    return joined(parameters);
}

/// The standard has all of these explicit; without it, `return {1, 2};` and `Points{{1, 2}, {3, 4}}` work too.
std::string explicit_text(const std::vector<Member>& members) { return members.size() == 1 ? "explicit " : ""; }

std::string initialisers(const std::vector<Field>& fields) {
    std::vector<std::string> list;
    for (const auto& each : fields) {
        const bool moves = !is_array(each.idl) && (!Types::is_by_value(each.idl) || Types::is_reference(each.idl));
        list.push_back(each.field + "(" + (moves ? "std::move(" + each.name + ")" : each.name) + ")");
    }
    return joined(list);
}

void write_accessors(Printer& out, const Field& field) {
    out.text(R"(
        $comment$
        $in$ $name$() const { return $field$; }
        $type$& $name$() { return $field$; }
    )", {{"comment", field.comment}, {"in", field.in}, {"type", field.type}, {"name", field.name},
         {"field", field.field}});
    if (Types::is_by_value(field.idl)) {
        out.text("void $name$($type$ value) { $field$ = $value$; }",
                 {{"name", field.name}, {"type", field.type}, {"field", field.field},
                  {"value", Types::is_reference(field.idl) ? "std::move(value)" : "value"}});
    } else {
        out.text(R"(
            void $name$(const $type$& value) { $field$ = value; }
            void $name$($type$&& value) { $field$ = std::move(value); }
        )", {{"name", field.name}, {"type", field.type}, {"field", field.field}});
    }
}

void write_fields(Printer& out, const std::vector<Field>& fields) {
    if (fields.empty()) return;
    out.gap();
    out.line("private:");
    const Indented body{out};
    for (const auto& each : fields) out.line(each.variable + ";");
}

/// `extern` at namespace scope, a static member inside a class.
void write_type_code(Printer& out, const Declaration& declaration) {
    const bool in_class = declaration.scope && declaration.scope->kind != Kind::module;
    out.text("$storage$ const CORBA::TypeCodeConstant _tc_$name$;",
             {{"storage", in_class ? "static" : "extern"}, {"name", declaration.name}});
}

void write_structure(Printer& out, const Source& source, const Structure& structure) {
    const auto place = place_inside(structure);
    const auto fields = fields_of(source, structure.members, place);
    const auto name = escaped(structure.name);
    out.text(R"(
        $comment$
        class $name$ {
        public:
            static constexpr const char* _repository_id = $id$;

    )", {{"comment", documentation(structure.comment)}, {"name", name},
         {"id", string_literal(structure.repository_id)}});
    {
        const Indented body{out};
        write_nested(out, source, structure);
        out.gap();
        out.text(R"(
            $name$() = default;
            $explicit$$name$($parameters$);

        )", {{"name", name}, {"explicit", explicit_text(structure.members)},
             {"parameters", constructor_parameters(source, structure.members, place)}});
        for (const auto& each : fields) write_accessors(out, each);
        out.gap();
        out.text(R"(
            void swap($name$& other) noexcept { std::swap(*this, other); }

            friend void swap($name$& one, $name$& other) noexcept { one.swap(other); }
            friend bool operator==(const $name$&, const $name$&) = default;
            friend std::ostream& operator<<(std::ostream& out, const $name$& value);
        )", {{"name", name}});
    }
    write_fields(out, fields);
    out.line("};");
    write_type_code(out, structure);
}

void write_exception(Printer& out, const Source& source, const Exception& exception) {
    const auto place = place_inside(exception);
    const auto fields = fields_of(source, exception.members, place);
    const auto name = escaped(exception.name);
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
        for (const auto& each : fields) write_accessors(out, each);
        std::vector<std::string> equal;
        for (const auto& each : fields) equal.push_back("one." + each.field + " == other." + each.field);
        out.gap();
        out.text(R"(
            const char* _name() const noexcept override { return "$idl_name$"; }
            const char* _rep_id() const noexcept override { return _repository_id; }
            [[noreturn]] void _raise() const override;
            void _encode(corbel::cdr::Writer& out) const override;

            friend void swap($name$& one, $name$& other) noexcept { std::swap(one, other); }
            friend std::ostream& operator<<(std::ostream& out, const $name$& value);
        )", {{"name", name}, {"idl_name", exception.name}});
        if (fields.empty()) {
            out.text("friend bool operator==(const $name$&, const $name$&) { return true; }", {{"name", name}});
        } else {
            out.text(R"(
                friend bool operator==(const $name$& one, const $name$& other) {
                    return $equal$;
                }
            )", {{"name", name}, {"equal", joined(equal, " && ")}});
        }
    }
    write_fields(out, fields);
    out.line("};");
    write_type_code(out, exception);
}

void write_enumeration(Printer& out, const Source&, const Enum& enumeration) {
    std::vector<std::string> names;
    for (const auto* each : enumeration.enumerators) names.push_back(escaped(each->name));
    const bool in_class = enumeration.scope && enumeration.scope->kind != Kind::module;
    out.text(R"(
        $comment$
        enum class $name$ : std::uint32_t { $enumerators$ };
        $friend$std::ostream& operator<<(std::ostream& out, $name$ value);
    )", {{"comment", documentation(enumeration.comment)}, {"name", escaped(enumeration.name)},
         {"enumerators", joined(names)}, {"friend", in_class ? "friend " : ""}});
    write_type_code(out, enumeration);
}

void write_typedef(Printer& out, const Source& source, const Typedef& alias) {
    out.text(R"(
        $comment$
        using $name$ = $type$;
    )", {{"comment", documentation(alias.comment)}, {"name", escaped(alias.name)},
         {"type", source.types.text(alias.type, place_of(alias))}});
    write_type_code(out, alias);
}

void write_constant(Printer& out, const Source& source, const Constant& constant) {
    const bool in_class = constant.scope && constant.scope->kind != Kind::module;
    const auto place = place_of(constant);
    const auto literal = source.types.literal(constant.value, constant.type, place);
    const auto type = source.types.text(constant.type, place);
    const Printer::Values values{{"comment", documentation(constant.comment)}, {"name", escaped(constant.name)},
                                 {"storage", in_class ? "static" : "inline"}, {"type", type}, {"literal", literal}};
    if (!unaliased(constant.type)->as<StringType>()) {
        out.text(R"(
            $comment$
            $storage$ constexpr $type$ $name$ = $literal$;
        )", values);
    } else {
        out.text(R"(
            $comment$
            $storage$$inline$ const $type$ $name${$literal$};
        )", {{"comment", documentation(constant.comment)}, {"name", escaped(constant.name)},
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
    const bool has_choice = branch.is_default || branch.labels.size() > 1;
    const auto label = first_label(source, type, branch, place);
    const auto discriminator = source.types.text(type.discriminator, place);
    out.gap();
    out.text(R"(
        $comment$
        // $labels$
        $in$ $name$() const { return value_.get<$index$>("$idl_name$"); }
        $type$& $name$() { return value_.get<$index$>("$idl_name$"); }
    )", {{"comment", documentation(member.comment)}, {"labels", case_text(source, type, branch, place)},
         {"in", source.types.in(member.type, place)}, {"type", source.types.text(member.type, place)},
         {"name", escaped(member.name)}, {"idl_name", member.name}, {"index", std::to_string(index)}});
    const auto setter = [&](const std::string& parameter, const std::string& value) {
        out.text(R"(
            void $name$($parameter$ value$choice$) { value_.set<$index$>("$idl_name$", $label$, $value$); }
        )", {{"name", escaped(member.name)}, {"idl_name", member.name}, {"parameter", parameter}, {"value", value},
             {"index", std::to_string(index)}, {"label", has_choice ? "discriminator" : label},
             {"choice", has_choice ? ", " + discriminator + " discriminator = " + label : ""}});
    };
    const auto text = source.types.text(member.type, place);
    setter(source.types.in(member.type, place), Types::is_reference(member.type) ? "std::move(value)" : "value");
    if (!Types::is_by_value(member.type)) setter(text + "&&", "std::move(value)");
}

void write_union(Printer& out, const Source& source, const Union& type) {
    const auto place = place_inside(type);
    const auto name = escaped(type.name);
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
        out.text(R"(
            $discriminator$ _d() const { return value_.discriminator(); }
            void _d($discriminator$ discriminator) { value_.discriminator(discriminator); }
        )", {{"discriminator", discriminator}});
        for (std::size_t i = 0; i < type.cases.size(); ++i) write_case(out, source, type, i, place);
        if (type.has_implicit_default()) {
            out.gap();
            out.text(R"(
                // No member.
                void _default() { value_.clear($label$); }
            )", {{"label", source.types.literal(*type.unlabelled, type.discriminator, place)}});
        }
        out.gap();
        out.text(R"(
            void swap($name$& other) noexcept { std::swap(*this, other); }

            friend void swap($name$& one, $name$& other) noexcept { one.swap(other); }
            friend bool operator==(const $name$&, const $name$&) = default;
            friend std::ostream& operator<<(std::ostream& out, const $name$& value);

            // Which member a discriminator selects, counting from 0.
            static std::size_t _member($discriminator$ discriminator) noexcept;
        )", {{"name", name}, {"discriminator", discriminator}});
    }
    out.gap();
    out.text(R"(
        private:
            friend struct corbel::Codec<$name$>;

            corbel::UnionValue<$alternatives$> value_{
                std::in_place_index<$initial$>, $label$};
        };
    )", {{"name", name}, {"alternatives", joined(alternatives)}, {"initial", std::to_string(initial_case(type))},
         {"label", initial_discriminator(source, type, place)}});
    write_type_code(out, type);
}

void write_forward(Printer& out, const Forward& forward) {
    if (forward.definition->kind == Kind::structure || forward.definition->kind == Kind::union_)
        out.line("class " + escaped(forward.name) + ";");
}

void write_declaration(Printer& out, const Source& source, const Declaration& declaration) {
    visit(declaration, overloaded{
        [&](const Structure& each) { write_structure(out, source, each); },
        [&](const Union& each) { write_union(out, source, each); },
        [&](const Exception& each) { write_exception(out, source, each); },
        [&](const Enum& each) { write_enumeration(out, source, each); },
        [&](const Typedef& each) { write_typedef(out, source, each); },
        [&](const Constant& each) { write_constant(out, source, each); },
        [&](const Forward& each) { write_forward(out, each); },
        [&](const Interface& each) {
            write_interface(out, source, each);
            write_type_code(out, each);
        },
        [](const auto&) {},
    });
}

// -- x.cpp ----------------------------------------------------------------------------------------------------------

std::vector<std::string> member_names(const std::vector<Member>& members) {
    std::vector<std::string> names;
    for (const auto& each : members) names.push_back("\"" + each.name + "\"");
    return names;
}

/// The class as a definition at namespace scope names it: `Inner::Report`.
std::string class_name(const Source& source, const Declaration& declaration, const Path& name_space) {
    return source.names.name(declaration, {name_space});
}

Path module_path(const Declaration& declaration) {
    const auto* module = declaration.scope;
    while (module && module->kind != Kind::module) module = module->scope;
    return module ? Names::path(*module) : Path{};
}

void define_constructor(Printer& out, const Source& source, const Declaration& declaration,
                        const std::vector<Member>& members) {
    if (members.empty()) return;
    const auto place = place_inside(declaration);
    const auto fields = fields_of(source, members, place);
    out.text(R"(
        $class$::$name$($parameters$)
            : $initialisers$ {}
    )", {{"class", class_name(source, declaration, module_path(declaration))}, {"name", escaped(declaration.name)},
         {"parameters", constructor_parameters(source, members, place)}, {"initialisers", initialisers(fields)}});
}

void define_printing(Printer& out, const Source& source, const Declaration& declaration,
                     const std::vector<Member>& members) {
    std::vector<std::string> values{"out", "\"" + declaration.scoped_name() + "\"",
                                    "{" + joined(member_names(members)) + "}"};
    for (const auto& each : members) values.push_back("value." + escaped(each.name) + "()");
    out.gap();
    out.text(R"(
        std::ostream& operator<<(std::ostream& out, $unused$const $class$&$value$) {
            return corbel::print_members($values$);
        }
    )", {{"class", class_name(source, declaration, module_path(declaration))}, {"values", joined(values)},
         {"unused", ""}, {"value", members.empty() ? "" : " value"}});
}

void define(Printer& out, const Source& source, const Structure& structure) {
    define_constructor(out, source, structure, structure.members);
    define_printing(out, source, structure, structure.members);
}

void define(Printer& out, const Source& source, const Exception& exception) {
    const auto name = class_name(source, exception, module_path(exception));
    define_constructor(out, source, exception, exception.members);
    out.gap();
    out.text(R"(
        void $class$::_raise() const { throw *this; }

        void $class$::_encode(corbel::cdr::Writer& out) const { corbel::encode(out, *this); }
    )", {{"class", name}});
    define_printing(out, source, exception, exception.members);
}

void define(Printer& out, const Source& source, const Enum& enumeration) {
    std::vector<std::string> names;
    for (const auto* each : enumeration.enumerators) names.push_back("\"" + each->name + "\"");
    out.text(R"(
        std::ostream& operator<<(std::ostream& out, $class$ value) {
            return corbel::print_enumerator(out, "$name$", {$names$}, static_cast<std::uint32_t>(value));
        }
    )", {{"class", class_name(source, enumeration, module_path(enumeration))}, {"name", enumeration.scoped_name()},
         {"names", joined(names)}});
}

void define(Printer& out, const Source& source, const Union& type) {
    const auto name = class_name(source, type, module_path(type));
    const auto inside = place_inside(type);
    out.text("std::size_t $class$::_member($type$ discriminator) noexcept {",
             {{"class", name}, {"type", source.types.text(type.discriminator, inside)}});
    {
        const Indented body{out};
        const bool is_boolean = unaliased(type.discriminator)->is(Primitive::boolean);
        out.line(is_boolean ? "switch (int{discriminator}) {" : "switch (discriminator) {");
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
        std::ostream& operator<<(std::ostream& out, const $class$& value) {
            return value.value_.print(out, "$name$", {$members$});
        }
    )", {{"class", name}, {"name", type.scoped_name()}, {"members", joined(names)}});
}

/// Constants stand together, and so do typedefs; everything else stands alone.
void separate(Printer& out, const Declaration* before, const Declaration& next) {
    const bool is_line = next.kind == Kind::constant || next.kind == Kind::typedef_ || next.kind == Kind::forward;
    if (!is_line || !before || before->kind != next.kind) out.gap();
}

}  // namespace

std::string documentation(const std::string& comment) {
    std::string text;
    for (std::size_t begin = 0; begin < comment.size();) {
        const auto end = std::min(comment.find('\n', begin), comment.size());
        const auto line = comment.substr(begin, end - begin);
        // A backslash at the end would draw the next line into the comment.
        text += (text.empty() ? "///" : "\n///") + (line.empty() ? "" : " " + line) + (line.ends_with('\\') ? "." : "");
        begin = end + 1;
    }
    return text;
}

void write_nested(Printer& out, const Source& source, const Declaration& declaration) {
    const Declaration* before = nullptr;
    for (const auto* each : contents(declaration)) {
        if (each->kind == Kind::operation || each->kind == Kind::attribute) continue;
        separate(out, std::exchange(before, each), *each);
        write_declaration(out, source, *each);
    }
}

void write_types(Printer& out, const Source& source) {
    Namespaces namespaces{out};
    const Declaration* before = nullptr;
    for (const auto* each : main_declarations(source.specification)) {
        namespaces.enter_module_of(*each);
        separate(out, std::exchange(before, each), *each);
        write_declaration(out, source, *each);
    }
}

void write_type_definitions(Printer& out, const Source& source) {
    Namespaces namespaces{out};
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
            [](const auto&) {},
        });
    }
}

}  // namespace corbel::idl::cpp11
