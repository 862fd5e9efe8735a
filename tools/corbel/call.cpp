// SPDX-License-Identifier: BSL-1.0
// corbel call: an operation of any object, its arguments and results as JSON.
#include <iostream>

#include "tools/corbel/caller.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* examples =
    "  corbel call --idl bank.idl Bank/Main deposit '{\"account\": 7, \"amount\": \"12.50\"}'   # by name\n"
    "  corbel call --idl bank.idl Bank/Main deposit 7 12.50                              # by position\n"
    "  corbel call --idl bank.idl file:server.ior Bank::Account balance                  # an attribute\n"
    "  corbel call --idl bank.idl file:server.ior owner='\"Ann\"'                          # set it\n"
    "  corbel call corbaloc::127.0.0.1:2809/NameService _non_existent                    # needs no IDL\n"
    "  corbel call --idl bank.idl Bank/Main - < calls     # many, over one connection: on each line\n"
    "      {\"operation\": \"deposit\", \"arguments\": {\"account\": 7, \"amount\": 1}}\n"
    "The answer is a JSON object: \"return\" and the out and inout values by name; of a user exception \"exception\"\n"
    "(its repository id) and \"members\". docs/json.md tells the form of every IDL type.";

void print(const Tool& tool, const Node& node) {
    std::cout << (tool.for_people() ? json::to_pretty_text(node) : json::to_text(node)) << '\n';
}

// -- many calls from standard input

Node answer_line(Caller& caller, const std::string& line, int& status) {
    try {
        const auto request = json::parse(line);
        const auto* operation = request.find("operation");
        if (!operation || !operation->is(Node::Kind::string))
            throw json::Error{"a call is {\"operation\": name, \"arguments\": {...}}; found " + request.describe()};
        if (!caller.interface()) caller.choose_interface({}, operation->text);
        const auto* arguments = request.find("arguments");
        return caller.answer(operation->text, arguments ? *arguments : Node::object(), status);
    } catch (const SystemError& error) {
        status = system_exception;
        return describe(error);
    } catch (const std::runtime_error& error) {
        status = usage;
        auto node = Node::object();
        node.add("error", Node::string(error.what()));
        return node;
    }
}

void answer_lines(Tool& tool, Caller& caller) {
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.find_first_not_of(" \t\r") == line.npos) continue;
        int status = ok;
        std::cout << json::to_text(answer_line(caller, line, status)) << '\n';
        if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
        if (status != ok && tool.status == ok) tool.status = status;
    }
}

void run(Tool& tool, const CallWords& call) {
    Caller caller{tool, call};
    auto wanted = caller.wanted(call.words);
    if (wanted.operation == "-") return answer_lines(tool, caller);
    print(tool, caller.answer(wanted.operation, wanted.arguments, tool.status));
}

}  // namespace

void add_call(CLI::App& app, Tool& tool) {
    auto call = std::make_shared<CallWords>();
    auto* verb = add_verb(app, "call", "Call an operation, read or set an attribute", examples);
    add_call_words(*verb, *call);
    verb->callback([&tool, call] { run(tool, *call); });
}

}  // namespace corbel::tool
