// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/backend/cpp11/fields.hpp"
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

const Place global;

Path parent(Path path) {
    path.pop_back();
    return path;
}

/// Interfaces of the library (Policy, Current) have none: their objects are local.
std::vector<std::string> base_skeletons(const Source& source, const Interface& interface, const Place& place) {
    std::vector<std::string> names;
    for (const auto* base : interface.bases)
        if (!is_provided_local(*base)) names.push_back(source.names.skeleton_name(*base, place));
    return names;
}

void declare_skeleton(Printer& out, const Source& source, const Interface& interface) {
    const Place inside{Names::skeleton_path(interface)};
    const Place outside{parent(inside.scope)};
    const auto list = callables(source, interface.contents);
    auto bases = base_skeletons(source, interface, outside);
    if (bases.empty()) bases.push_back("PortableServer::ServantBase");
    for (auto& each : bases) each = "public virtual " + each;
    out.gap();
    out.text(R"(
        $comment$
        class $name$ : $bases$ {
        public:
    )", {{"comment", documentation(interface.comment)}, {"name", inside.scope.back()}, {"bases", joined(bases)}});
    {
        const Indented body{out};
        for (const auto& each : list) {
            const auto head = signature(source, each, inside, inside);
            if (!each.idl.empty()) out.gap();
            out.text(R"(
                $idl$
                virtual $result$ $name$($parameters$) = 0;
            )", {{"idl", idl_comment(each)}, {"result", head.result}, {"name", head.name},
                 {"parameters", head.parameters}});
        }
        out.gap();
        out.text(R"(
            $this$
            std::string_view repository_id() const override;
            bool is_a(std::string_view id) const override;
        )", {{"this", interface.is_abstract
                          ? ""
                          : "IDL::traits<" + source.names.name(interface, inside) + ">::ref_type _this();"}});
    }
    out.gap();
    out.text(R"(
        protected:
            bool _dispatch(corbel::ServerCall& call) override;
        };
    )");
}

/// An object of any class in place of a servant's: it must have the operations, and need derive from nothing.
void declare_tie(Printer& out, const Source& source, const Interface& interface) {
    const Place inside{Names::skeleton_path(interface)};
    const auto name = inside.scope.back();
    const auto tie = interface.name + "_tie";
    std::set<std::string> taken;
    for (const auto* each : with_bases(interface))
        for (const auto& callable : callables(source, each->contents)) {
            taken.insert(callable.name);
            taken.merge(parameter_names(callable));
        }
    const auto type = source.names.ours("T", taken), field = source.names.ours("tied_", taken);
    out.gap();
    out.text(R"(
        template <class $T$>
        class $tie$ : public virtual $name$ {
        public:
            explicit $tie$(std::shared_ptr<$T$> $tied$) : $field$(std::move($tied$)) {}

            const std::shared_ptr<$T$>& _tied_object() const { return $field$; }
            void _tied_object(std::shared_ptr<$T$> $tied$) { $field$ = std::move($tied$); }

    )", {{"tie", tie}, {"name", name}, {"T", type}, {"field", field}, {"tied", source.names.ours("tied")}});
    {
        const Indented body{out};
        for (const auto* each : with_bases(interface))
            for (const auto& callable : callables(source, each->contents)) {
                const auto head = signature(source, callable, inside, inside);
                std::vector<std::string> arguments;
                for (const auto& parameter : callable.parameters)
                    arguments.push_back(parameter.direction == Direction::in
                                            ? passed_on(parameter.type, parameter.name)
                                            : parameter.name);
                out.text("$result$ $name$($parameters$) override { $return$$field$->$name$($arguments$); }",
                         {{"field", field}, {"result", head.result}, {"name", head.name},
                          {"parameters", head.parameters},
                          {"return", callable.result->is(Primitive::void_) ? "" : "return "},
                          {"arguments", joined(arguments)}});
            }
    }
    out.gap();
    out.text(R"(
        private:
            std::shared_ptr<$T$> $field$;
        };
    )", {{"T", type}, {"field", field}});
}

/// One function for each operation: arguments in, the servant's member, results out.
void write_upcall(Printer& out, const Source& source, const Interface& interface, const Callable& callable) {
    const auto taken = parameter_names(callable);
    const auto servant = source.names.ours("servant", taken);
    const auto call = source.names.ours("call", taken);
    const auto result = source.names.ours("result", taken);
    const Place place{{}, taken};

    std::vector<std::string> arguments;
    std::vector<std::string> all;
    std::vector<std::string> results;
    const bool has_result = !callable.result->is(Primitive::void_);
    if (has_result) results.push_back(result);
    for (const auto& each : callable.parameters) {
        all.push_back(each.name);
        if (each.direction != Direction::out) arguments.push_back(each.name);
        if (each.direction != Direction::in) results.push_back(each.name);
    }
    const auto context = source.names.ours("context", taken);
    if (callable.has_context) arguments.push_back(context);
    const auto declare = [&](bool outs) {
        const Indented body{out};
        for (const auto& each : callable.parameters)
            if ((each.direction == Direction::out) == outs)
                out.line(source.types.variable(each.type, each.name, place) + ";");
    };

    out.gap();
    out.text("void $function$($skeleton$& $servant$, corbel::ServerCall& $call$) {",
             {{"function", callable.function}, {"skeleton", source.names.skeleton_name(interface, global)},
              {"servant", servant}, {"call", call}});
    declare(false);
    const Indented body{out};
    if (callable.has_context) out.line("corbel::RequestContext " + context + ";");
    out.text("$call$.arguments($arguments$);", {{"call", call}, {"arguments", joined(arguments)}});
    if (!callable.held.empty()) {
        std::vector<std::string> held;
        for (const auto* each : callable.held) held.push_back(source.names.name(*each, place));
        out.text("$holder$->_may_raise(corbel::raises<$held$>);",
                 {{"holder", arguments.front()}, {"held", joined(held)}});
    }
    out.outdent();
    declare(true);
    out.indent();
    out.text(R"(
        $result$$servant$.$name$($all$);
        $call$.reply($results$);
    )", {{"result", has_result ? "const auto " + result + " = " : ""}, {"servant", servant}, {"name", callable.name},
         {"all", joined(all)}, {"call", call}, {"results", joined(results)}});
    out.outdent();
    out.line("}");
    out.indent();
}

void write_dispatch(Printer& out, const Source& source, const Interface& interface, std::vector<Callable> list) {
    const Place inside{Names::skeleton_path(interface)};
    const auto call = source.names.ours("call"), operations = source.names.ours("operations");
    std::string chain;
    for (const auto& base : base_skeletons(source, interface, inside)) {
        if (!chain.empty() || !list.empty()) chain += " || ";
        chain += base + "::_dispatch(" + call + ")";
    }
    out.gap();
    out.text("bool $skeleton$::_dispatch(corbel::ServerCall&$call$) {",
             {{"skeleton", qualified(inside.scope)}, {"call", list.empty() && chain.empty() ? "" : " " + call}});
    const Indented body{out};
    if (!list.empty()) {
        std::ranges::sort(list, {}, &Callable::wire_name);
        out.text("static constexpr corbel::Operation<$class$> $operations$[] = {",
                 {{"class", inside.scope.back()}, {"operations", operations}});
        const Indented table{out};
        for (const auto& each : list) {
            std::vector<std::string> raises;
            for (const auto* exception : each.raises) raises.push_back(source.names.name(*exception, inside));
            out.text("{\"$wire_name$\", &$function$, $raises$},",
                     {{"wire_name", each.wire_name}, {"function", source.names.rooted(each.function, inside)},
                      {"raises", raises.empty() ? "{}" : "corbel::raises<" + joined(raises) + ">"}});
        }
        out.outdent();
        out.line("};");
        out.indent();
        chain = "corbel::dispatch<" + source.names.name(interface, inside) + ">(*this, " + operations + ", " +
                call + ")" + chain;
    }
    out.line("return " + (chain.empty() ? "false" : chain) + ";");
    out.outdent();
    out.line("}");
    out.indent();
}

std::string tie_type(const Interface& interface) {
    auto path = Names::skeleton_path(interface);
    path.back() = interface.name + "_tie";
    return "    template <class T>\n    using tie_type = ::" + qualified(path) + "<T>;";
}

}  // namespace

void define_skeleton(Printer& out, const Source& source, const Interface& interface,
                     const std::vector<Callable>& list) {
    const Place inside{Names::skeleton_path(interface)};
    if (!list.empty()) {
        out.gap();
        out.line("namespace {");
        for (const auto& each : list) write_upcall(out, source, interface, each);
        out.gap();
        out.line("}  // namespace");
    }
    const auto id = source.names.ours("id");
    std::string is_a = id + " == " + source.names.name(interface, inside) + "::_repository_id_";
    for (const auto& base : base_skeletons(source, interface, inside)) is_a += " || " + base + "::is_a(" + id + ")";
    write_dispatch(out, source, interface, list);
    out.gap();
    out.text(R"(
        bool $skeleton$::is_a(std::string_view $id$) const {
            return $is_a$;
        }

        std::string_view $skeleton$::repository_id() const { return $interface$::_repository_id_; }
    )", {{"skeleton", qualified(inside.scope)}, {"id", id}, {"is_a", is_a},
         {"interface", source.names.name(interface, inside)}});
    if (interface.is_abstract) return;
    out.gap();
    out.text(R"(
        IDL::traits<$global_interface$>::ref_type $skeleton$::_this() {
            return corbel::this_reference<$interface$>(*this);
        }
    )", {{"skeleton", qualified(inside.scope)}, {"interface", source.names.name(interface, inside)},
         {"global_interface", source.names.name(interface, global)}});
}

Interfaces interfaces_with_skeleton(const Specification& specification) {
    Interfaces interfaces;
    for (const auto* each : main_declarations(specification)) {
        if (each->kind != Kind::interface) continue;
        const auto* interface = static_cast<const Interface*>(each);
        if (!is_local(*interface)) interfaces.push_back(interface);
    }
    return interfaces;
}

Interfaces with_bases(const Interface& interface) {
    Interfaces list;
    for (const auto* base : interface.bases)
        for (const auto* each : with_bases(*base))
            if (!is_provided_local(*each) && !std::ranges::count(list, each)) list.push_back(each);
    list.push_back(&interface);
    return list;
}

void write_skeleton_declarations(Printer& out, const Source& source) {
    write_skeleton_declarations(out, source, interfaces_with_skeleton(source.specification));
    for (const auto* each : main_declarations(source.specification))
        if (each->kind == Kind::value_type)
            for (const auto* supported : static_cast<const ValueType*>(each)->supports)
                if (!supported->is_abstract && !is_local(*supported))
                    out.text(R"(
                        template <>
                        struct CORBA::servant_traits<$value$> : CORBA::servant_traits<$interface$> {};
                    )", {{"value", Names::rooted(*each)},
                         {"interface", Names::rooted(*supported)}});
}

void write_skeleton_declarations(Printer& out, const Source& source, const Interfaces& interfaces) {
    Namespaces namespaces{out};
    for (const auto* each : interfaces) {
        namespaces.enter(parent(Names::skeleton_path(*each)));
        declare_skeleton(out, source, *each);
        if (source.options.ties && !each->is_abstract) declare_tie(out, source, *each);
    }
    namespaces.enter({});
    out.gap();
    for (const auto* each : interfaces)
        if (!each->is_abstract)
            out.text(R"(
                template <>
                struct CORBA::servant_traits<$interface$> : corbel::skeleton_traits<$interface$, $skeleton$> {$end$
                $tie$
            )", {{"interface", Names::rooted(*each)},
                 {"skeleton", "::" + qualified(Names::skeleton_path(*each))}, {"end", source.options.ties ? "" : "};"},
                 {"tie", source.options.ties ? tie_type(*each) + "\n};" : ""}});
}

void write_skeleton_definitions(Printer& out, const Source& source) {
    for (const auto* each : interfaces_with_skeleton(source.specification))
        define_skeleton(out, source, *each, callables(source, each->contents));
}

}  // namespace corbel::idl::cpp11
