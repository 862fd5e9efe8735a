// SPDX-License-Identifier: BSL-1.0
// corbel trace: stands between a client and a server and prints each call.
#include <iostream>
#include <mutex>

#include "tools/corbel/idl.hpp"
#include "tools/corbel/proxy.hpp"
#include "tools/corbel/serve.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* examples =
    "  corbel trace --idl bank.idl file:server.ior --ior-file traced.ior   # clients use traced.ior\n"
    "  corbel trace --idl CosNaming.idl --listen 127.0.0.1:2900 corbaloc::localhost:2809/NameService\n"
    "The first line it prints is the reference for clients. References that server and clients hand each other lead\n"
    "through it too, where they name the host that it listens on: calls of the server to objects of its clients are\n"
    "seen. Without IDL it prints names, times and the first bytes of arguments.";

struct Words {
    IdlOptions idl;
    std::string reference;
    std::string listen;
    std::string ior_file;
    bool no_follow = false;
};

giop::Address address_of(const std::string& text) {
    const auto colon = text.rfind(':');
    giop::Address address;
    try {
        if (colon == text.npos) throw std::invalid_argument{text};
        std::size_t used = 0;
        const auto port = std::stoul(text.substr(colon + 1), &used);
        if (port > 65535 || colon + 1 + used != text.size()) throw std::invalid_argument{text};
        address.port = static_cast<std::uint16_t>(port);
    } catch (const std::logic_error&) {
        throw UsageError{"--listen " + text + ": expected HOST:PORT, as in 127.0.0.1:2900"};
    }
    address.host = text.substr(0, colon);
    if (address.host.starts_with('[') && address.host.ends_with(']'))
        address.host = address.host.substr(1, address.host.size() - 2);
    return address;
}

/// The reference with `address` in place of all of its own.
giop::Ior redirected(const giop::Ior& reference, const giop::Address& address) {
    auto made = reference;
    std::erase_if(made.profiles, [](const giop::Tagged& each) { return each.tag != giop::tag::internet_iop; });
    for (auto& each : made.profiles) {
        auto profile = giop::IiopProfile::read(each.data);
        profile.addresses = {address};
        std::erase_if(profile.components,
                      [](const giop::Tagged& component) { return giop::tag::is_address(component.tag); });
        each.data = profile.write();
    }
    return made;
}

/// Prints calls as they end, one after the other.
class Printer {
public:
    explicit Printer(const Tool& tool) : tool_{tool} {}

    void print(unsigned connection, const Node& call) {
        auto line = tool_.json ? json_line(connection, call) : text_line(connection, call);
        const std::lock_guard lock{mutex_};
        std::cout << line << std::endl;
    }

private:
    static std::string json_line(unsigned connection, const Node& call) {
        auto node = Node::object();
        node.add("connection", Node::number(static_cast<long long>(connection)));
        node.members.insert(node.members.end(), call.members.begin(), call.members.end());
        return json::to_text(node);
    }

    std::string coloured(const char* colour, const std::string& text) const {
        return tool_.colours() ? std::string{"\033["} + colour + "m" + text + "\033[0m" : text;
    }

    static std::string text_of(const Node& call, const char* name) {
        const auto* found = call.find(name);
        return !found ? "" : found->is(Node::Kind::string) ? found->text : json::to_text(*found);
    }

    std::string answer(const Node& call) const {
        if (call.find("oneway")) return {};
        if (const auto* answer = call.find("answer")) {
            const bool fails = answer->find("exception") || answer->find("system_exception");
            return " -> " + coloured(fails ? "31" : "32", json::to_text(*answer));
        }
        return call.find("forward") ? " -> forwarded to " + text_of(call, "forward") : "";
    }

    std::string text_line(unsigned connection, const Node& call) const {
        const auto front = "#" + std::to_string(connection) + " ";
        auto error = text_of(call, "error");
        if (!error.empty()) error = " " + coloured("31", error);
        if (!call.find("operation")) return front + text_of(call, "from") + ": " + text_of(call, "message") + error;
        const auto where = call.find("interface") ? text_of(call, "interface") : "<" + text_of(call, "object") + ">";
        const auto arguments = call.find("arguments") ? text_of(call, "arguments") : text_of(call, "bytes");
        const auto time = call.find("microseconds") ? " (" + text_of(call, "microseconds") + " us)" : "";
        return front + where + "." + coloured("1", text_of(call, "operation")) + "(" + arguments + ")" + answer(call) +
               error + time;
    }

    const Tool& tool_;
    std::mutex mutex_;
};

giop::Address first_address(const giop::Ior& reference) {
    for (const auto& profile : giop::iiop_profiles(reference))
        for (const auto& address : profile.addresses)
            if (address.port != 0 || !address.unix_path.empty()) return address;
    throw UsageError{"the reference has no address"};
}

/// What the user says, else a free port of the server's host if that is this one, else of the loopback.
giop::Address listen_address(const std::string& words, const giop::Address& server) {
    if (!words.empty()) return address_of(words);
    giop::Address address;
    address.host = server.host;
    if (!address.host.empty()) {
        try {
            auto probe = address;
            transport::listen_at(probe);
            return address;
        } catch (const SystemError&) {  // another host
        }
    }
    address.host = "127.0.0.1";
    return address;
}

void run(Tool& tool, const Words& words) {
    Serving serving;
    const auto target = tool.reference(words.reference).ior();
    const auto model = load(tool, words.idl);
    KnownObjects objects{*model};
    objects.add(target);
    Printer printer{tool};
    const auto server = first_address(target);
    const Proxy proxy{server, listen_address(words.listen, server), !words.no_follow, *model, objects,
                      [&](unsigned connection, const Node& call) { printer.print(connection, call); }};
    const auto reference = redirected(target, proxy.address()).to_string();
    serving.wait(tool, reference, words.ior_file);
}

}  // namespace

void add_trace(CLI::App& app, Tool& tool) {
    auto words = std::make_shared<Words>();
    auto* verb = add_verb(app, "trace", "Print each call between a client and a server", examples);
    add_idl_options(*verb, words->idl);
    verb->add_option("--listen", words->listen,
                     "Where clients connect; a free port of the server's host, if it is this one, or of 127.0.0.1 if "
                     "not set")
        ->type_name("HOST:PORT");
    verb->add_flag("--no-follow", words->no_follow, "Leave the references that pass as they are");
    verb->add_option("--ior-file", words->ior_file, "Write the reference for clients into this file");
    verb->add_option("REF", words->reference, reference_help)->required();
    verb->callback([&tool, words] { run(tool, *words); });
}

}  // namespace corbel::tool
