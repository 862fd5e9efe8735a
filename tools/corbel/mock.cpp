// SPDX-License-Identifier: BSL-1.0
// corbel mock: objects that answer from a file.
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/adapter/poa_manager.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/dynamic/servant.hpp"
#include "orb/json/value_form.hpp"
#include "tools/corbel/call_json.hpp"
#include "tools/corbel/idl.hpp"
#include "tools/corbel/serve.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using dynamic::Direction;
using dynamic::Outcome;
using json::Node;

constexpr const char* examples =
    "  corbel mock --idl bank.idl --interface Bank::Account --replies replies.json --ior-file account.ior\n"
    "replies.json has a member for each operation (add, Bank::Account::add, _get_x, _set_x, or * for all others):\n"
    "  {\"balance\":  {\"return\": \"12.50\"},\n"
    "   \"swap\":     {\"b\": \"$a\", \"a\": \"$b\"},                  # the arguments that came\n"
    "   \"owner\":    {\"return\": \"mock:Bank::Person\"},           # the object of another --interface\n"
    "   \"withdraw\": [{\"delay_ms\": 200},                         # one after another, the last for ever\n"
    "                {\"exception\": \"Bank::Refused\", \"members\": {\"why\": \"empty\"}},\n"
    "                {\"system_exception\": \"TRANSIENT\", \"minor\": 1, \"completed\": \"no\"}]}\n"
    "What a reply leaves out is answered with zeros, empty texts and nil. --log writes a JSON line for each call.";

struct Mock {
    IdlOptions idl;
    std::vector<std::string> interfaces;
    std::string replies;
    std::string ior_file;
    std::string log;
};

/// Replies by operation; hands out those of an array one by one.
class Replies {
public:
    explicit Replies(Node all) : all_{std::move(all)} {
        if (!all_.is(Node::Kind::object)) throw json::Error{"replies are an object with a member for each operation"};
    }

    /// An empty object where there is none.
    Node next(const std::string& interface, const std::string& operation) {
        static const Node none = Node::object();
        for (const auto& name : {interface + "::" + operation, operation, std::string{"*"}})
            if (const auto* found = all_.find(name)) return found->is(Node::Kind::array) ? turn(name, *found) : *found;
        return none;
    }

private:
    Node turn(const std::string& name, const Node& list) {
        if (list.items.empty()) throw json::Error{"the replies of " + name + " are an empty array"};
        const std::lock_guard lock{mutex_};
        auto& at = used_[name];
        const auto& reply = list.items[at];
        if (at + 1 < list.items.size()) ++at;
        return reply;
    }

    const Node all_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> used_;
};

class MockServer {
public:
    MockServer(Tool& tool, const Mock& mock)
        : tool_{tool}, model_{load(tool, mock.idl)}, replies_{read(mock.replies)},
          context_{model_.get(), [this](std::string_view url) { return reference(url); }} {
        if (!mock.log.empty() && mock.log != "-") {
            file_.open(mock.log, std::ios::trunc);
            if (!file_) throw UsageError{"the log " + mock.log + " cannot be written"};
        }
        log_ = mock.log == "-" ? &std::cout : mock.log.empty() ? nullptr : &file_;
        for (const auto& each : mock.interfaces) activate(interface_named(*model_, each));
        tool_.orb()->root_poa()->manager()->activate();
    }

    const std::map<std::string, Reference>& objects() const noexcept { return objects_; }
    const Reference& first() const { return first_; }

private:
    static Node read(const std::string& path) {
        if (path.empty()) return Node::object();
        std::ifstream in{path};
        std::stringstream text;
        text << in.rdbuf();
        if (!in) throw UsageError{"the file " + path + " cannot be read"};
        try {
            return json::parse(text.str());
        } catch (const json::Error& error) {
            throw json::Error{path + ": " + error.what()};
        }
    }

    void activate(const dynamic::Interface& interface) {
        auto servant = std::make_shared<dynamic::Servant>(
            model_, interface.id, [this, &interface](const dynamic::Operation& operation, dynamic::Values& arguments) {
                return perform(interface, operation, arguments);
            });
        const auto poa = tool_.orb()->root_poa();
        const auto made = poa->servant_to_reference(servant);
        if (!first_) first_ = made;
        objects_.emplace(interface.name, made);
    }

    giop::Ior reference(std::string_view url) const {
        if (url.starts_with("mock:")) {
            const auto at = objects_.find(std::string{url.substr(5)});
            if (at == objects_.end()) throw json::Error{"no --interface " + std::string{url.substr(5)} + " is served"};
            return at->second.ior();
        }
        return tool_.reference(std::string{url}).ior();
    }

    Outcome perform(const dynamic::Interface& interface, const dynamic::Operation& operation, dynamic::Values& arguments) {
        const auto reply = replies_.next(interface.name, operation.name);
        log(interface, operation, arguments);
        try {
            if (const auto* delay = reply.find("delay_ms"))
                std::this_thread::sleep_for(std::chrono::milliseconds{std::stoul(delay->text)});
            if (const auto* error = reply.find("system_exception")) raise(reply, error->text);
            if (const auto* exception = reply.find("exception")) return user_exception_of(operation, reply, exception->text);
            return results(operation, reply, arguments);
        } catch (const std::logic_error&) {
            throw SystemError{Error::internal, minor::bad_typecode, Completion::yes,
                              "the reply for " + operation.name + " has a number that is none"};
        } catch (const std::runtime_error& error) {  // of the replies: the caller's only way to see it
            throw SystemError{Error::internal, minor::bad_typecode, Completion::yes,
                              "the reply for " + operation.name + " is wrong: " + error.what()};
        }
    }

    void log(const dynamic::Interface& interface, const dynamic::Operation& operation, const dynamic::Values& arguments) {
        if (!log_) return;
        auto node = Node::object();
        node.add("interface", Node::string(interface.name));
        node.add("operation", Node::string(operation.name));
        node.add("arguments", arguments_to_json(operation, arguments, context_));
        const std::lock_guard lock{log_mutex_};
        *log_ << json::to_text(node) << std::endl;
    }

    [[noreturn]] static void raise(const Node& reply, const std::string& name) {
        const auto* minor = reply.find("minor");
        const auto* completed = reply.find("completed");
        const auto how = !completed || completed->text == "no" ? Completion::no
                         : completed->text == "yes"            ? Completion::yes
                                                               : Completion::maybe;
        throw SystemError{error_of("IDL:omg.org/CORBA/" + name + ":1.0"),
                          minor ? static_cast<std::uint32_t>(std::stoul(minor->text)) : 0u, how, "a mock's answer"};
    }

    Outcome user_exception_of(const dynamic::Operation& operation, const Node& reply, const std::string& name) const {
        auto type = model_->type(name);
        for (const auto& each : operation.raises)
            if (each->id() == name || each->name() == name) type = each;
        if (!type || type->kind() != types::TCKind::tk_except) throw json::Error{"there is no exception " + name};
        Outcome outcome;
        outcome.exception = type->id();
        outcome.exception_type = type;
        const auto* members = reply.find("members");
        outcome.exception_members =
            json::from_json(members ? *members : Node::object(), *type, context_, "members").as<dynamic::Values>();
        return outcome;
    }

    Outcome results(const dynamic::Operation& operation, const Node& reply, const dynamic::Values& arguments) const {
        Outcome outcome;
        outcome.result = result(operation, reply.find("return"), *operation.result, arguments, "return", nullptr);
        for (std::size_t i = 0; i < operation.parameters.size(); ++i) {
            const auto& each = operation.parameters[i];
            outcome.parameters.push_back(each.direction == Direction::in
                                             ? dynamic::Value{}
                                             : result(operation, reply.find(each.name), *each.type, arguments, each.name,
                                                      each.direction == Direction::inout ? &arguments[i] : nullptr));
        }
        return outcome;
    }

    // What the reply says, else the inout argument as it came, else the type's initial value.
    dynamic::Value result(const dynamic::Operation& operation, const Node* node, const types::TypeCode& type,
                          const dynamic::Values& arguments, const std::string& name, const dynamic::Value* came) const {
        if (!node) return came ? *came : dynamic::initial_value(type);
        if (node->is(Node::Kind::string) && node->text.starts_with('$'))
            for (std::size_t i = 0; i < arguments.size(); ++i)
                if (operation.parameters[i].name == node->text.substr(1)) return arguments[i];
        return json::from_json(*node, type, context_, name);
    }

    Tool& tool_;
    std::shared_ptr<const dynamic::Model> model_;
    Replies replies_;
    json::Context context_;
    std::map<std::string, Reference> objects_;
    Reference first_;
    std::ofstream file_;
    std::ostream* log_ = nullptr;
    std::mutex log_mutex_;
};

void run(Tool& tool, const Mock& mock) {
    Serving serving;
    MockServer server{tool, mock};
    const auto text = tool.orb()->object_to_string(server.first());
    if (!mock.ior_file.empty()) write_reference(mock.ior_file, text);
    for (const auto& [name, object] : server.objects()) {
        auto node = Node::object();
        node.add("interface", Node::string(name));
        node.add("reference", Node::string(tool.orb()->object_to_string(object)));
        std::cout << json::to_text(node) << std::endl;
    }
    serving.wait(tool);
}

}  // namespace

void add_mock(CLI::App& app, Tool& tool) {
    auto mock = std::make_shared<Mock>();
    auto* verb = add_verb(app, "mock", "Serve objects whose answers stand in a file", examples);
    add_idl_options(*verb, mock->idl);
    verb->add_option("--interface", mock->interfaces, "Serve an object of this interface; may be repeated")
        ->required()
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    verb->add_option("--replies", mock->replies, "The answers, a JSON file");
    verb->add_option("--ior-file", mock->ior_file, "Write the reference of the first object into this file");
    verb->add_option("--log", mock->log, "Write a JSON line for each call into this file; - is standard output");
    verb->callback([&tool, mock] { run(tool, *mock); });
}

}  // namespace corbel::tool
