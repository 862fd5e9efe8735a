// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/backend/cpp11/fields.hpp"
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

const Place global;

// -- what a valuetype has -------------------------------------------------------------------------------------------

std::vector<Member> own_state(const ValueType& value, bool is_public) {
    std::vector<Member> members;
    for (const auto* each : value.contents) {
        if (each->kind != Kind::state_member) continue;
        const auto& member = static_cast<const StateMember&>(*each);
        if (member.is_public == is_public)
            members.push_back({member.name, member.type, member.location, member.comment});
    }
    return members;
}

/// In the order of the IDL, which is that of the wire.
std::vector<Member> own_state(const ValueType& value) {
    std::vector<Member> members;
    for (const auto* each : value.contents) {
        if (each->kind != Kind::state_member) continue;
        const auto& member = static_cast<const StateMember&>(*each);
        members.push_back({member.name, member.type, member.location, member.comment});
    }
    return members;
}

/// That of the bases first.
std::vector<Member> whole_state(const ValueType& value) {
    std::vector<Member> members;
    if (const auto* base = value.stateful_base()) members = whole_state(*base);
    for (auto& each : own_state(value)) members.push_back(std::move(each));
    return members;
}

bool has_operations(const Declarations& contents) {
    return std::ranges::any_of(contents, [](const auto* each) {
        return each->kind == Kind::operation || each->kind == Kind::attribute;
    });
}

bool has_operations(const Interface& interface) {
    return has_operations(interface.contents) ||
           std::ranges::any_of(interface.bases, [](const auto* base) { return has_operations(*base); });
}

bool has_operations(const ValueType& value) {
    return has_operations(value.contents) ||
           std::ranges::any_of(value.bases, [](const auto* base) { return has_operations(*base); }) ||
           std::ranges::any_of(value.supports, [](const auto* each) { return has_operations(*each); });
}

/// Not yet in its bases.
bool custom_begins(const ValueType& value) {
    return value.is_custom && (!value.stateful_base() || !value.stateful_base()->is_custom);
}

bool has_factories(const ValueType& value) {
    return std::ranges::any_of(value.contents, [](const auto* each) { return each->kind == Kind::factory; });
}

void add_with_bases(std::vector<const Interface*>& list, const Interface& interface) {
    if (std::ranges::count(list, &interface)) return;
    for (const auto* base : interface.bases) add_with_bases(list, *base);
    list.push_back(&interface);
}

/// The supported interfaces and their bases, each once.
std::vector<const Interface*> all_supported(const ValueType& value) {
    std::vector<const Interface*> list;
    for (const auto* each : value.supports) add_with_bases(list, *each);
    return list;
}

/// Abstract interfaces are bases of the class; a concrete one gives it operations only.
std::string bases_of(const Source& source, const ValueType& value) {
    const auto place = place_of(value);
    std::vector<std::string> bases;
    for (const auto* base : value.bases) bases.push_back("public virtual " + source.names.name(*base, place));
    if (custom_begins(value)) bases.push_back("public virtual CORBA::CustomMarshal");
    if (bases.empty()) bases.push_back("public virtual CORBA::ValueBase");
    for (const auto* each : all_supported(value))
        if (each->is_abstract) bases.push_back("public virtual " + source.names.name(*each, place));
    return joined(bases);
}

// -- the class ------------------------------------------------------------------------------------------------------

/// One pattern for the class and for the one of its state: what follows `const` and what stands behind the parameters.
void write_accessors(Printer& out, const Source& source, const Field& field, bool is_pure) {
    const auto value = source.names.ours("value");
    const std::string head = is_pure ? "virtual " : "";
    const auto tail = [&](const std::string& body) { return is_pure ? " = 0;" : " override { " + body + " }"; };
    const auto line = [&](const std::string& signature, const std::string& body) {
        out.line(head + signature + tail(body));
    };
    out.text("$comment$", {{"comment", is_pure ? field.comment : ""}});
    line(field.in + " " + field.name + "() const", "return " + field.field + ";");
    line(field.type + "& " + field.name + "()", "return " + field.field + ";");
    if (Types::is_by_value(field.idl)) {
        line("void " + field.name + "(" + field.type + " " + value + ")",
             field.field + " = " + passed_on(field.idl, value) + ";");
    } else {
        line("void " + field.name + "(const " + field.type + "& " + value + ")", field.field + " = " + value + ";");
        line("void " + field.name + "(" + field.type + "&& " + value + ")",
             field.field + " = std::move(" + value + ");");
    }
}

void write_operations(Printer& out, const Source& source, const Declarations& contents, const Place& inside,
                      bool overrides) {
    for (const auto& each : callables(source, contents)) {
        const auto head = signature(source, each, inside, inside);
        if (!each.idl.empty()) out.gap();
        out.text(R"(
            $comment$
            $idl$
            $virtual$$result$ $name$($parameters$)$override$ = 0;
        )", {{"comment", each.comment}, {"idl", idl_comment(each)}, {"virtual", overrides ? "" : "virtual "},
             {"result", head.result}, {"name", head.name}, {"parameters", head.parameters},
             {"override", overrides ? " override" : ""}});
    }
}

/// The members of its own that may refer to values.
std::vector<Member> state_with_values(const ValueType& value) {
    auto state = own_state(value);
    std::erase_if(state, [](const Member& each) { return !Types::holds_values(each.type); });
    return state;
}

void write_class(Printer& out, const Source& source, const ValueType& value) {
    const auto inside = place_inside(value);
    const auto name = escaped(value);
    out.text(R"(
        $comment$
        class $name$ : $bases$ {
        public:
            using _traits_type = IDL::traits<$name$>;
            using _ref_type = IDL::traits<$name$>::ref_type;
            $obv$
            static constexpr const char* _repository_id_ = $id$;
            $form$
    )", {{"comment", documentation(value.comment)}, {"name", name}, {"bases", bases_of(source, value)},
         {"obv", value.is_abstract ? "" : "using _obv_type = IDL::traits<" + name + ">::obv_type;"},
         {"id", string_literal(value.repository_id)},
         {"form", value.is_abstract ? "" : "static const corbel::ValueForm _form_;"}});
    const auto hidden = fields_of(source, own_state(value, false), inside);
    {
        const Indented body{out};
        write_nested(out, source, value);
        for (const auto& each : fields_of(source, own_state(value, true), inside)) {
            out.gap();
            write_accessors(out, source, each, true);
        }
        write_operations(out, source, value.contents, inside, false);
        for (const auto* each : all_supported(value))
            write_operations(out, source, each->contents, inside, each->is_abstract);
        if (!value.is_abstract) {
            out.gap();
            out.line("const corbel::ValueForm& _form() const override { return _form_; }");
            if (!value.is_custom)
                out.text(R"(
                    void _encode_state(corbel::cdr::Writer& out) const override;
                    void _decode_state(corbel::cdr::Reader& in) override;
                )");
            else if (custom_begins(value) && value.stateful_base())
                out.text(R"(
                void _encode_state(corbel::cdr::Writer& $out$) const override { CustomMarshal::_encode_state($out$); }
                void _decode_state(corbel::cdr::Reader& $in$) override { CustomMarshal::_decode_state($in$); }
                )");
            if (!state_with_values(value).empty()) out.line("void _release_state() override;");
        }
    }
    out.gap();
    out.text(R"(
        protected:
            $name$() = default;
            $name$(const $name$&) = default;
            ~$name$() override = default;
    )", {{"name", name}});
    {
        const Indented body{out};
        for (const auto& each : hidden) {
            out.gap();
            write_accessors(out, source, each, true);
        }
    }
    out.line("};");
    write_type_code(out, source, value);
}

// -- the class of its state -----------------------------------------------------------------------------------------

std::set<std::string> all_names(const ValueType& value) {
    std::set<std::string> names;
    for (const auto* each : value.contents) names.insert(escaped(*each));
    for (const auto* base : value.bases) names.merge(all_names(*base));
    for (const auto* each : all_supported(value))
        for (const auto* own : each->contents) names.insert(escaped(*own));
    return names;
}

std::vector<Field> obv_fields(const Source& source, const ValueType& value) {
    return fields_of(source, own_state(value), {Names::obv_path(value)}, all_names(value));
}

void write_some(Printer& out, const Source& source, const std::vector<Field>& fields,
                const std::vector<Member>& members) {
    for (const auto& member : members) {
        const auto found = std::ranges::find(fields, escaped(member.name), &Field::name);
        out.gap();
        write_accessors(out, source, *found, false);
    }
}

void write_obv_class(Printer& out, const Source& source, const ValueType& value) {
    const Place inside{Names::obv_path(value)};
    const Place outside{{inside.scope.begin(), inside.scope.end() - 1}};
    const auto fields = obv_fields(source, value);
    const auto state = whole_state(value);
    const auto name = escaped(value);
    const auto* base = value.stateful_base();
    const auto constructors = [&] {
        const Indented body{out};
        out.text("$name$() = default;", {{"name", name}});
        if (!state.empty())
            out.text("explicit $name$($parameters$);",
                     {{"name", name}, {"parameters", constructor_parameters(source, state, inside)}});
    };
    out.gap();
    out.text(R"(
        namespace obv {

        class $name$ : public virtual $value$$base$ {
        public:
    )", {{"name", name}, {"value", source.names.name(value, inside)},
         {"base", base ? ", public " + source.names.obv_name(*base, outside) : ""}});
    if (is_creatable(value)) constructors();
    {
        const Indented body{out};
        write_some(out, source, fields, own_state(value, true));
    }
    const auto hidden = own_state(value, false);
    if (!is_creatable(value) || !hidden.empty()) {
        out.gap();
        out.line("protected:");
        if (!is_creatable(value)) constructors();
        const Indented body{out};
        write_some(out, source, fields, hidden);
    }
    write_fields(out, fields);
    out.text(R"(
        };

        }  // namespace obv
    )");
}

// -- its factories --------------------------------------------------------------------------------------------------

void write_factory_class(Printer& out, const Source& source, const ValueType& value) {
    const Place inside{source.names.factory_path(value)};
    out.gap();
    out.text(R"(
        class $name$ : public virtual CORBA::ValueFactoryBase {
        public:
    )", {{"name", inside.scope.back()}});
    {
        const Indented body{out};
        for (const auto* each : value.contents) {
            if (each->kind != Kind::factory) continue;
            const auto& factory = static_cast<const Factory&>(*each);
            auto place = inside;
            std::vector<std::string> parameters;
            for (const auto& parameter : factory.parameters) {
                const auto name = source.names.parameter(parameter.name, inside);
                parameters.push_back(source.types.in(parameter.type, place) + " " + name);
                place.hidden.insert(name);
            }
            out.gap();
            out.text(R"(
                $comment$
                // IDL: $idl$
                virtual IDL::traits<$value$>::ref_type $name$($parameters$) = 0;
            )", {{"comment", documentation(factory.comment)}, {"idl", idl_text(factory, source.specification)},
                 {"value", source.names.name(value, inside)}, {"name", escaped(factory.name)},
                 {"parameters", joined(parameters)}});
        }
        if (is_creatable(value)) {
            out.gap();
            out.line("IDL::traits<CORBA::ValueBase>::ref_type create_for_unmarshal() override;");
        }
    }
    out.line("};");
}

// -- x.cpp ----------------------------------------------------------------------------------------------------------

void define_obv_constructor(Printer& out, const Source& source, const ValueType& value) {
    const auto state = whole_state(value);
    if (state.empty()) return;
    const Place inside{Names::obv_path(value)};
    std::vector<std::string> parts;
    if (const auto* base = value.stateful_base()) {
        std::vector<std::string> arguments;
        for (const auto& each : whole_state(*base))
            arguments.push_back(passed_on(each.type, source.names.parameter(each.name, inside)));
        parts.push_back(source.names.obv_name(*base, {{inside.scope.begin(), inside.scope.end() - 1}}) + "(" +
                        joined(arguments) + ")");
    }
    for (auto& each : initialisers(obv_fields(source, value))) parts.push_back(std::move(each));
    out.gap();
    out.text(R"(
        obv::$name$::$name$($parameters$)
            : $parts$ {}
    )", {{"name", escaped(value)}, {"parameters", constructor_parameters(source, state, inside)},
         {"parts", joined(parts)}});
}

void define_form(Printer& out, const Source& source, const ValueType& value) {
    const auto name = escaped(value);
    std::string rest;
    const auto* base = value.is_truncatable ? value.stateful_base() : nullptr;
    const auto base_form = base ? "&" + source.names.name(*base, place_inside(value)) + "::_form_" : "nullptr";
    if (value.is_custom) {
        rest = ", " + base_form + ", nullptr, true";
    } else if (is_creatable(value)) {
        rest = ", " + base_form + ", &corbel::create_value<obv::" + name + ">";
    } else if (base) {
        rest = ", " + base_form;
    }
    out.gap();
    out.text("constinit const corbel::ValueForm $name$::_form_{$name$::_repository_id_$rest$};",
             {{"name", name}, {"rest", rest}});
}

void define_state_function(Printer& out, const Source& source, const ValueType& value, const std::string& head,
                           const std::string& verb, const std::string& stream) {
    const auto inside = place_inside(value);
    const auto* base = value.stateful_base();
    const auto state = own_state(value);
    const bool is_empty = !base && state.empty();
    out.gap();
    out.line(head + (is_empty ? "" : stream) + (verb == "encode" ? ") const {" : ") {") + (is_empty ? "}" : ""));
    if (is_empty) return;
    {
        const Indented body{out};
        if (base)
            out.text("$base$::_$verb$_state($stream$);",
                     {{"base", source.names.name(*base, inside)}, {"verb", verb}, {"stream", stream}});
        for (const auto& each : state)
            out.text("corbel::$verb$($stream$, $name$());",
                     {{"verb", verb}, {"stream", stream}, {"name", escaped(each.name)}});
    }
    out.line("}");
}

void define_release(Printer& out, const Source& source, const ValueType& value) {
    const auto state = state_with_values(value);
    if (state.empty()) return;
    out.gap();
    out.line("void " + escaped(value) + "::_release_state() {");
    {
        const Indented body{out};
        if (const auto* base = value.stateful_base())
            out.text("$base$::_release_state();", {{"base", source.names.name(*base, place_inside(value))}});
        for (const auto& each : state) out.text("corbel::release($name$());", {{"name", escaped(each.name)}});
    }
    out.line("}");
}

}  // namespace

bool is_creatable(const ValueType& value) {
    return !value.is_abstract && !value.is_custom && !has_operations(value);
}

bool has_factory_class(const ValueType& value) { return has_factories(value) || is_creatable(value); }

std::string factory_type(const Source& source, const ValueType& value, const Place& place) {
    if (!has_factory_class(value)) return "CORBA::ValueFactoryBase";
    return source.names.name(source.names.factory_path(value), place);
}

void write_value_type(Printer& out, const Source& source, const ValueType& value) {
    if (!value.is_defined) return;
    write_class(out, source, value);
    if (value.is_abstract) return;
    write_obv_class(out, source, value);
    if (has_factory_class(value)) write_factory_class(out, source, value);
}

void define_value_type(Printer& out, const Source& source, const ValueType& value) {
    if (!value.is_defined || value.is_abstract) return;
    define_obv_constructor(out, source, value);
    define_form(out, source, value);
    if (!value.is_custom) {
        const auto head = "void " + escaped(value) + "::_";
        define_state_function(out, source, value, head + "encode_state(corbel::cdr::Writer& ", "encode",
                              source.names.ours("out"));
        define_state_function(out, source, value, head + "decode_state(corbel::cdr::Reader& ", "decode",
                              source.names.ours("in"));
    }
    define_release(out, source, value);
    if (is_creatable(value)) {
        out.gap();
        out.text(R"(
            IDL::traits<CORBA::ValueBase>::ref_type $factory$::create_for_unmarshal() {
                return CORBA::make_reference<obv::$name$>();
            }
        )", {{"factory", source.names.factory_path(value).back()}, {"name", escaped(value)}});
    }
}

// -- value boxes ----------------------------------------------------------------------------------------------------

void declare_value_box(Printer& out, const Source& source, const ValueBox& box) {
    const auto scope = qualified(place_of(box).scope);
    const auto declaration = "class " + escaped(box) + ";";
    out.gap();
    out.text(R"(
        $declaration$
        template <>
        struct IDL::traits<$name$> : corbel::value_box_traits<$name$, $type$> {};
    )", {{"declaration", scope.empty() ? declaration : "namespace " + scope + " { " + declaration + " }"},
         {"name", source.names.name(box, global)}, {"type", source.types.text(box.type, global)}});
}

void write_value_box(Printer& out, const Source& source, const ValueBox& box) {
    const auto inside = place_inside(box);
    const auto type = source.types.text(box.type, inside);
    const bool by_value = Types::is_by_value(box.type);
    const auto value = source.names.ours("value"), field = source.names.ours("value_");
    const auto moves = " { " + field + " = std::move(" + value + "); }";
    out.text(R"(
        $comment$
        class $name$ final : public virtual CORBA::ValueBase {
        public:
            using _traits_type = IDL::traits<$name$>;
            using _ref_type = IDL::traits<$name$>::ref_type;
            static constexpr const char* _repository_id_ = $id$;
            static const corbel::ValueForm _form_;

            $name$() = default;
            explicit $name$($type$ $value$) : $field$(std::move($value$)) {}

            $in$ _value() const { return $field$; }
            $type$& _value() { return $field$; }
            $by_value$
            $by_reference$
            $by_move$

            void swap($name$& $other$) noexcept { std::swap($field$, $other$.$field$); }
            friend void swap($name$& $one$, $name$& $other$) noexcept { $one$.swap($other$); }

            const corbel::ValueForm& _form() const override { return _form_; }
            void _encode_state(corbel::cdr::Writer& out) const override;
            void _decode_state(corbel::cdr::Reader& in) override;
            $release$

        private:
            $variable$;
        };
    )", {{"comment", documentation(box.comment)}, {"name", escaped(box)}, {"id", string_literal(box.repository_id)},
         {"type", type}, {"in", source.types.in(box.type, inside)},
         {"by_value", by_value ? "void _value(" + type + " " + value + ")" + moves : ""},
         {"by_reference",
          by_value ? "" : "void _value(const " + type + "& " + value + ") { " + field + " = " + value + "; }"},
         {"by_move", by_value ? "" : "void _value(" + type + "&& " + value + ")" + moves},
         {"field", field},
         {"release",
          Types::holds_values(box.type) ? "void _release_state() override { corbel::release(" + field + "); }" : ""},
         {"variable", source.types.variable(box.type, field, inside)}});
    write_type_code(out, source, box);
}

void define_value_box(Printer& out, const ValueBox& box) {
    out.gap();
    out.text(R"(
    constinit const corbel::ValueForm $name$::_form_{$name$::_repository_id_, nullptr, &corbel::create_value<$name$>};

    void $name$::_encode_state(corbel::cdr::Writer& $out$) const { corbel::encode($out$, _value()); }

    void $name$::_decode_state(corbel::cdr::Reader& $in$) { corbel::decode($in$, _value()); }
    )", {{"name", escaped(box)}});
}

}  // namespace corbel::idl::cpp11
