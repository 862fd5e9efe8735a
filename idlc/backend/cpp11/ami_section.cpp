// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/implied_idl.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// A callable and how it is called asynchronously.
struct Sending {
    Callable call;
    AsynchronousOperation names;
};

std::vector<Sending> sendings(const Source& source, const AsynchronousInterface& interface) {
    std::vector<Sending> list;
    for (auto& each : callables(source, interface.contents))
        if (!each.is_oneway) list.push_back({std::move(each), interface.operations[list.size()]});
    return list;
}

Interfaces handlers_of(const ImpliedIdl& implied) {
    Interfaces list;
    for (const auto* each : implied.interfaces()) list.push_back(each->handler);
    return list;
}

/// What is sent: the handler in front of the in and inout parameters.
Callable sendc(const Callable& call, const std::string& name) {
    auto sent = call;
    sent.name = escaped(name);
    std::erase_if(sent.parameters, [](const auto& each) { return each.direction == Direction::out; });
    for (auto& each : sent.parameters) each.direction = Direction::in;
    return sent;
}

std::string parameters_of(const Source& source, const AsynchronousInterface& interface, const Callable& sent,
                          const std::string& handler, Place place) {
    std::vector<std::string> list{"IDL::traits<" + source.names.name(*interface.handler, place) + ">::ref_type " +
                                  handler};
    place.hidden.insert(handler);
    for (const auto& each : sent.parameters) {
        list.push_back(source.types.in(each.type, place) + " " + each.name);
        place.hidden.insert(each.name);
    }
    return joined(list);
}

std::string bases_of(const Source& source, const AsynchronousInterface& interface, const Place& place) {
    std::vector<std::string> bases{"public virtual " + source.names.name(*interface.synchronous, place)};
    for (const auto* base : interface.bases)
        bases.push_back("public virtual " +
                        source.names.name(Names::asynchronous_path(*base->synchronous), place));
    return joined(bases);
}

void declare_stub(Printer& out, const Source& source, const AsynchronousInterface& interface) {
    const auto path = Names::asynchronous_path(*interface.synchronous);
    const Place inside{path};
    const Place outside{{path.begin(), path.end() - 1}};
    out.gap();
    out.text(R"(
        $comment$
        class $name$ : $bases$ {
        public:
            using _ref_type = CORBA::amic_traits<$interface$>::ref_type;
    )", {{"comment", documentation(interface.synchronous->comment)}, {"name", path.back()},
         {"bases", bases_of(source, interface, outside)}, {"interface", Names::rooted(*interface.synchronous)}});
    {
        const Indented body{out};
        for (const auto& each : sendings(source, interface)) {
            const auto sent = sendc(each.call, each.names.sending);
            const auto handler = source.names.ours("ami_handler", parameter_names(sent));
            if (!sent.idl.empty()) out.gap();
            out.text(R"(
                $idl$
                virtual void $name$($parameters$);
            )", {{"idl", idl_comment(sent)}, {"name", sent.name},
                 {"parameters", parameters_of(source, interface, sent, handler, inside)}});
        }
    }
    out.gap();
    out.text(R"(
        protected:
            $name$() = default;
            ~$name$() override = default;
        };
    )", {{"name", path.back()}});
}

void declare_traits(Printer& out, const AsynchronousInterface& interface) {
    out.text(R"(
        template <>
        struct CORBA::amic_traits<$interface$>
            : corbel::asynchronous_traits<$interface$, $stub$, $handler$> {};
    )", {{"interface", Names::rooted(*interface.synchronous)},
         {"stub", "::" + qualified(Names::asynchronous_path(*interface.synchronous))},
         {"handler", Names::rooted(*interface.handler)}});
}

/// What the answer holds, in its order.
std::vector<std::string> results_of(const Source& source, const Callable& call, const Place& place) {
    std::vector<std::string> results;
    if (!call.result->is(Primitive::void_)) results.push_back(source.types.text(call.result, place));
    for (const auto& each : call.parameters)
        if (each.direction != Direction::in) results.push_back(source.types.text(each.type, place));
    return results;
}

void define_sending(Printer& out, const Source& source, const AsynchronousInterface& interface,
                    const Sending& sending) {
    const auto& [call, names] = sending;
    const auto path = Names::asynchronous_path(*interface.synchronous);
    const auto sent = sendc(call, names.sending);
    auto taken = parameter_names(sent);
    const auto handler = source.names.ours("ami_handler", taken);
    taken.insert(handler);
    const Place inside{path, taken};
    std::vector<std::string> arguments, raises;
    for (const auto& each : sent.parameters) arguments.push_back(each.name);
    if (call.has_context) arguments.push_back("corbel::RequestContext{}");
    for (const auto* each : call.raises) raises.push_back(source.names.name(*each, inside));
    out.gap();
    out.text(R"(
        $idl$
        void $class$::$name$($parameters$) {
            corbel::CallbackCall<$results$> $call${*this, "$wire_name$"$raises$};
            $call$.answer_to($handler$, "$reply$", "$exception$");
            $call$.send($arguments$);
        }
    )", {{"idl", idl_comment(call)}, {"class", path.back()}, {"name", sent.name},
         {"parameters", parameters_of(source, interface, sent, handler, {path})},
         {"results", joined(results_of(source, call, inside))}, {"call", source.names.ours("call", taken)},
         {"wire_name", call.wire_name}, {"raises", raises.empty() ? "" : ", corbel::raises<" + joined(raises) + ">"},
         {"handler", handler}, {"reply", names.reply}, {"exception", names.exception},
         {"arguments", joined(arguments)}});
}

/// The operations of the handler, and what each exception holder of theirs may hold.
std::vector<Callable> handling(const Source& source, const AsynchronousInterface& interface) {
    auto list = callables(source, interface.handler->contents);
    const auto sent = sendings(source, interface);
    for (std::size_t i = 0; i < sent.size(); ++i) list[2 * i + 1].held = sent[i].call.raises;
    return list;
}

}  // namespace

void write_asynchronous_declarations(Printer& out, const Source& source, const ImpliedIdl& implied) {
    const auto handlers = handlers_of(implied);
    Declarations declared{handlers.begin(), handlers.end()};
    declare_interfaces(out, source, declared);
    out.gap();
    Namespaces namespaces{out};
    for (const auto* each : handlers) {
        namespaces.enter_module_of(*each);
        out.gap();
        write_interface(out, source, *each);
    }
    namespaces.enter({});
    write_skeleton_declarations(out, source, handlers);
    out.gap();
    for (const auto* each : implied.interfaces()) {
        auto path = Names::asynchronous_path(*each->synchronous);
        const auto name = path.back();
        path.pop_back();
        const auto declaration = "class " + name + ";";
        out.line(path.empty() ? declaration : "namespace " + qualified(path) + " { " + declaration + " }");
    }
    for (const auto* each : implied.interfaces()) declare_traits(out, *each);
    for (const auto* each : implied.interfaces()) {
        auto path = Names::asynchronous_path(*each->synchronous);
        path.pop_back();
        namespaces.enter(path);
        declare_stub(out, source, *each);
    }
}

void write_asynchronous_definitions(Printer& out, const Source& source, const ImpliedIdl& implied) {
    write_proxies(out, source, handlers_of(implied));
    for (const auto* each : implied.interfaces()) define_skeleton(out, source, *each->handler, handling(source, *each));
    Namespaces namespaces{out};
    for (const auto* each : implied.interfaces()) {
        auto path = Names::asynchronous_path(*each->synchronous);
        path.pop_back();
        for (const auto& sending : sendings(source, *each)) {
            namespaces.enter(path);
            define_sending(out, source, *each, sending);
        }
    }
}

}  // namespace corbel::idl::cpp11
