// SPDX-License-Identifier: BSL-1.0
// The client against servers that close, die, forward, talk nonsense, or are not there.
#include <catch2/catch.hpp>

#include <filesystem>
#include <future>

#include "orb/engine/giop/locate.hpp"
#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;
using giop::MessageType;
using giop::ReplyStatus;

namespace {

/// Answers every ping until the client closes.
void serve(RawPeer& peer) {
    while (auto message = peer.hear()) {
        if (message->type() != MessageType::request) return;
        peer.say(reply(*message));
    }
}

RawPeer accepted(const std::vector<transport::Fd>& listeners) {
    pollfd fd{listeners[0].get(), POLLIN, 0};
    REQUIRE(::poll(&fd, 1, 10'000) == 1);
    return RawPeer{transport::accept_from(listeners[0].get())};
}

/// Of this process.
std::size_t threads() {
    const std::filesystem::directory_iterator tasks{"/proc/self/task"};
    return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

giop::Address closed_port() {
    giop::Address address{"127.0.0.1", 0, {}};
    const auto listener = transport::listen_at(address);
    return address;
}

}  // namespace

TEST_CASE("a request that an orderly CloseConnection left unanswered is sent once more") {
    RawServer server{[](RawPeer& peer, unsigned number) {
        if (number > 0) return serve(peer);
        REQUIRE(peer.hear());
        peer.say(close_connection());
    }};
    Client client;
    ping(client.to(ior_of(server.address)));
    CHECK(server.accepted == 2);
}

TEST_CASE("an asynchronous call whose connection ends while its arguments are written is sent again as a whole") {
    std::promise<void> go;
    std::atomic<unsigned> whole{0}, damaged{0}, told{0};
    RawServer server{[&](RawPeer& peer, unsigned number) {
        if (number == 0) {
            peer.hear();
            go.get_future().wait();
            return peer.say(close_connection());
        }
        while (const auto message = peer.hear()) {
            if (message->type() != MessageType::request) return;
            auto in = message->reader();
            giop::RequestHeader header;
            header.read(in, message->version());
            if (header.operation == "echo") {
                const bool empty = in.remaining() == 0;
                if (!empty) in.align(8);
                ++(!empty && in.string() == "all of it" ? whole : damaged);
            }
            peer.say(reply(*message));
        }
    }};
    Client client;
    const auto target = client.to(ior_of(server.address));
    const auto done = [&](Reply, const SystemError* error) { told += error == nullptr; };
    target.invoker().call_async(target, "ping", no_arguments, done);
    target.invoker().call_async(target, "echo", [&](cdr::Writer& out) {
        go.set_value();
        CHECK(eventually([&] { return told == 1; }));  // the first one has been sent again and is answered
        std::this_thread::sleep_for(50ms);
        out.string("all of it");
    }, done);
    CHECK(eventually([&] { return told == 2; }));
    CHECK(whole == 1);
    CHECK(damaged == 0);
}

TEST_CASE("asynchronous calls that wait for a server to restart hold up no other answers") {
    RawServer closing{[](RawPeer& peer, unsigned) {
        if (peer.hear()) peer.say(close_connection());
    }};
    Server server;
    Invoker::Settings calls;
    calls.restart_patience = 2s;
    Client client{calls};
    std::atomic<unsigned> waiting{30}, answered{0};
    const auto restarting = client.to(ior_of(closing.address)), target = client.to(server.ior());
    for (unsigned i = waiting; i > 0; --i)
        client.invoker->call_async(restarting, "ping", no_arguments, [&](Reply, const SystemError*) { --waiting; });
    std::this_thread::sleep_for(500ms);
    const auto start = Clock::now();
    for (unsigned i = 1; i <= 5; ++i) {
        client.invoker->call_async(target, "ping", no_arguments, [&](Reply, const SystemError*) { ++answered; });
        REQUIRE(eventually([&] { return answered == i; }));
    }
    CHECK(Clock::now() - start < 1s);
    CHECK(eventually([&] { return waiting == 0; }));
}

/// A client that waits for its server to restart, and where that is.
struct Patient {
    Client client{[] {
        Invoker::Settings settings;
        settings.restart_patience = 30s;
        return settings;
    }()};
    giop::Address address{"127.0.0.1", 0, {}};
    std::vector<transport::Fd> listeners = transport::listen_at(address);

    /// The server takes so many calls, and ends.
    void end_after(unsigned calls) {
        RawPeer peer = accepted(listeners);
        for (unsigned i = 0; i < calls; ++i) REQUIRE(peer.hear());
        listeners.clear();
        peer.say(close_connection());
    }
};

TEST_CASE("a thousand asynchronous calls wait for a server to restart, on a few threads and in order") {
    constexpr unsigned calls = 1000;
    std::thread{[] {}}.join();  // ThreadSanitizer has a thread of its own from the first one on
    const auto before = threads();
    Patient patient;
    auto& client = patient.client;
    auto& listeners = patient.listeners;
    auto& address = patient.address;
    std::vector<Reference> targets;  // objects of one server
    for (unsigned i = 0; i < 10; ++i) targets.push_back(client.to(ior_of(address, "echo")));
    std::vector<unsigned> told(calls);
    std::atomic<unsigned> all{0}, failed{0};
    for (unsigned i = 0; i < calls; ++i)
        client.invoker->call_async(targets[i % 10], "fire", [&](cdr::Writer& out) { out.put(i); },
                                   [&, i](Reply, const SystemError* error) {
                                       ++told[i];
                                       failed += error != nullptr;
                                       ++all;
                                   });
    patient.end_after(calls);
    auto most = threads();
    for (const auto start = Clock::now(); Clock::now() - start < 500ms; std::this_thread::sleep_for(5ms))
        most = std::max(most, threads());
    CHECK(all == 0);
    CHECK(most <= before + 4);  // for answers, for the time, and two for the place

    listeners = transport::listen_at(address);
    std::thread server{[&] {
        RawPeer peer = accepted(listeners);
        std::uint32_t next = 0, out_of_order = 0;
        for (; next < calls; ++next) {
            const auto message = peer.hear();
            if (!message) break;
            auto in = message->reader();
            giop::RequestHeader header;
            header.read(in, message->version());
            in.align(8);
            out_of_order += in.get<std::uint32_t>() != next;
            peer.say(reply(*message));
        }
        CHECK(next == calls);
        CHECK(out_of_order == 0);
    }};
    while (all < calls && most < 100) {
        most = std::max(most, threads());
        std::this_thread::sleep_for(1ms);
    }
    server.join();
    CHECK(most <= before + 5);
    CHECK(failed == 0);
    CHECK(told == std::vector<unsigned>(calls, 1));
}

TEST_CASE("asynchronous calls that are to be sent again keep their deadlines, whatever the others wait for") {
    Patient patient;
    auto& client = patient.client;
    const auto target = client.to(ior_of(patient.address));
    std::atomic<unsigned> early{0}, late{0}, other{0};
    const auto start = Clock::now();
    const auto call = [&](std::chrono::milliseconds limit) {
        const auto hurried = with_timeout(target, limit);
        client.invoker->call_async(hurried, "ping", no_arguments, [&, limit](Reply, const SystemError* error) {
            if (!error || error->completed() != Completion::no) ++other;
            ++(Clock::now() - start < limit / 2 ? early : late);
        });
    };
    for (int i = 0; i < 50; ++i) call(i % 2 ? 300ms : 10'000ms);
    patient.end_after(50);
    REQUIRE(eventually([&] { return late + early >= 25; }));
    CHECK(Clock::now() - start < 5s);
    CHECK(early == 0);
    client.transport->shut_down();
    client.invoker->shut_down();  // the others need not wait
    CHECK(eventually([&] { return late + early == 50; }));
    CHECK(other == 0);
}

TEST_CASE("an invoker that ends gives up what waits to be sent again, once each") {
    std::atomic<unsigned> told{0}, ended{0};
    {
        Patient patient;
        auto& client = patient.client;
        const auto target = client.to(ior_of(patient.address));
        for (unsigned i = 0; i < 100; ++i)
            client.invoker->call_async(target, "ping", no_arguments, [&](Reply, const SystemError* error) {
                ended += error && error->error() == Error::bad_inv_order;
                ++told;
            });
        patient.end_after(100);
        std::this_thread::sleep_for(50ms);
        CHECK(told == 0);
        client.invoker->shut_down();
        CHECK(told == 100);
    }
    CHECK(told == 100);
    CHECK(ended == 100);
}

TEST_CASE("retries are bounded") {
    RawServer server{[](RawPeer& peer, unsigned) {
        peer.hear();
        peer.say(close_connection());
    }};
    Client client;
    const auto error = test::error_of([&] { ping(client.to(ior_of(server.address))); });
    CHECK(error.error() == Error::comm_failure);
    CHECK(error.completed() == Completion::no);
    CHECK(server.accepted == 2);
}

TEST_CASE("a request that may have been executed is never sent again") {
    for (bool reset : {false, true}) {
        RawServer server{[reset](RawPeer& peer, unsigned) {
            peer.hear();
            reset ? peer.reset() : peer.close();
        }};
        Client client;
        const auto target = client.to(ior_of(server.address));
        const auto error = test::error_of([&] { ping(target); });
        CHECK(error.error() == Error::comm_failure);
        CHECK(error.completed() == Completion::maybe);
        CHECK_THAT(error.what(), Catch::Contains(server.address.to_string()));
        CHECK(server.accepted == 1);
    }
}

TEST_CASE("a connection that went stale while unused is replaced before anything is sent") {
    RawServer server{[](RawPeer& peer, unsigned number) {
        if (number > 0) return serve(peer);
        const auto message = peer.hear();
        REQUIRE(message);
        peer.say(reply(*message));  // and then the server dies
    }};
    Client client;
    const auto target = client.to(ior_of(server.address));
    ping(target);
    std::this_thread::sleep_for(50ms);
    ping(target);
    CHECK(server.accepted == 2);
}

TEST_CASE("calls go on after the server was restarted on the same port") {
    Client client;
    auto server = std::make_unique<Server>();
    const auto port = server->address.port;
    const auto target = client.to(server->ior());
    for (int round = 0; round < 5; ++round) {
        ping(target);
        server.reset();
        server = std::make_unique<Server>(transport::ServerSettings{}, port);
        ping(target);
    }
}

TEST_CASE("threads that call a new endpoint open one connection") {
    Server server;
    Client client;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) threads.emplace_back([&] { ping(client.to(server.ior())); });
    for (auto& thread : threads) thread.join();
    CHECK(client.transport->connections() == 1);
    CHECK(server.transport.connections() == 1);
}

TEST_CASE("each failure to connect says what was tried and why it failed") {
    Client client;
    const auto port = closed_port();
    const auto refused = test::error_of([&] { ping(client.to(ior_of(port))); });
    CHECK(refused.error() == Error::transient);
    CHECK(refused.completed() == Completion::no);
    CHECK_THAT(refused.what(), Catch::Contains(port.to_string()) && Catch::Contains("Connection refused"));

    const auto dead = test::error_of([&] { ping(client.to(ior_of({"no-such-host.invalid", 2809, {}}))); });
    CHECK(dead.error() == Error::transient);
    CHECK_THAT(dead.what(), Catch::Contains("no-such-host.invalid:2809") && Catch::Contains("cannot be resolved"));

    const auto path = test::error_of([&] {
        giop::IiopProfile profile;
        profile.addresses = {{{}, 0, "/no/such/socket"}};
        client.transport->channel_for(profile, no_deadline);
    });
    CHECK_THAT(path.what(), Catch::Contains("/no/such/socket") && Catch::Contains("No such file"));

    const auto nothing = test::error_of([&] { ping(client.to({"IDL:X:1.0", {{77, {1, 2, 3}}}})); });
    CHECK(nothing.error() == Error::transient);
    CHECK(nothing.minor() == minor::no_usable_profile);
    CHECK(test::error_of([&] { client.invoker->call({}, "ping", no_arguments); }).error() == Error::inv_objref);
}

namespace {

/// Takes connections into its queue until that is full: who connects then gets no answer.
struct SilentListener {
    SilentListener() {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof name;
        REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), length) == 0);
        REQUIRE(::listen(socket.get(), 0) == 0);
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &length);
        address.port = ntohs(name.sin_port);
        for (int i = 0; i < 4; ++i) {
            fill.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            ::connect(fill.back().get(), reinterpret_cast<sockaddr*>(&name), sizeof name);
        }
    }

    transport::Fd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    giop::Address address{"127.0.0.1", 0, {}};
    std::vector<transport::Fd> fill;
};

}  // namespace

TEST_CASE("an address that does not answer is given up in time, the next one is tried") {
    Server server;
    Client client;
    const auto dead = closed_port();
    ping(client.to(ior_of(dead, "echo", {1, 2}, {server.address})));

    SilentListener silent;
    Client hasty{{.call_timeout = 5s, .connect_timeout = 200ms}};
    const auto start = Clock::now();
    const auto error = test::error_of([&] { ping(hasty.to(ior_of(silent.address))); });
    CHECK(error.error() == Error::transient);
    CHECK_THAT(error.what(), Catch::Contains("no answer in time"));
    CHECK(Clock::now() - start < 2s);
    ping(hasty.to(ior_of(silent.address, "echo", {1, 2}, {server.address})));
}

TEST_CASE("whoever waits for another one's attempt to connect has a deadline of its own") {
    SilentListener silent;
    Client client;
    const auto time_of = [&](std::chrono::milliseconds limit, Error& error) {
        const auto start = Clock::now();
        Invoker::Settings calls;
        calls.call_timeout = limit;
        const auto invoker = std::make_shared<Invoker>(
            std::vector<std::shared_ptr<ChannelProvider>>{client.transport}, calls);
        error = test::error_of([&] { ping(Reference{ior_of(silent.address), invoker}); }).error();
        return Clock::now() - start;
    };
    Error first{}, second{};
    std::thread hasty{[&] { time_of(300ms, first); }};
    std::this_thread::sleep_for(50ms);
    const auto waited = time_of(1500ms, second);
    hasty.join();
    CHECK(first == Error::timeout);
    CHECK(second == Error::timeout);
    CHECK(waited >= 1400ms);
}

TEST_CASE("a client has so many connections and no more, unused ones make room") {
    Server first, second, third;
    transport::ClientSettings settings;
    settings.max_connections_in_all = 2;
    Client client{{}, settings};
    for (int round = 0; round < 3; ++round)
        for (const auto* server : {&first, &second, &third}) {
            ping(client.to(server->ior()));
            CHECK(client.transport->connections() <= 2);
        }
    std::thread one{[&] { nap(client.to(first.ior()), 1000); }};
    CHECK(eventually([&] { return first.echo.requests == 4; }));
    std::thread other{[&] { nap(client.to(second.ior()), 1000); }};
    CHECK(eventually([&] { return second.echo.requests == 4; }));
    const auto refused = test::error_of([&] { ping(client.to(third.ior())); });
    one.join();
    other.join();
    CHECK(refused.error() == Error::no_resources);
    CHECK(refused.completed() == Completion::no);
    ping(client.to(third.ior()));
}

TEST_CASE("an address may be forbidden") {
    Server server;
    transport::ClientSettings settings;
    settings.may_connect = [](const giop::Address&) { return false; };
    Client client{{}, settings};
    CHECK(test::error_of([&] { ping(client.to(server.ior())); }).error() == Error::no_permission);
    CHECK(server.transport.connections() == 0);
}

TEST_CASE("LOCATION_FORWARD is followed and remembered") {
    Server server;
    Client client;
    server.echo.forward_to = server.ior();
    const auto target = client.to(server.ior("moved"));
    ping(target);
    CHECK(server.echo.requests == 2);
    ping(target);
    CHECK(server.echo.requests == 3);

    std::atomic<bool> done{false};
    client.invoker->call_async(client.to(server.ior("moved")), "echo", [](cdr::Writer& out) { out.string("far"); },
                               [&](Reply reply, const SystemError* error) {
                                   CHECK(!error);
                                   CHECK(reply.body.string() == "far");
                                   done = true;
                               });
    CHECK(eventually([&] { return done.load(); }));
}

TEST_CASE("a forward that leads nowhere falls back to the original, a loop ends") {
    Server server;
    Client client;
    server.echo.forward_to = server.ior("moved");
    const auto loop = test::error_of([&] { ping(client.to(server.ior("moved"))); });
    CHECK(loop.error() == Error::transient);
    CHECK(loop.minor() == minor::too_many_forwards);
    CHECK(server.echo.requests == 11);

    auto away = std::make_unique<Server>();
    const auto away_ior = away->ior();
    server.echo.forward_to = away_ior;
    const auto target = client.to(server.ior("moved"));
    ping(target);
    CHECK(away->echo.requests == 1);
    away.reset();
    server.echo.forward_to = server.ior();
    ping(target);

    server.echo.forward_to = giop::Ior{};
    CHECK(test::error_of([&] { ping(client.to(server.ior("moved"))); }).error() == Error::transient);
}

TEST_CASE("NEEDS_ADDRESSING_MODE is answered by the whole profile or reference") {
    for (std::int16_t mode : {1, 2}) {
        std::atomic<int> mode_seen{-1};
        RawServer server{[&, mode](RawPeer& peer, unsigned) {
            const auto first = peer.hear();
            REQUIRE(first);
            peer.say(reply(*first, ReplyStatus::needs_addressing_mode, [&](cdr::Writer& out) { out.put(mode); }));
            const auto second = peer.hear();
            REQUIRE(second);
            auto in = second->reader();
            giop::RequestHeader header;
            header.read(in, second->version());
            mode_seen = static_cast<int>(header.target.disposition);
            CHECK(as_text(header.target.object_key) == "echo");
            peer.say(reply(*second));
            peer.hear();
        }};
        Client client;
        ping(client.to(ior_of(server.address)));
        CHECK(mode_seen == mode);
    }
}

TEST_CASE("a server that talks nonsense is left, and the error says so") {
    const auto say = [](std::string_view text) {
        return [text](RawPeer& peer, unsigned) {
            peer.hear();
            peer.say(text);
            peer.hear(200ms);
        };
    };
    struct Case {
        std::string_view text;
        Error error;
    };
    using namespace std::string_view_literals;
    for (const auto& each : {Case{"HTTP/1.1 400 Bad Request\r\n\r\n", Error::marshal},
                             Case{"GIOP\1\2\1\1\xff\xff\xff\x7f"sv, Error::marshal},
                             Case{"GIOP\1\2\1\0\0\0\0\0"sv, Error::marshal},
                             Case{"GIOP\1\2\1\6\0\0\0\0"sv, Error::comm_failure}}) {
        CAPTURE(escaped(each.text));
        RawServer server{say(each.text)};
        Client client;
        const auto error = test::error_of([&] { ping(client.to(ior_of(server.address))); });
        CHECK(error.error() == each.error);
        CHECK(error.completed() == Completion::maybe);
        CHECK(client.transport->connections() == 0);
    }
}

TEST_CASE("a reply that nobody asked for is counted and dropped") {
    RawServer server{[](RawPeer& peer, unsigned) {
        const auto message = peer.hear();
        REQUIRE(message);
        cdr::Writer out;
        auto draft = giop::begin_reply(out, encoding_of(2), 0x12345678, ReplyStatus::no_exception);
        giop::finish(out, draft);
        peer.say(out);
        peer.say(reply(*message));
        peer.say(reply(*message));
        serve(peer);
    }};
    Client client;
    const auto target = client.to(ior_of(server.address));
    ping(target);
    ping(target);
    CHECK(client.transport->late_replies() == 2);
}

TEST_CASE("the code sets are announced until the first reply, and only to who offers some") {
    std::vector<std::size_t> contexts;
    RawServer server{[&](RawPeer& peer, unsigned) {
        while (auto message = peer.hear()) {
            if (message->type() != MessageType::request) return;
            auto in = message->reader();
            giop::RequestHeader header;
            header.read(in, message->version());
            contexts.push_back(header.service_contexts.size());
            peer.say(reply(*message));
        }
    }};
    {
        Client client;
        ping(client.to(ior_of(server.address, "echo", {1, 0})));
        const auto target = client.to(ior_of(server.address));
        ping(target);
        ping(target);
    }
    CHECK(eventually([&] { return contexts.size() == 3; }));
    CHECK(contexts == std::vector<std::size_t>{0, 1, 0});
}

TEST_CASE("a server that stands still lets the call fail at its deadline") {
    RawServer server{[](RawPeer& peer, unsigned) {
        peer.hear();
        peer.hear(3s);
    }};
    Client client{{.call_timeout = 200ms}};
    const auto start = Clock::now();
    CHECK(test::error_of([&] { ping(client.to(ior_of(server.address))); }).error() == Error::timeout);
    const auto took = Clock::now() - start;
    CHECK(took > 195ms);
    CHECK(took < 400ms);
}

TEST_CASE("a call whose time is over is cancelled") {
    std::atomic<std::uint32_t> asked{0}, cancelled{~0u};
    RawServer server{[&](RawPeer& peer, unsigned) {
        auto request = peer.hear();
        if (!request) return;
        giop::RequestHeader header;
        auto in = request->reader({});
        header.read(in, request->version());
        asked = header.id;
        auto cancel = peer.hear(3s);
        if (!cancel || cancel->type() != giop::MessageType::cancel_request) return;
        auto body = cancel->reader({});
        cancelled = giop::read_cancel_request(body);
    }};
    Client client{{.call_timeout = 100ms}};
    const auto target = client.to(ior_of(server.address));
    CHECK(test::error_of([&] { ping(target); }).error() == Error::timeout);
    CHECK(eventually([&] { return cancelled == asked; }));
}

TEST_CASE("a call is cancelled in its own GIOP version, whatever else the connection carries") {
    std::vector<std::uint8_t> heard;
    std::mutex mutex;
    RawServer server{[&](RawPeer& peer, unsigned) {
        while (const auto message = peer.hear(3s)) {
            const std::lock_guard lock{mutex};
            heard.push_back(message->version().minor);
        }
    }};
    Client client{{.call_timeout = 200ms}};
    const auto old = client.to(ior_of(server.address, "echo", {1, 1})), fresh = client.to(ior_of(server.address));
    std::jthread other{[&] {
        std::this_thread::sleep_for(50ms);
        test::error_of([&] { ping(fresh); });
    }};
    CHECK(test::error_of([&] { ping(old); }).error() == Error::timeout);
    other.join();
    CHECK(eventually([&] {
        const std::lock_guard lock{mutex};
        return heard == std::vector<std::uint8_t>{1, 2, 1, 2};
    }));
}

TEST_CASE("a request over the fragment size leaves in fragments, a smaller one whole") {
    std::vector<unsigned> flags;
    std::size_t arrived = 0;
    RawServer server{[&](RawPeer& peer, unsigned) {
        for (int i = 0; i < 2; ++i) {
            std::array<std::uint8_t, 12> head{};
            ::recv(peer.socket(), head.data(), head.size(), MSG_PEEK | MSG_WAITALL);
            flags.push_back(head[6] & 2u);
            auto request = peer.hear();
            if (!request) return;
            giop::RequestHeader header;
            auto in = request->reader({});
            header.read(in, request->version());
            if (header.operation == "octets") arrived = in.octets().size();
            peer.say(reply(*request));
        }
    }};
    transport::ClientSettings settings;
    settings.fragment_size = 1024;
    Client client{{}, settings};
    const auto target = client.to(ior_of(server.address));
    const Octets octets(100'000, 7);
    client.invoker->call(target, "octets", [&](cdr::Writer& out) { out.octets(octets); });
    ping(target);
    CHECK(arrived == octets.size());
    CHECK(flags == std::vector<unsigned>{2, 0});
}

TEST_CASE("a server that takes nothing lets the call fail at its deadline") {
    std::atomic<bool> over{false};
    RawServer server{[&](RawPeer&, unsigned) {
        while (!over) std::this_thread::sleep_for(1ms);
    }};
    Client client{{.call_timeout = 200ms}};
    const Octets octets(15 << 20);
    const auto start = Clock::now();
    const auto error = test::error_of([&] {
        client.invoker->call(client.to(ior_of(server.address)), "octets",
                             [&](cdr::Writer& out) { out.octets(octets); });
    });
    CHECK(error.error() == Error::timeout);
    CHECK(error.completed() == Completion::no);
    CHECK(Clock::now() - start < 1s);
    over = true;
}

TEST_CASE("an unused connection is closed after the idle time, with CloseConnection") {
    std::atomic<bool> closed{false};
    RawServer server{[&](RawPeer& peer, unsigned) {
        const auto message = peer.hear();
        REQUIRE(message);
        peer.say(reply(*message));
        const auto farewell = peer.hear();
        closed = farewell && farewell->type() == MessageType::close_connection;
    }};
    transport::ClientSettings settings;
    settings.idle_timeout = 60ms;
    Client client{{}, settings};
    ping(client.to(ior_of(server.address)));
    CHECK(eventually([&] { return closed.load(); }));
    CHECK(client.transport->connections() == 0);
}

TEST_CASE("shutdown ends calls under way, and refuses new ones") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    std::vector<std::thread> callers;
    std::atomic<int> failed{0};
    for (int i = 0; i < 4; ++i)
        callers.emplace_back([&] {
            if (test::error_of([&] { nap(target, 500); }).error() == Error::comm_failure) ++failed;
        });
    REQUIRE(eventually([&] { return server.echo.requests == 5; }));
    const auto start = Clock::now();
    client.transport->shut_down();
    for (auto& caller : callers) caller.join();
    CHECK(Clock::now() - start < 400ms);
    CHECK(failed == 4);
    CHECK(test::error_of([&] { ping(target); }).error() == Error::bad_inv_order);
}

TEST_CASE("two clients in one process do not disturb each other") {
    Server server;
    auto one = std::make_unique<Client>();
    Client two;
    ping(one->to(server.ior()));
    ping(two.to(server.ior()));
    one.reset();
    ping(two.to(server.ior()));
}
