// SPDX-License-Identifier: BSL-1.0
// corbel mock: objects that answer from a file.
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>

#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/adapter/poa_manager.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/base/minor_text.hpp"
#include "orb/engine/dynamic/servant.hpp"
#include "orb/ifr/service.hpp"
#include "orb/json/value_form.hpp"
#include "tools/corbel/call_json.hpp"
#include "tools/corbel/idl.hpp"
#include "tools/corbel/mock_replies.hpp"
#include "tools/corbel/serve.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

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
    "What a reply leaves out is answered with zeros, empty texts and nil; \"$$a\" is the text $a. "
    "The file is checked at\nthe start. --log writes a JSON line for each call.";

struct Mock {
    IdlOptions idl;
    std::vector<std::string> interfaces;
    std::string replies;
    std::string ior_file;
    std::string log;
};

Node read_json(const std::string& path) {
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

/// Serves an object of each interface, and the interface repository that these objects name.
class MockServer {
public:
    MockServer(Tool& tool, const Mock& mock) : MockServer{tool, mock, load_repository(tool, mock.idl)} {}

    const std::map<std::string, Reference>& objects() const noexcept { return objects_; }
    const Reference& first() const { return first_; }

private:
    MockServer(Tool& tool, const Mock& mock, dynamic::Repository definitions)
        : tool_{tool}, model_{std::make_shared<dynamic::Model>(definitions.model())},
          replies_{read_json(mock.replies), mock.replies},
          context_{model_.get(), [this](std::string_view url) { return reference(url); }},
          repository_{CORBA::make_reference<CORBA::ORB>(tool.orb()), std::move(definitions)} {
        if (!mock.log.empty() && mock.log != "-") {
            file_.open(mock.log, std::ios::trunc);
            if (!file_) throw UsageError{"the log " + mock.log + " cannot be written"};
        }
        log_ = mock.log == "-" ? &std::cout : mock.log.empty() ? nullptr : &file_;
        std::vector<const dynamic::Interface*> interfaces;
        for (const auto& each : mock.interfaces) interfaces.push_back(&interface_named(*model_, each));
        for (const auto* each : interfaces) activate(*each);
        replies_.check(*model_, interfaces, {model_.get(), [this](std::string_view url) { return mocked(url); }});
        tool_.orb()->root_poa()->manager()->activate();
    }

    void activate(const dynamic::Interface& interface) {
        auto servant = std::make_shared<dynamic::Servant>(
            model_, interface.id,
            [this, &interface](const dynamic::Operation& operation, dynamic::Values& arguments) {
                return perform(interface, operation, arguments);
            },
            [this, &interface] { return repository_.repository()->lookup_id(interface.id)->_reference().ior(); });
        const auto made = tool_.orb()->root_poa()->servant_to_reference(servant);
        if (!first_) first_ = made;
        objects_.emplace(interface.name, made);
    }

    /// What "mock:Bank::Person" names; nil for what is not of this process.
    giop::Ior mocked(std::string_view url) const {
        if (!url.starts_with("mock:")) return {};
        const std::string name{url.substr(5)};
        if (const auto at = objects_.find(name); at != objects_.end()) return at->second.ior();
        std::vector<std::string> served;
        for (const auto& [each, ignored] : objects_) served.push_back("mock:" + each);
        throw json::Error{"no --interface " + name + " is served" + json::instead_of(url, served)};
    }

    giop::Ior reference(std::string_view url) const {
        return url.starts_with("mock:") ? mocked(url) : tool_.reference(std::string{url}).ior();
    }

    Outcome perform(const dynamic::Interface& interface, const dynamic::Operation& operation,
                    const dynamic::Values& arguments) {
        auto told = log_ ? call_to_json(interface, operation, arguments) : Node::object();
        try {
            auto answer = this->answer(interface, operation, arguments);
            log(told);
            std::this_thread::sleep_for(answer.delay);
            if (answer.error) throw *std::move(answer.error);
            return std::move(answer.outcome);
        } catch (const std::runtime_error& error) {  // a reply that is wrong, which the start could not tell
            told.add("error", Node::string(error.what()));
            log(told);
            std::cerr << "corbel: " << error.what() << std::endl;
            throw SystemError{Error::internal, minor::bad_value, Completion::yes, error.what()};
        }
    }

    MockAnswer answer(const dynamic::Interface& interface, const dynamic::Operation& operation,
                      const dynamic::Values& arguments) {
        const auto reply = replies_.next(interface.name, operation.name);
        try {
            return MockReply{operation, arguments, context_, reply.path, reply.for_all}.read(*reply.node);
        } catch (const SystemError& error) {  // of a reference that is looked up
            throw json::Error{wrong(operation, in_words(error))};
        } catch (const std::runtime_error& error) {
            throw json::Error{wrong(operation, error.what())};
        }
    }

    std::string wrong(const dynamic::Operation& operation, const std::string& what) const {
        return "the reply for " + operation.name + " in " + replies_.file() + " is wrong: " + what;
    }

    Node call_to_json(const dynamic::Interface& interface, const dynamic::Operation& operation,
                      const dynamic::Values& arguments) const {
        auto node = Node::object();
        node.add("interface", Node::string(interface.name));
        node.add("operation", Node::string(operation.name));
        node.add("arguments", arguments_to_json(operation, arguments, context_));
        return node;
    }

    void log(const Node& call) {
        if (!log_) return;
        const std::lock_guard lock{log_mutex_};
        *log_ << json::to_text(call) << std::endl;
    }

    Tool& tool_;
    std::shared_ptr<const dynamic::Model> model_;
    MockReplies replies_;
    json::Context context_;
    ifr::Service repository_;
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
    write_reference(mock.ior_file, text);
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
