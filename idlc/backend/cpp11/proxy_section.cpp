// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

const Type no_result{Primitive::void_};

/// Whatever file declares them first: the header of the one that defines them says what they are.
Declarations to_declare(const Specification& specification) {
    Declarations list;
    for (const auto* each : main_declarations(specification))
        if (each->kind == Kind::interface || each->kind == Kind::value_type) list.push_back(each);
    return list;
}

void declare_class(Printer& out, const Path& scope, const std::string& name) {
    const auto declaration = "class " + name + ";";
    out.line(scope.empty() ? declaration : "namespace " + qualified(scope) + " { " + declaration + " }");
}

void declare_classes(Printer& out, const Source& source, const Declaration& declaration) {
    const auto scope = place_of(declaration).scope;
    declare_class(out, scope, escaped(declaration));
    if (declaration.kind != Kind::value_type) return;
    const auto& value = static_cast<const ValueType&>(declaration);
    if (value.is_abstract) return;
    auto state = Names::obv_path(value);
    state.pop_back();
    declare_class(out, state, escaped(declaration));
    if (factory_type(source, value, {scope}) != "CORBA::ValueFactoryBase")
        declare_class(out, scope, source.names.factory_path(value).back());
}

std::string traits_of(const Source& source, const Declaration& declaration) {
    const auto name = Names::rooted(declaration);
    if (declaration.kind == Kind::interface) {
        const auto& interface = static_cast<const Interface&>(declaration);
        const std::string kind = is_local(interface) ? "local_" : interface.is_abstract ? "abstract_" : "";
        return "corbel::" + kind + "interface_traits<" + name + ">";
    }
    const auto& value = static_cast<const ValueType&>(declaration);
    if (value.is_abstract) return "corbel::abstract_value_traits<" + name + ">";
    return (value.is_truncatable ? "corbel::truncatable_value_traits<" : "corbel::value_traits<") + name + ", " +
           source.names.obv_name(value, {}) + ", " + factory_type(source, value, {}) + ">";
}

std::vector<Parameter> named_parameters(const Source& source, const Operation& operation) {
    auto list = operation.parameters;
    std::set<std::string> taken;
    for (auto& each : list) taken.insert(escaped(each.name));
    for (auto& each : list) {
        auto name = source.names.parameter(each.name, place_of(operation));
        each.name = name == escaped(each.name) ? name : unused(std::move(name), taken);
    }
    return list;
}

Callable callable(const Source& source, const Operation& operation) {
    return {operation.name, source.names.ours("on_" + operation.name), escaped(operation.name), operation.result,
            named_parameters(source, operation), operation.raises, operation.is_oneway, !operation.context.empty(),
            idl_text(operation, source.specification), documentation(operation.comment)};
}

Callable getter(const Source& source, const Attribute& attribute) {
    return {"_get_" + attribute.name, source.names.ours("get_" + attribute.name), escaped(attribute.name),
            attribute.type, {}, attribute.get_raises, false, false, idl_text(attribute, source.specification),
            documentation(attribute.comment)};
}

Callable setter(const Source& source, const Attribute& attribute) {
    return {"_set_" + attribute.name, source.names.ours("set_" + attribute.name), escaped(attribute.name), &no_result,
            {{Direction::in, source.names.ours("value"), attribute.type, attribute.location}}, attribute.set_raises,
            false, false, {}, {}};
}

/// What has no base of its own kind begins with CORBA's.
std::string bases_of(const Source& source, const Interface& interface) {
    std::vector<std::string> bases;
    for (const auto* base : interface.bases)
        bases.push_back("public virtual " + source.names.name(*base, place_of(interface)));
    if (is_local(interface)) {
        if (!std::ranges::any_of(interface.bases, [](const auto* base) { return is_local(*base); }))
            bases.push_back("public virtual CORBA::LocalObject");
    } else if (interface.is_abstract) {
        if (bases.empty()) bases.push_back("public virtual CORBA::AbstractBase");
    } else if (std::ranges::all_of(interface.bases, &Interface::is_abstract)) {
        bases.push_back("public virtual CORBA::Object");
    }
    return joined(bases);
}

void add_remote_bases(std::vector<const Interface*>& list, const Interface& interface) {
    for (const auto* base : interface.bases) {
        if (is_provided_local(*base) || is_local(*base) || std::ranges::count(list, base)) continue;
        add_remote_bases(list, *base);
        list.push_back(base);
    }
}

void declare_operation(Printer& out, const Source& source, const Callable& callable, const Place& inside,
                       bool overrides, bool is_pure) {
    if (!callable.idl.empty()) out.gap();
    const auto head = signature(source, callable, inside, inside);
    out.text(R"(
        $comment$
        $idl$
        $virtual$$result$ $name$($parameters$)$override$$pure$;
    )", {{"comment", overrides ? "" : callable.comment}, {"idl", idl_comment(callable)},
         {"virtual", overrides ? "" : "virtual "}, {"result", head.result}, {"name", head.name},
         {"parameters", head.parameters}, {"override", overrides ? " override" : ""}, {"pure", is_pure ? " = 0" : ""}});
}

/// `index`: of the operation in the table of its skeleton.
void write_proxy(Printer& out, const Source& source, const Interface& interface, const Callable& callable,
                 std::size_t index) {
    auto inside = place_inside(interface);
    const auto taken = parameter_names(callable);
    const auto head = signature(source, callable, place_of(interface), inside);
    const auto operation = source.names.ours("operation", taken);
    const auto result = source.names.ours("result", taken);
    inside.hidden = taken;
    inside.hidden.insert({operation, result});

    std::vector<std::string> arguments;
    std::vector<std::string> results;
    const bool has_result = !callable.result->is(Primitive::void_);
    if (has_result) results.push_back(result);
    for (const auto& each : callable.parameters) {
        if (each.direction != Direction::out) arguments.push_back(each.name);
        if (each.direction != Direction::in) results.push_back(each.name);
    }
    if (callable.has_context) arguments.push_back("corbel::RequestContext{}");
    std::vector<std::string> raises;
    for (const auto* each : callable.raises) raises.push_back(source.names.name(*each, inside));
    const auto list = [](const char* kind, const std::vector<std::string>& values) {
        return values.empty() ? "{}" : kind + ("(" + joined(values) + ")");
    };

    out.gap();
    out.text(R"(
        $idl$
        $result$ $class$::$name$($parameters$) {
    )", {{"idl", idl_comment(callable)}, {"result", head.result}, {"class", escaped(interface)},
         {"name", head.name}, {"parameters", head.parameters}});
    const Indented body{out};
    if (callable.is_oneway) {
        out.text("corbel::send(_reference(), \"$wire_name$\", $arguments$);",
                 {{"wire_name", callable.wire_name}, {"arguments", list("corbel::in", arguments)}});
    } else {
        out.text("static constexpr corbel::CalledOperation $operation${\"$wire_name$\", &_repository_id_, "
                 "$index$$raises$};",
                 {{"operation", operation}, {"wire_name", callable.wire_name}, {"index", std::to_string(index)},
                  {"raises", raises.empty() ? "" : ", corbel::raises<" + joined(raises) + ">"}});
        if (has_result) out.line(source.types.variable(callable.result, result, inside) + ";");
        out.text("corbel::call($reference$, $operation$, $arguments$, $results$);",
                 {{"reference", interface.is_abstract ? "corbel::reference_of(*this)" : "_reference()"},
                  {"operation", operation}, {"arguments", list("corbel::in", arguments)},
                  {"results", list("corbel::out", results)}});
        if (has_result) out.line("return " + result + ";");
    }
    out.outdent();
    out.line("}");
    out.indent();
}

}  // namespace

std::vector<Callable> callables(const Source& source, const Declarations& contents) {
    std::vector<Callable> list;
    for (const auto* each : contents) {
        if (each->kind == Kind::operation) list.push_back(callable(source, static_cast<const Operation&>(*each)));
        if (each->kind != Kind::attribute) continue;
        const auto& attribute = static_cast<const Attribute&>(*each);
        list.push_back(getter(source, attribute));
        if (!attribute.is_readonly) list.push_back(setter(source, attribute));
    }
    return list;
}

std::string idl_comment(const Callable& callable) { return callable.idl.empty() ? "" : "// IDL: " + callable.idl; }

std::set<std::string> parameter_names(const Callable& callable) {
    std::set<std::string> names;
    for (const auto& each : callable.parameters) names.insert(each.name);
    return names;
}

Signature signature(const Source& source, const Callable& callable, const Place& result, const Place& parameters) {
    auto place = parameters;
    std::vector<std::string> list;
    for (const auto& each : callable.parameters) {
        list.push_back(source.types.parameter(each.direction, each.type, place) + " " + each.name);
        place.hidden.insert(each.name);
    }
    return {source.types.text(callable.result, result), callable.name, joined(list)};
}

void write_forward_declarations(Printer& out, const Source& source) {
    declare_interfaces(out, source, to_declare(source.specification));
}

void declare_interfaces(Printer& out, const Source& source, const Declarations& list) {
    for (const auto* each : list) declare_classes(out, source, *each);
    out.gap();
    for (const auto* each : list)
        out.text(R"(
            template <>
            struct IDL::traits<$name$> : $traits$ {};
        )", {{"name", source.names.name(*each, {})}, {"traits", traits_of(source, *each)}});
}

void write_interface(Printer& out, const Source& source, const Interface& interface) {
    const auto inside = place_inside(interface);
    const auto name = escaped(interface);
    out.text(R"(
        $comment$
        class $name$ : $bases$ {
        public:
            using _traits_type = IDL::traits<$name$>;
            using _ref_type = IDL::traits<$name$>::ref_type;
            static constexpr const char* _repository_id_ = $id$;
    )", {{"comment", documentation(interface.comment)}, {"name", name}, {"bases", bases_of(source, interface)},
         {"id", string_literal(interface.repository_id)}});
    {
        const Indented body{out};
        out.gap();
        write_nested(out, source, interface);
        for (const auto& each : callables(source, interface.contents))
            declare_operation(out, source, each, inside, false, is_local(interface));
        // What others would do for it, a local object does itself.
        std::vector<const Interface*> remote;
        if (is_local(interface)) add_remote_bases(remote, interface);
        for (const auto* base : remote)
            for (const auto& each : callables(source, base->contents))
                declare_operation(out, source, each, inside, true, true);
    }
    out.gap();
    out.text(R"(
        protected:
            $name$() = default;
            $copy$
            ~$name$() override = default;
        };
    )", {{"name", name}, {"copy", interface.is_abstract ? name + "(const " + name + "&) = default;" : ""}});
}

void write_proxies(Printer& out, const Source& source) {
    write_proxies(out, source, interfaces_with_skeleton(source.specification));
}

void write_proxies(Printer& out, const Source& source, const Interfaces& interfaces) {
    Namespaces namespaces{out};
    for (const auto* interface : interfaces) {
        const auto list = callables(source, interface->contents);
        for (const auto& callable : list) {
            namespaces.enter_module_of(*interface);
            const auto index = std::ranges::count_if(
                list, [&](const auto& each) { return each.wire_name < callable.wire_name; });
            write_proxy(out, source, *interface, callable, static_cast<std::size_t>(index));
        }
    }
}

}  // namespace corbel::idl::cpp11
