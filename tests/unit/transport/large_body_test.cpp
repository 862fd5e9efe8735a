// SPDX-License-Identifier: BSL-1.0
// Large messages that are read while they come.
#include <catch2/catch.hpp>

#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;

namespace {

Octets pattern(std::size_t size) {
    Octets octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
    return octets;
}

/// sequence<octet> at the end of a body, received straight into its place where that is possible.
Octets last_octets(cdr::Reader& in, std::atomic<unsigned>& direct) {
    const auto count = in.claimed_length(1);
    Octets octets;
    if (in.ends_in(count, 1)) {
        ++direct;
        in.receive_end(1, [&](std::size_t bytes) {
            if (octets.size() < bytes) octets.resize(bytes);
            return octets.data();
        });
        return octets;
    }
    in.complete();
    return to_octets(in.take_view(count));
}

/// A server whose "call" answers with the number of octets it was sent, and those again.
struct Receiver {
    explicit Receiver(transport::ServerSettings settings = {})
        : server{settings, 0, [this](ServerRequest& request) { perform(request); }} {}

    void perform(ServerRequest& request) {
        ++begun;
        const auto octets = last_octets(request.arguments(), direct);
        request.end_of_arguments();
        ++performed;
        request.reply([&](cdr::Writer& out) {
            out.put(static_cast<std::uint32_t>(octets.size()));
            out.octets(octets);
        });
    }

    std::atomic<unsigned> begun{0}, direct{0}, performed{0};
    Server server;
};

/// A reply to call `operation` whose body may be continued.
void call_reading_at_once(const Reference& target, std::string_view operation, Encoder arguments, Reply& reply) {
    reply.read_at_once = true;
    target.invoker().call(target, operation, arguments, reply);
}

}  // namespace

TEST_CASE("a large body is received into its place on both sides", "[large]") {
    Receiver receiver;
    Client client;
    const auto target = client.to(receiver.server.ior());
    std::atomic<unsigned> direct{0};
    for (const std::size_t size : {std::size_t{20'000}, std::size_t{65'536}, std::size_t{1} << 20,
                                   std::size_t{5'000'001}}) {
        const auto octets = pattern(size);
        for (int i = 0; i < 3; ++i) {
            Reply reply;
            call_reading_at_once(target, "call", [&](cdr::Writer& out) { out.octets(octets); }, reply);
            CHECK(reply.body.get<std::uint32_t>() == size);
            CHECK(last_octets(reply.body, direct) == octets);
            CHECK(reply.body.at_end());
        }
        ping(target);
    }
    CHECK(receiver.performed == 12);
    CHECK(receiver.direct > 0);
    CHECK(direct > 0);
    CHECK(receiver.server.transport.connections() == 1);
}

TEST_CASE("a large body whose reader knows nothing of it is there as a whole", "[large]") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    const auto octets = pattern(300'000);
    for (int i = 0; i < 5; ++i) {
        Reply reply;
        call_reading_at_once(target, "octets", [&](cdr::Writer& out) { out.octets(octets); }, reply);
        const auto view = reply.body.octets();
        CHECK(std::equal(view.begin(), view.end(), octets.begin(), octets.end()));
        ping(target);
    }
}

TEST_CASE("threads that share a connection get their large answers, and the small ones between", "[large]") {
    Receiver receiver;
    transport::ClientSettings settings;
    settings.max_connections = 1;
    Client client{{}, settings};
    const auto target = client.to(receiver.server.ior());
    std::atomic<unsigned> wrong{0}, direct{0};
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 6; ++t)
        threads.emplace_back([&, t] {
            const auto octets = pattern(30'000 + 50'000 * t);
            for (int i = 0; i < 20; ++i) {
                Reply reply;
                call_reading_at_once(target, "call", [&](cdr::Writer& out) { out.octets(octets); }, reply);
                wrong += reply.body.get<std::uint32_t>() != octets.size();
                wrong += last_octets(reply.body, direct) != octets;
                wrong += echo(target, "between") != "between";
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
    CHECK(receiver.server.transport.connections() == 1);
}

TEST_CASE("an answer whose body nobody reads leaves the connection to others", "[large]") {
    Receiver receiver;
    Client client;
    const auto target = client.to(receiver.server.ior());
    const auto octets = pattern(2'000'000);
    for (int i = 0; i < 5; ++i) {
        {
            Reply reply;
            call_reading_at_once(target, "call", [&](cdr::Writer& out) { out.octets(octets); }, reply);
        }
        CHECK(echo(target, "next") == "next");
    }
    CHECK(receiver.server.transport.connections() == 1);
}

TEST_CASE("a large request that is refused unread leaves the connection to others", "[large]") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    const auto octets = pattern(2'000'000);
    for (int i = 0; i < 5; ++i) {
        const auto error = error_of(
            [&] { client.invoker->call(target, "nothing", [&](cdr::Writer& out) { out.octets(octets); }); });
        CHECK(error.error() == Error::bad_operation);
        CHECK(echo(target, "next") == "next");
    }
    CHECK(server.transport.connections() == 1);
}

TEST_CASE("a large request that stops coming holds no thread and is performed once, when it is whole", "[large][C8]") {
    transport::ServerSettings settings;
    settings.max_threads = 2;
    Receiver receiver{settings};
    const auto octets = pattern(200'000);
    const auto bytes =
        request(7, "call", "echo", 2, native_order, [&](cdr::Writer& out) { out.octets(octets); }).copy();
    std::vector<RawPeer> slow;
    for (int i = 0; i < 6; ++i) {
        slow.emplace_back(receiver.server.address);
        slow.back().say(ByteView{bytes}.first(2000 + 30'000 * static_cast<std::size_t>(i)));
    }
    CHECK(eventually([&] { return receiver.begun == 6; }));
    CHECK(receiver.performed == 0);
    Client client;
    ping(client.to(receiver.server.ior()));  // more of them than there are threads

    for (int i = 0; i < 6; ++i)
        slow[static_cast<std::size_t>(i)].say(ByteView{bytes}.subspan(2000 + 30'000 * static_cast<std::size_t>(i)));
    for (auto& peer : slow) {
        auto answer = peer.hear();
        REQUIRE(answer);
        auto in = answer->reader();
        giop::ReplyHeader header;
        header.read(in, answer->version());
        CHECK(header.id == 7);
        CHECK(header.status == giop::ReplyStatus::no_exception);
        CHECK(in.get<std::uint32_t>() == octets.size());
        const auto back = in.octets();
        CHECK(std::equal(back.begin(), back.end(), octets.begin(), octets.end()));
        CHECK_FALSE(peer.hear(20ms));
    }
    CHECK(receiver.performed == 6);
}

TEST_CASE("a client that goes in the middle of a large request leaves nothing", "[large]") {
    Receiver receiver;
    const auto octets = pattern(200'000);
    const auto bytes =
        request(7, "call", "echo", 2, native_order, [&](cdr::Writer& out) { out.octets(octets); }).copy();
    for (const std::size_t size : {1'100u, 50'000u, 199'000u}) {
        RawPeer peer{receiver.server.address};
        peer.say(ByteView{bytes}.first(size));
        peer.close();
    }
    CHECK(eventually([&] { return receiver.begun == 3 && receiver.server.transport.connections() == 0; }));
    CHECK(receiver.performed == 0);
}

TEST_CASE("an answer that stops coming ends at the deadline, and another call has the connection", "[large]") {
    const auto octets = pattern(200'000);
    RawServer server{[&](RawPeer& peer, unsigned) {
        auto first = peer.hear();
        if (!first) return;
        const auto bytes = reply(*first, giop::ReplyStatus::no_exception,
                                 [&](cdr::Writer& out) { out.octets(octets); }).copy();
        peer.say(ByteView{bytes}.first(120'000));
        auto second = peer.hear();  // a CancelRequest or the next call
        while (second && second->type() != giop::MessageType::request) second = peer.hear();
        peer.say(ByteView{bytes}.subspan(120'000));
        if (second)
            peer.say(reply(*second, giop::ReplyStatus::no_exception, [](cdr::Writer& out) { out.string("next"); }));
        peer.hears_end();
    }};
    Client client;
    std::atomic<unsigned> direct{0};
    const auto target = client.to(ior_of(server.address));
    Reply reply;
    call_reading_at_once(with_timeout(target, 300ms), "call", no_arguments, reply);
    const auto error = error_of([&] { last_octets(reply.body, direct); });
    CHECK(error.error() == Error::timeout);
    CHECK(error.completed() == Completion::yes);
    CHECK(echo(target, "next") == "next");
    CHECK(direct == 1);
    CHECK(server.accepted == 1);
}

TEST_CASE("a server that goes in the middle of a large answer is COMM_FAILURE", "[large]") {
    const auto octets = pattern(200'000);
    RawServer server{[&](RawPeer& peer, unsigned) {
        const auto request = peer.hear();
        if (!request) return;
        const auto bytes =
            reply(*request, giop::ReplyStatus::no_exception, [&](cdr::Writer& out) { out.octets(octets); }).copy();
        peer.say(ByteView{bytes}.first(120'000));
    }};
    Client client;
    std::atomic<unsigned> direct{0};
    for (const bool at_once : {true, false}) {
        Reply reply;
        reply.read_at_once = at_once;
        const auto target = client.to(ior_of(server.address));
        const auto error = error_of([&] {
            target.invoker().call(target, "call", no_arguments, reply);
            last_octets(reply.body, direct);
        });
        CHECK(error.error() == Error::comm_failure);
    }
    CHECK(direct == 1);
}
