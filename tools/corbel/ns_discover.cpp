// SPDX-License-Identifier: BSL-1.0
// corbel ns discover: the naming services of the local network that were told to answer.
#include <iostream>
#include <memory>
#include <set>

#include "cos-naming/discovery.hpp"
#include "tools/corbel/ns_names.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

struct Arguments {
    std::vector<std::string> interfaces{"127.0.0.1"};
    unsigned timeout = 1000;   // milliseconds of questions
    unsigned patience = 2000;  // milliseconds for each that is asked
};

// What an answer says is a guess until something there says that it is a naming context.
std::string state_of(const OrbRef& orb, const std::string& url) {
    try {
        const auto object = orb->string_to_object(url);
        return object && object->_is_a(CosNaming::NamingContext::_repository_id_) ? "answers" : "is no naming service";
    } catch (const CORBA::SystemException& error) {
        return std::string{"does not answer: "} + error.what();
    }
}

std::set<naming::HostPort> discovered(const Arguments& arguments) {
    std::set<naming::HostPort> all;
    for (const auto& interface : arguments.interfaces)
        for (auto& each : naming::discovery::discover(interface, std::chrono::milliseconds{arguments.timeout}))
            all.insert(std::move(each));
    return all;
}

void show(const Tool& tool, const std::string& url, const std::string& state) {
    if (!tool.json) {
        std::cout << url << "  " << state << '\n';
        return;
    }
    auto node = json::Node::object();
    node.add("url", json::Node::string(url));
    node.add("state", json::Node::string(state));
    tool.print(node);
}

void discover(Tool& tool, const Arguments& arguments) {
    tool.options().call_timeout = tool.options().connect_timeout = std::chrono::milliseconds{arguments.patience};
    const auto orb = CORBA::make_reference<CORBA::ORB>(tool.orb());
    tool.status = failed;
    for (const auto& each : discovered(arguments)) {
        const auto url = "corbaloc::" + each.to_string() + "/NameService";
        const auto state = state_of(orb, url);
        if (state == "answers") tool.status = ok;
        show(tool, url, state);
    }
}

}  // namespace

void add_ns_discover(CLI::App& ns, Tool& tool) {
    auto arguments = std::make_shared<Arguments>();
    auto* command =
        ns.add_subcommand("discover", "Look for naming services that announce themselves; status 1 if none");
    command->fallthrough();
    command
        ->add_option("--interface", arguments->interfaces,
                     "IPv4 address of the interface to ask by; several, or only this machine without it")
        ->capture_default_str();
    command->add_option("--timeout", arguments->timeout, "Milliseconds to wait for answers")
        ->check(CLI::Range(10, 60'000))
        ->capture_default_str();
    command->callback([&tool, arguments] {
        try {
            discover(tool, *arguments);
        } catch (const naming::SocketError& error) {
            throw UsageError{error.what()};
        }
    });
}

}  // namespace corbel::tool
