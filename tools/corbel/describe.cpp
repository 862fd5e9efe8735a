// SPDX-License-Identifier: BSL-1.0
// corbel list and corbel describe: what IDL files declare and what an object is.
#include <filesystem>
#include <iostream>
#include <utility>

#include "orb/engine/dynamic/idl_source.hpp"
#include "orb/json/value_form.hpp"
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
    "  corbel describe bank.idl                          # all of the file, and what it includes; --idl bank.idl is\n"
    "                                                    # the same\n"
    "  corbel describe --idl bank.idl Bank::Account      # an interface, type, exception, constant or module,"
    " and what\n"
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

void find_names(const dynamic::Definition& scope, std::vector<std::string>& names) {
    for (const auto& each : scope.contents) {
        if (each->kind != dynamic::DefinitionKind::value_member) names.push_back(each->scoped_name());
        find_names(*each, names);
    }
}

[[noreturn]] void refuse_name(const dynamic::Repository& definitions, const std::string& name,
                              const std::string& why = {}) {
    std::vector<std::string> names;
    find_names(definitions.root(), names);
    const auto hint = json::nearest(name, names);
    throw UsageError{"the IDL has no " + name + (hint.empty() ? "" : "; did you mean " + hint + "?") + why};
}

bool is_scoped_name(const std::string& name) {
    if (name.starts_with("IDL:")) return true;
    return name.find("::") != name.npos && name.find_first_of("/@[.") == name.npos && !name.starts_with("corbaloc:");
}

/// The object of a NAME that the IDL does not have.
Reference object(Tool& tool, const Wanted& wanted, const dynamic::Repository& definitions) {
    if (wanted.idl.empty()) return tool.reference(wanted.name);
    if (is_scoped_name(wanted.name)) refuse_name(definitions, wanted.name);
    if (wanted.name.find_first_of(":/.") != wanted.name.npos) return tool.reference(wanted.name);
    try {
        return tool.reference(wanted.name);
    } catch (const SystemError& error) {
        refuse_name(definitions, wanted.name, "; " + error.text());
    }
}

/// NAME may be the file of IDL itself.
void take_file(Wanted& wanted) {
    std::error_code ignored;
    if (!wanted.idl.empty() || !std::filesystem::is_regular_file(wanted.name, ignored)) return;
    const auto ending = std::filesystem::path{wanted.name}.extension();
    if (ending == ".idl") wanted.idl.files.push_back(std::exchange(wanted.name, {}));
    else if (ending == ".otl") wanted.idl.type_libraries.push_back(std::exchange(wanted.name, {}));
}

void describe_it(Tool& tool, Wanted wanted) {
    take_file(wanted);
    if (wanted.name.empty() && wanted.idl.empty()) throw UsageError{"nothing to describe: give IDL, or an object"};
    auto definitions = load_repository(tool, wanted.idl);
    const auto* found = definition_named(definitions, wanted.name);
    if (!found) {
        const auto target = object(tool, wanted, definitions);
        if (wanted.idl.empty()) definitions = load_repository_of(target);
        const auto& id = target.ior().type_id;
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
    verb->add_option("NAME", wanted->name,
                     "A scoped name, a repository id, a file of IDL, or a reference as other verbs take it");
    verb->callback([&tool, wanted] { describe_it(tool, *wanted); });
}

}  // namespace corbel::tool
