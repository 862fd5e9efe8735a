// SPDX-License-Identifier: BSL-1.0
// corbel config: the settings of the ORB and where each comes from.
#include <iostream>

#include "orb/engine/core/settings.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* examples =
    "  corbel config                                  # what is set, by whom, and what it means\n"
    "  ORBclientCallTimeOutPeriod=500 corbel config --json\n"
    "  corbel config -ORBconfigFile my.conf";

void run(Tool& tool) {
    auto all = Node::array();
    for (const auto& each : core::effective_settings(tool.options())) {
        auto& node = all.items.emplace_back(Node::object());
        node.add("name", Node::string(std::string{each.name}));
        node.add("value", Node::string(std::string{each.value}));
        node.add("built_in", Node::string(std::string{each.built_in}));
        node.add("source", Node::string(std::string{each.source}));
        node.add("takes", Node::string(std::string{each.takes}));
        node.add("meaning", Node::string(std::string{each.meaning}));
    }
    if (tool.json) return tool.print(all);
    for (const auto& each : all.items) {
        const auto& value = each.find("value")->text;
        std::cout << each.find("name")->text << " = " << (value.empty() ? "(not set)" : value) << "   ["
                  << each.find("source")->text << "]\n    " << each.find("meaning")->text << "; takes "
                  << each.find("takes")->text << '\n';
    }
}

}  // namespace

void add_config(CLI::App& app, Tool& tool) {
    auto* verb = add_verb(app, "config", "Print the settings of the ORB, their values and where they come from",
                          examples);
    verb->callback([&tool] { run(tool); });
}

}  // namespace corbel::tool
