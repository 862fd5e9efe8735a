// SPDX-License-Identifier: BSL-1.0
// corbel list and corbel describe: what IDL files declare and what an object is.
#include <iostream>

#include "orb/engine/dynamic/idl_source.hpp"
#include "tools/corbel/idl.hpp"
#include "tools/corbel/idl_text.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* list_examples =
    "  corbel list --idl bank.idl                  # its interfaces\n"
    "  corbel list --idl bank.idl Bank::Account    # operations and attributes, inherited ones too";
constexpr const char* describe_examples =
    "  corbel describe --idl bank.idl                    # all of the file, and what it includes\n"
    "  corbel describe --idl bank.idl Bank::Account      # an interface, type, exception, constant or module, and what\n"
    "                                                    # it needs\n"
    "  corbel describe --idl bank.idl --alone Account    # without what it needs\n"
    "  corbel describe file:server.ior > server.idl      # the interface of an object whose server has a repository";

struct Wanted {
    IdlOptions idl;
    std::string name;
    bool alone = false;
};

void print_lines(const Tool& tool, const std::vector<std::string>& lines) {
    auto node = Node::array();
    for (const auto& each : lines) node.items.push_back(Node::string(each));
    if (tool.json) return tool.print(node);
    for (const auto& each : lines) std::cout << each << '\n';
}

void list(Tool& tool, const Wanted& wanted) {
    const auto model = load(tool, wanted.idl);
    std::vector<std::string> lines;
    if (wanted.name.empty()) {
        for (const auto& each : model->interfaces()) lines.push_back(each.name);
    } else {
        for (const auto* each : model->lineage(interface_named(*model, wanted.name))) {
            for (const auto& one : each->attributes) lines.push_back(idl_of(one, *model));
            for (const auto& one : each->operations) lines.push_back(idl_of(one, *model));
        }
    }
    print_lines(tool, lines);
}

void describe_it(Tool& tool, const Wanted& wanted) {
    if (wanted.name.empty() && wanted.idl.empty()) throw UsageError{"nothing to describe: give IDL, or an object"};
    auto definitions = load_repository(tool, wanted.idl);
    const auto* found = definition_named(definitions, wanted.name);
    if (!found) {
        const auto object = tool.reference(wanted.name);
        if (wanted.idl.empty()) definitions = load_repository_of(object);
        const auto& id = object.ior().type_id;
        found = definitions.find(id);
        if (!found) interface_named(definitions.model(), id);
    }
    const auto orb_idl = own_orb_idl(wanted.idl);
    const auto text = wanted.alone ? dynamic::idl_declaration(definitions, *found)
                                   : dynamic::idl_source(definitions, *found, {"orb.idl", &orb_idl});
    if (tool.json) tool.print(Node::string(text));
    else std::cout << text;
}

}  // namespace

void add_list(CLI::App& app, Tool& tool) {
    auto wanted = std::make_shared<Wanted>();
    auto* verb = add_verb(app, "list", "List the interfaces of IDL files, or the operations of one", list_examples);
    add_idl_options(*verb, wanted->idl);
    verb->add_option("INTERFACE", wanted->name, "List its operations and attributes");
    verb->callback([&tool, wanted] { list(tool, *wanted); });
}

void add_describe(CLI::App& app, Tool& tool) {
    auto wanted = std::make_shared<Wanted>();
    auto* verb = add_verb(app, "describe", "Print the IDL of a file, a name or an object, for people and compilers",
                          describe_examples);
    add_idl_options(*verb, wanted->idl);
    verb->add_flag("--alone", wanted->alone, "Only the declaration, without what it needs");
    verb->add_option("NAME", wanted->name, "A scoped name, a repository id, or a reference as other verbs take it");
    verb->callback([&tool, wanted] { describe_it(tool, *wanted); });
}

}  // namespace corbel::tool
