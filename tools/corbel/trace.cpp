// SPDX-License-Identifier: BSL-1.0
// corbel trace: stands between a client and a server and prints each call.
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <iostream>
#include <list>
#include <thread>

#include "orb/engine/transport/socket.hpp"
#include "tools/corbel/conversation.hpp"
#include "tools/corbel/idl.hpp"
#include "tools/corbel/redirect.hpp"
#include "tools/corbel/serve.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* examples =
    "  corbel trace --idl bank.idl file:server.ior --ior-file traced.ior   # clients use traced.ior\n"
    "  corbel trace --idl CosNaming.idl --listen 127.0.0.1:2900 corbaloc::localhost:2809/NameService\n"
    "The first line it prints is the reference for clients. Where it listens on the host that the server's references\n"
    "name, references that the server hands out lead through it too. Without IDL it prints names, times and the first\n"
    "bytes of arguments.";

struct Words {
    IdlOptions idl;
    std::string reference;
    std::string listen = "127.0.0.1:0";
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
        std::erase_if(profile.components, [](const giop::Tagged& component) { return giop::tag::is_address(component.tag); });
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

/// Takes connections and passes their bytes on, each connection on a thread of its own.
class Proxy {
public:
    Proxy(giop::Address server, const Words& words, const dynamic::Model& model, KnownObjects& objects, Printer& printer)
        : server_{std::move(server)}, address_{address_of(words.listen)}, follows_{!words.no_follow}, model_{model},
          objects_{objects}, printer_{printer}, listeners_{transport::listen_at(address_)},
          accepting_{[this] { accept(); }} {}

    ~Proxy() {
        stop_ = true;
        accepting_.join();
        for (auto& each : lanes_) each.thread.join();
    }
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    const giop::Address& address() const noexcept { return address_; }

private:
    struct Lane {
        std::thread thread;
        std::atomic<bool> ended{false};
    };
    static constexpr int patience_ms = 100;

    void accept() {
        std::vector<pollfd> waiting;
        for (const auto& each : listeners_) waiting.push_back({each.get(), POLLIN, 0});
        for (unsigned number = 1; !stop_;) {
            reap();
            if (::poll(waiting.data(), waiting.size(), patience_ms) <= 0) continue;
            for (const auto& each : waiting)
                while (auto client = transport::accept_from(each.fd)) open(number++, std::move(client));
        }
    }

    void reap() {
        lanes_.remove_if([](Lane& each) {
            if (each.ended) each.thread.join();
            return each.ended.load();
        });
    }

    void open(unsigned number, transport::Fd client) {
        auto& lane = lanes_.emplace_back();
        lane.thread = std::thread{[this, &lane, number, client = std::move(client)]() mutable {
            pass(number, std::move(client));
            lane.ended = true;
        }};
    }

    void pass(unsigned number, transport::Fd client) {
        Conversation conversation{model_, objects_, [&](Node call) { printer_.print(number, call); }};
        try {
            const auto server = transport::connect_to(server_, Deadline::clock::now() + std::chrono::seconds{10});
            transport::prepare_stream(server.get());
            transport::prepare_stream(client.get());
            pump(conversation, client.get(), server.get());
        } catch (const SystemError& error) {
            auto node = Node::object();
            node.add("from", Node::string("trace"));
            node.add("error", Node::string(error.what()));
            printer_.print(number, node);
        }
        conversation.end();
    }

    void pump(Conversation& conversation, int client, int server) {
        Redirect redirect{server_, follows_ ? address_ : giop::Address{}};
        std::vector<std::uint8_t> room(64 * 1024);
        Octets passed;
        std::array<pollfd, 2> both{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        while (!stop_) {
            if (::poll(both.data(), both.size(), patience_ms) <= 0) continue;
            for (std::size_t i = 0; i < both.size(); ++i) {
                if (!both[i].revents) continue;
                const auto count = transport::receive(both[i].fd, room);
                if (count <= 0) return;
                const ByteView bytes{room.data(), static_cast<std::size_t>(count)};
                const auto now = Conversation::Clock::now();
                if (i == 0) conversation.from_client(bytes, now);
                else conversation.from_server(bytes, now);
                if (!send(both[1 - i].fd, i == 0 ? bytes : ByteView{passed = redirect.pass(bytes)})) return;
            }
        }
    }

    static bool send(int socket, ByteView bytes) {
        const std::array chunks{bytes};
        constexpr std::chrono::seconds patience{60};
        return transport::send_all(socket, chunks, {patience, patience}).error == 0;
    }

    const giop::Address server_;
    giop::Address address_;
    const bool follows_;
    const dynamic::Model& model_;
    KnownObjects& objects_;
    Printer& printer_;
    std::vector<transport::Fd> listeners_;
    std::atomic<bool> stop_{false};
    std::list<Lane> lanes_;  // of the accepting thread
    std::thread accepting_;
};

giop::Address first_address(const giop::Ior& reference) {
    for (const auto& profile : giop::iiop_profiles(reference))
        for (const auto& address : profile.addresses)
            if (address.port != 0 || !address.unix_path.empty()) return address;
    throw UsageError{"the reference has no address"};
}

void run(Tool& tool, const Words& words) {
    Serving serving;
    const auto target = tool.reference(words.reference).ior();
    const auto model = load(tool, words.idl);
    KnownObjects objects{*model};
    objects.add(target);
    Printer printer{tool};
    const Proxy proxy{first_address(target), words, *model, objects, printer};
    const auto reference = redirected(target, proxy.address()).to_string();
    announce(tool, reference, words.ior_file);
    serving.wait(tool);
}

}  // namespace

void add_trace(CLI::App& app, Tool& tool) {
    auto words = std::make_shared<Words>();
    auto* verb = add_verb(app, "trace", "Print each call between a client and a server", examples);
    add_idl_options(*verb, words->idl);
    verb->add_option("--listen", words->listen, "Where clients connect, 127.0.0.1 and any free port if not set")
        ->type_name("HOST:PORT");
    verb->add_flag("--no-follow", words->no_follow, "Leave the references in the server's answers as they are");
    verb->add_option("--ior-file", words->ior_file, "Write the reference for clients into this file");
    verb->add_option("REF", words->reference, reference_help)->required();
    verb->callback([&tool, words] { run(tool, *words); });
}

}  // namespace corbel::tool
