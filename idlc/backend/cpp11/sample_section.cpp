// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// "Bench_Target_servant", at global scope.
std::string class_name(const Interface& interface) { return joined(interface.path(), "_") + "_servant"; }

template <class Write>
void for_each_sample(const Source& source, Write write) {
    for (const auto* each : interfaces_with_skeleton(source.specification))
        if (!each->is_abstract) write(*each);
}

/// With the names of parameters as comments: nothing uses them yet.
std::string unnamed_parameters(const Source& source, const Callable& callable, const Place& place) {
    std::vector<std::string> list;
    for (const auto& each : callable.parameters)
        list.push_back(source.types.parameter(each.direction, each.type, place) + " /*" + each.name + "*/");
    return joined(list);
}

}  // namespace

void write_sample_declarations(Printer& out, const Source& source) {
    for_each_sample(source, [&](const Interface& interface) {
        // The class finds the names of the skeletons.
        const auto place = Place{Names::skeleton_path(interface)};
        out.gap();
        out.text(R"(
            $comment$
            class $class$ : public virtual CORBA::servant_traits<$interface$>::base_type {
            public:
        )", {{"comment", documentation(interface.comment)}, {"class", class_name(interface)},
             {"interface", source.names.name(interface, {})}});
        {
            const Indented body{out};
            for (const auto* each : with_bases(interface))
                for (const auto& callable : callables(source, each->contents)) {
                    const auto head = signature(source, callable, place, place);
                    if (!callable.idl.empty()) out.gap();
                    out.text(R"(
                        $comment$
                        $idl$
                        $result$ $name$($parameters$) override;
                    )", {{"comment", callable.comment}, {"idl", idl_comment(callable)}, {"result", head.result},
                         {"name", head.name}, {"parameters", head.parameters}});
                }
        }
        out.line("};");
    });
}

void write_sample_definitions(Printer& out, const Source& source) {
    for_each_sample(source, [&](const Interface& interface) {
        const auto place = Place{Names::skeleton_path(interface)};
        for (const auto* each : with_bases(interface))
            for (const auto& callable : callables(source, each->contents)) {
                out.gap();
                out.text(R"(
                    $result$ $class$::$name$($parameters$) {
                        throw CORBA::NO_IMPLEMENT{};
                    }
                )", {{"result", source.types.text(callable.result, {})}, {"class", class_name(interface)},
                     {"name", callable.name}, {"parameters", unnamed_parameters(source, callable, place)}});
            }
    });
}

}  // namespace corbel::idl::cpp11
