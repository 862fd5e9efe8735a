// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/call_json.hpp"

namespace corbel::tool {
namespace {

using dynamic::Direction;
using json::Node;

Node exception_to_json(const dynamic::Outcome& outcome, const json::Context& context) {
    auto node = Node::object();
    node.add("exception", Node::string(outcome.exception));
    if (outcome.exception_type)
        node.add("members", json::members_to_json(outcome.exception_members, *outcome.exception_type, context));
    return node;
}

}  // namespace

Node arguments_to_json(const dynamic::Operation& operation, const dynamic::Values& arguments,
                       const json::Context& context) {
    auto node = Node::object();
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (operation.parameters[i].direction != Direction::out)
            node.add(operation.parameters[i].name, json::to_json(arguments[i], *operation.parameters[i].type, context));
    return node;
}

Node answer_to_json(const dynamic::Operation& operation, const dynamic::Outcome& outcome,
                    const json::Context& context) {
    if (!outcome.ok()) return exception_to_json(outcome, context);
    auto node = Node::object();
    if (operation.oneway) return node;
    if (operation.result->kind() != types::TCKind::tk_void)
        node.add("return", json::to_json(outcome.result, *operation.result, context));
    for (std::size_t i = 0; i < operation.parameters.size(); ++i) {
        const auto& each = operation.parameters[i];
        if (each.direction == Direction::in) continue;
        node.add(each.name == "return" ? "_return" : each.name,
                 json::to_json(outcome.parameters[i], *each.type, context));
    }
    return node;
}

}  // namespace corbel::tool
