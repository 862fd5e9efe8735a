// SPDX-License-Identifier: BSL-1.0
// Our client and our server over loopback: what travels, and what happens when it does not.
#include <sys/ioctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE("a call and its answer in each GIOP version") {
    Server server;
    Client client;
    for (std::uint8_t minor : {0, 1, 2}) {
        CAPTURE(int{minor});
        const auto target = client.to(server.ior("echo", {1, minor}));
        ping(target);
        CHECK(echo(target, "sixteen letters.") == "sixteen letters.");
        CHECK(echo(target, "") == "");
    }
    CHECK(client.transport->connections() == 1);
}

TEST_CASE("text goes through the negotiated code sets") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    CHECK(echo(target, "Gr\xc3\xbc\xc3\x9f") == "Gr\xc3\xbc\xc3\x9f");
    auto reply = client.invoker->call(target, "wide",
                                      [](cdr::Writer& out) { out.wide_string(L"\u20ac and \U0001f600"); });
    std::wstring text;
    reply.body.wide_string(text);
    CHECK(text == L"\u20ac and \U0001f600");
    CHECK(reply.body.environment() == client.invoker.get());
}

TEST_CASE("large bodies arrive unchanged") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    for (std::size_t size : {0u, 1u, 4095u, 4096u, 65536u, 1u << 20, 10u << 20}) {
        Octets octets(size);
        for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
        auto reply = client.invoker->call(target, "octets", [&](cdr::Writer& out) { out.octets(octets); });
        const auto back = reply.body.octets();
        CHECK(std::equal(back.begin(), back.end(), octets.begin(), octets.end()));
    }
}

TEST_CASE("bodies in fragments arrive unchanged, whatever the size of a fragment") {
    for (std::size_t fragment : {32u, 40u, 1000u, 4096u, 65536u}) {
        transport::ServerSettings server_settings;
        server_settings.fragment_size = fragment;
        transport::ClientSettings client_settings;
        client_settings.fragment_size = fragment;
        Server server{server_settings};
        Client client{{}, client_settings};
        const auto target = client.to(server.ior());
        for (std::size_t size : {1u, 4095u, 100'000u}) {
            Octets octets(size);
            for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
            auto reply = client.invoker->call(target, "octets", [&](cdr::Writer& out) { out.octets(octets); });
            const auto back = reply.body.octets();
            CHECK(std::equal(back.begin(), back.end(), octets.begin(), octets.end()));
        }
    }
}

TEST_CASE("a request or reply over the limit is refused by name of the limit, and the connection lives on") {
    transport::ClientSettings settings;
    settings.limits.message = 100'000;
    Server server;
    Client client{{}, settings};
    const auto target = client.to(server.ior());
    ping(target);
    const Octets octets(200'000);
    const auto error =
        error_of([&] { client.invoker->call(target, "octets", [&](cdr::Writer& out) { out.octets(octets); }); });
    CHECK(error.error() == Error::marshal);
    CHECK(error.completed() == Completion::no);
    CHECK_THAT(error.what(), Catch::Contains("100000"));
    ping(target);
    CHECK(client.transport->connections() == 1);
}

TEST_CASE("the side whose limit is lower refuses, the other one is told, and the connection lives on") {
    transport::ServerSettings server_limit, server_pieces;
    transport::ClientSettings client_limit, client_pieces;
    server_limit.limits.message = client_limit.limits.message = 20'000;
    const auto octets = [](const Reference& target, std::size_t count) {
        const Octets sent(count, 7);
        return target.invoker().call(target, "octets", [&](cdr::Writer& out) { out.octets(sent); });
    };
    for (std::size_t fragment_size : {0, 4096}) {
        CAPTURE(fragment_size);
        server_pieces.fragment_size = client_pieces.fragment_size = fragment_size;
        {
            Server server{server_limit};
            Client client{{}, client_pieces};
            const auto target = client.to(server.ior());
            for (int i = 0; i < 3; ++i) {
                const auto error = error_of([&] { octets(target, 3'000'000); });
                CHECK(error.error() == Error::marshal);
                CHECK(error.minor() == minor::message_over_limit);
                CHECK(error.completed() == Completion::no);
                CHECK_THAT(error.text(), Contains("limit of 20000 bytes") && Contains("-ORBgiopMaxMsgSize"));
                ping(target);
            }
            CHECK(server.echo.requests == 3);
            CHECK(server.transport.connections() == 1);
        }
        {
            Server server{server_pieces};
            Client client{{}, client_limit};
            const auto target = client.to(server.ior());
            server.echo.other = [](ServerRequest& request) {
                const Octets sent(100'000, 7);
                request.reply([&](cdr::Writer& out) { out.octets(sent); });
            };
            const auto error = error_of([&] { target.invoker().call(target, "call", no_arguments); });
            CHECK(error.minor() == minor::message_over_limit);
            CHECK(error.completed() == Completion::yes);
            CHECK_THAT(error.text(),
                       Contains("Reply") && Contains("limit of 20000 bytes") && Contains("-ORBgiopMaxMsgSize"));
            ping(target);
            CHECK(server.transport.connections() == 1);
        }
    }
}

TEST_CASE("exceptions of the server reach the caller") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    auto reply = client.invoker->call(target, "refuse", no_arguments);
    CHECK(reply.status == giop::ReplyStatus::user_exception);
    CHECK(reply.body.identifier() == "IDL:Refused:1.0");
    CHECK(reply.body.get<std::int32_t>() == 7);

    const auto unknown = error_of([&] { client.invoker->call(target, "nonsense", no_arguments); });
    CHECK(unknown.error() == Error::bad_operation);
    CHECK(unknown.minor() == minor::unknown_operation);
    CHECK_THAT(unknown.what(), Catch::Contains(server.address.to_string()) && Catch::Contains("nonsense"));

    const auto silent = error_of([&] { client.invoker->call(target, "silent", no_arguments); });
    CHECK(silent.error() == Error::no_response);
}

TEST_CASE("results that cannot be encoded become a system exception") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    const auto error = error_of([&] { client.invoker->call(target, "bad_results", no_arguments); });
    CHECK(error.error() == Error::data_conversion);
    CHECK(error.completed() == Completion::yes);
    ping(target);
}

TEST_CASE("what writes the arguments of a call may call over the same connection") {
    Server server;
    transport::ClientSettings one_connection;
    one_connection.max_connections = 1;
    Invoker::Settings calls;
    calls.call_timeout = 20s;
    Client client{calls, one_connection};
    const auto target = client.to(server.ior());
    auto reply = target.invoker().call(target, "echo", [&](cdr::Writer& out) {
        out.string(echo(target, "inner") + " and " + echo(target, "outer"));
    });
    CHECK(reply.body.string() == "inner and outer");
    CHECK(client.transport->connections() == 1);
}

TEST_CASE("arguments that cannot be encoded leave the connection alone") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    CHECK(error_of([&] { echo(target, std::string_view{"a\0b", 3}); }).error() == Error::bad_param);
    CHECK_THROWS_AS(client.invoker->call(target, "echo", [](cdr::Writer&) { throw std::runtime_error{"mine"}; }),
                    std::runtime_error);
    ping(target);
    CHECK(client.transport->connections() == 1);
    CHECK(client.transport->late_replies() == 0);
}

TEST_CASE("oneways arrive in order") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    for (std::int32_t i = 0; i < 2000; ++i) fire(target, i);
    REQUIRE(eventually([&] { return server.echo.fired == 2000; }));
    const std::lock_guard lock{server.echo.mutex};
    for (std::int32_t i = 0; i < 2000; ++i) REQUIRE(server.echo.order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("oneways that nothing follows arrive too, and those left at the end") {
    Server server;
    {
        Client client;
        const auto target = client.to(server.ior());
        for (unsigned round = 1; round <= 20; ++round) {
            for (std::int32_t i = 0; i < 100; ++i) fire(target, i);
            CHECK(eventually([&] { return server.echo.fired == 100 * round; }));
        }
        for (std::int32_t i = 0; i < 100; ++i) fire(target, i);
    }
    CHECK(eventually([&] { return server.echo.fired == 2100; }));
    for (std::size_t i = 0; i < 2100; ++i) REQUIRE(server.echo.order[i] == static_cast<std::int32_t>(i % 100));
}

TEST_CASE("the first oneway is handed to the operating system at once, each one if the caller asks for it") {
    constexpr int many = 20;
    std::atomic<int> sent{-1};
    std::atomic<unsigned> bytes_of_first{0}, bytes_of_all{0};
    std::atomic<bool> seen{false};
    RawServer server{[&](RawPeer& peer, unsigned) {
        const auto there = [&] {
            int count = 0;
            ::ioctl(peer.socket(), FIONREAD, &count);
            return static_cast<unsigned>(count);
        };
        REQUIRE(eventually([&] { return sent == 1; }));
        bytes_of_first = there();
        seen = true;
        REQUIRE(eventually([&] { return sent == many; }));
        bytes_of_all = there();
        seen = true;
        REQUIRE(eventually([&] { return sent == 0; }));
    }};
    Client client;
    const auto sees = [&](int count) {
        seen = false;
        sent = count;
        return eventually([&] { return seen.load(); });
    };
    const auto any = client.to(ior_of(server.address));
    const auto strict = with_policies(any, {.round_trip_timeout = {}, .sync_scope = SyncScope::with_transport},
                                      nullptr);
    fire(any, 1);
    REQUIRE(sees(1));
    for (int i = 1; i < many; ++i) fire(strict, 1);
    REQUIRE(sees(many));
    sent = 0;
    CHECK(bytes_of_first > 50);
    CHECK(bytes_of_all > many * 50);
}

TEST_CASE("many threads share one connection where only one is allowed") {
    Server server;
    transport::ClientSettings settings;
    settings.max_connections = 1;
    Client client{{}, settings};
    const auto target = client.to(server.ior());
    std::atomic<unsigned> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                const auto text = std::to_string(t) + ":" + std::to_string(i);
                if (echo(target, text) != text) ++wrong;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
    CHECK(client.transport->connections() == 1);
    CHECK(server.transport.connections() == 1);
    CHECK(server.echo.requests == 3200);
}

namespace {

/// Calls from so many threads until a condition holds; whether it came to hold.
template <class Condition>
bool hammer(const Reference& target, int count, Condition condition) {
    std::atomic<bool> stop{false};
    std::atomic<unsigned> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < count; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; !stop; ++i) {
                const auto text = std::to_string(t) + ":" + std::to_string(i);
                if (echo(target, text) != text) ++wrong;
            }
        });
    const bool held = eventually(condition);
    stop = true;
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
    return held;
}

}  // namespace

TEST_CASE("threads that call without end get connections of their own, up to the limit, which idle away") {
    Server server;
    transport::ClientSettings settings;
    settings.max_connections = 3;
    settings.idle_timeout = 100ms;
    Client client{{}, settings};
    const auto target = client.to(server.ior());
    CHECK(hammer(target, 8, [&] { return client.transport->connections() == 3; }));
    CHECK(client.transport->connections() <= 3);
    CHECK(eventually([&] {
        ping(target);
        return client.transport->connections() == 1;
    }));
    CHECK(hammer(target, 8, [&] { return client.transport->connections() == 3; }));
}

TEST_CASE("two threads that call without end get a connection each") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    CHECK(hammer(target, 2, [&] { return client.transport->connections() == 2; }));
    CHECK(client.transport->connections() == 2);
}

TEST_CASE("a server that takes no second connection is called over the first") {
    transport::ServerSettings few;
    few.max_connections = 1;
    Server server{few};
    Client client;
    const auto target = client.to(server.ior());
    const auto end = Clock::now() + 200ms;
    CHECK(hammer(target, 8, [&] { return Clock::now() > end; }));
    CHECK(server.transport.connections() == 1);
}

TEST_CASE("oneways and calls of a thread keep their order among those of others") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    std::map<std::int32_t, std::int32_t> last;
    std::vector<std::thread> threads;
    std::atomic<unsigned> behind{0};
    for (std::int32_t t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (std::int32_t i = 0; i < 300; ++i) {
                for (std::int32_t k = 0; k < i % 4; ++k) fire(target, t << 16 | (4 * i + k));
                ping(target);
                const std::lock_guard lock{server.echo.mutex};
                const auto mine = std::find_if(server.echo.order.rbegin(), server.echo.order.rend(),
                                               [&](auto value) { return value >> 16 == t; });
                if (i % 4 != 0 && (mine == server.echo.order.rend() || (*mine & 0xffff) != 4 * i + i % 4 - 1)) ++behind;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(behind == 0);
    unsigned out_of_order = 0;
    for (const auto value : server.echo.order) {
        auto& before = last.try_emplace(value >> 16, -1).first->second;
        if ((value & 0xffff) <= before) ++out_of_order;
        before = value & 0xffff;
    }
    CHECK(out_of_order == 0);
    CHECK(server.echo.fired == 8 * 75 * 6);
}

TEST_CASE("slow calls on one connection do not wait for each other") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    const auto burst = [&] {
        std::vector<std::thread> threads;
        std::atomic<bool> go{false};
        for (int i = 0; i < 50; ++i)
            threads.emplace_back([&] {
                while (!go) std::this_thread::yield();
                nap(target, 20);
            });
        std::this_thread::sleep_for(20ms);
        const auto start = Clock::now();
        go = true;
        for (auto& thread : threads) thread.join();
        return Clock::now() - start;
    };
    ping(target);
    const auto first = burst();
    auto best = first;
    for (int i = 0; i < 4; ++i) best = std::min(best, burst());
    const auto in_ms = [](auto time) { return std::chrono::duration<double, std::milli>(time).count(); };
    WARN("50 calls of 20 ms: first " << in_ms(first) << " ms, best " << in_ms(best) << " ms");
    CHECK(in_ms(best) < 250);  // one after the other they would take a second
    CHECK(client.transport->connections() <= 16);
}

TEST_CASE("a quick call overtakes a slow one on the same connection") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    std::thread slow{[&] { nap(target, 300); }};
    std::this_thread::sleep_for(20ms);
    const auto start = Clock::now();
    ping(target);
    CHECK(Clock::now() - start < 150ms);
    slow.join();
}

TEST_CASE("a call fails when its time is over") {
    Server server;
    Client client{{.call_timeout = 100ms}};
    const auto target = client.to(server.ior());
    ping(target);
    const auto start = Clock::now();
    const auto error = error_of([&] { nap(target, 400); });
    const auto took = Clock::now() - start;
    CHECK(error.error() == Error::timeout);
    CHECK(error.completed() == Completion::maybe);
    CHECK_THAT(error.what(), Catch::Contains(server.address.to_string()));
    CHECK(took >= 99ms);
    CHECK(took < 200ms);
    ping(target);  // the connection is as good as before
    REQUIRE(eventually([&] { return server.echo.requests == 3; }));
    std::this_thread::sleep_for(400ms);
    ping(target);
    CHECK(client.transport->late_replies() == 1);
    CHECK(client.transport->connections() == 1);
}

TEST_CASE("a reference may have a time-out of its own") {
    Server server;
    Client client;
    const auto patient = client.to(server.ior());
    const auto impatient = with_timeout(patient, 50ms);
    CHECK(error_of([&] { nap(impatient, 200); }).error() == Error::timeout);
    nap(patient, 100);
}

TEST_CASE("followers keep their own deadlines") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    std::thread leader{[&] { nap(target, 300); }};
    std::this_thread::sleep_for(30ms);
    const auto start = Clock::now();
    CHECK(error_of([&] { nap(with_timeout(target, 60ms), 250); }).error() == Error::timeout);
    CHECK(Clock::now() - start < 200ms);
    leader.join();
}

TEST_CASE("asynchronous calls complete on a thread of the ORB") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    std::atomic<int> right{0}, wrong{0};
    for (int i = 0; i < 100; ++i) {
        const auto text = std::to_string(i);
        client.invoker->call_async(target, "echo", [&](cdr::Writer& out) { out.string(text); },
                                   [&, text](Reply reply, const SystemError* error) {
                                       ++(!error && reply.body.string() == text ? right : wrong);
                                   });
        if (i % 10 == 0) ping(target);
    }
    CHECK(eventually([&] { return right + wrong == 100; }));
    CHECK(right == 100);
}

TEST_CASE("an asynchronous call has a deadline, and its callback may call back") {
    Server server;
    Client client{{.call_timeout = 80ms}};
    const auto target = client.to(server.ior());
    std::atomic<bool> timed_out{false}, called_back{false};
    client.invoker->call_async(target, "sleep", [](cdr::Writer& out) { out.put(std::uint32_t{300}); },
                               [&](Reply, const SystemError* error) {
                                   timed_out = error && error->error() == Error::timeout;
                                   ping(target);
                                   called_back = true;
                               });
    CHECK(eventually([&] { return called_back.load(); }));
    CHECK(timed_out);
}

TEST_CASE("asynchronous calls under way at shutdown complete once") {
    Server server;
    std::atomic<int> completed{0};
    {
        Client client;
        const auto target = client.to(server.ior());
        for (int i = 0; i < 20; ++i)
            client.invoker->call_async(target, "sleep", [](cdr::Writer& out) { out.put(std::uint32_t{200}); },
                                       [&](Reply, const SystemError* error) {
                                           if (error && error->error() == Error::comm_failure) ++completed;
                                       });
    }
    CHECK(completed == 20);
}

TEST_CASE("a deferred request is answered later, from another thread") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    std::thread caller{[&] {
        auto reply = client.invoker->call(target, "defer", [](cdr::Writer& out) { out.string("later"); });
        CHECK(reply.body.string() == "later!");
    }};
    std::shared_ptr<ServerRequest> request;
    REQUIRE(eventually([&] {
        const std::lock_guard lock{server.echo.mutex};
        if (server.echo.deferred.empty()) return false;
        request = server.echo.deferred.front();
        server.echo.deferred.clear();
        return true;
    }));
    ping(target);  // others go on meanwhile
    CHECK(request->operation() == "defer");
    const auto text = request->arguments().string() + "!";
    request->reply([&](cdr::Writer& out) { out.string(text); });
    request.reset();
    caller.join();
}

TEST_CASE("a deferred request that is dropped answers NO_RESPONSE") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    std::thread caller{[&] {
        CHECK(error_of([&] { client.invoker->call(target, "defer", no_arguments); }).error() == Error::no_response);
    }};
    REQUIRE(eventually([&] {
        const std::lock_guard lock{server.echo.mutex};
        return !server.echo.deferred.empty();
    }));
    {
        const std::lock_guard lock{server.echo.mutex};
        server.echo.deferred.clear();
    }
    caller.join();
}

TEST_CASE("LocateRequest") {
    Server server;
    Client client;
    CHECK(client.invoker->locate(client.to(server.ior())) == Location::Status::object_here);
    CHECK(client.invoker->locate(client.to(server.ior("nobody"))) == Location::Status::unknown_object);
    server.echo.forward_to = server.ior();
    CHECK(client.invoker->locate(client.to(server.ior("moved"))) == Location::Status::object_here);
}

TEST_CASE("a call from within an upcall to the same server") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    server.echo.other = [&](ServerRequest& request) {
        const auto text = echo(target, "inner");
        request.reply([&](cdr::Writer& out) { out.string(text); });
    };
    auto reply = client.invoker->call(target, "call", no_arguments);
    CHECK(reply.body.string() == "inner");
}

TEST_CASE("Unix-domain sockets") {
    const auto path = "/tmp/corbel-transport-test-" + std::to_string(::getpid());
    Client client;
    {
        Echo echo_object;
        transport::ServerTransport server{echo_object};
        const auto address = server.listen({{}, 0, path});
        server.start();
        giop::IiopProfile profile;
        profile.addresses = {address};
        profile.object_key = to_octets(as_bytes("echo"));
        const auto channel = client.transport->channel_for(profile, no_deadline);
        Reply reply;
        channel->call({&profile, "echo"}, [](cdr::Writer& out) { out.string("local"); }, no_deadline, reply);
        CHECK(reply.body.string() == "local");
        const auto in_use = test::error_of([&] { transport::ServerTransport{echo_object}.listen(address); });
        CHECK_THAT(in_use.what(), Catch::Contains(path));
    }
    CHECK(::access(path.c_str(), F_OK) != 0);
}
