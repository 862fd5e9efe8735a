// SPDX-License-Identifier: BSL-1.0
// The server against clients that are no Corbel, and against bytes that are no GIOP.
#include <sys/resource.h>

#include <catch2/catch.hpp>

#include <set>

#include "orb/engine/giop/locate.hpp"
#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;
using giop::MessageType;

namespace {

giop::ReplyHeader header_of(const giop::Message& message, cdr::Reader& in) {
    in = message.reader();
    giop::ReplyHeader header;
    header.read(in, message.version());
    return header;
}

void require_pong(RawPeer& peer, std::uint32_t id) {
    const auto message = peer.hear();
    REQUIRE(message);
    REQUIRE(message->type() == MessageType::reply);
    cdr::Reader in;
    const auto header = header_of(*message, in);
    CHECK(header.id == id);
    CHECK(header.status == giop::ReplyStatus::no_exception);
}

}  // namespace

TEST_CASE("versions and byte orders may change from message to message") {
    Server server;
    RawPeer peer{server.address};
    std::uint32_t id = 1;
    for (std::uint8_t minor : {2, 0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
            CAPTURE(int{minor}, int(order));
            peer.say(request(++id, "echo", "echo", minor, order, [](cdr::Writer& out) { out.string("hello"); }));
            const auto message = peer.hear();
            REQUIRE(message);
            CHECK(message->version().minor == minor);
            cdr::Reader in;
            const auto header = header_of(*message, in);
            CHECK(header.id == id);
            CHECK(header.status == giop::ReplyStatus::no_exception);
            CHECK(in.string() == "hello");
        }
}

TEST_CASE("a request may come a byte at a time, and many may come at once") {
    Server server;
    RawPeer peer{server.address};
    const auto bytes = request(5, "ping").copy();
    for (auto byte : bytes) {
        peer.say(ByteView{&byte, 1});
        std::this_thread::sleep_for(100us);
    }
    require_pong(peer, 5);

    Octets all;
    for (std::uint32_t id = 10; id < 60; ++id) {
        const auto one = request(id, "ping").copy();
        all.insert(all.end(), one.begin(), one.end());
    }
    peer.say(all);
    std::set<std::uint32_t> answered;  // in any order: several threads may be at work
    for (std::uint32_t id = 10; id < 60; ++id) {
        const auto message = peer.hear();
        REQUIRE(message);
        cdr::Reader in;
        answered.insert(header_of(*message, in).id);
    }
    CHECK(answered.size() == 50);
    CHECK(*answered.begin() == 10);
    CHECK(*answered.rbegin() == 59);
}

TEST_CASE("what is not GIOP is answered by MessageError and the end") {
    Server server;
    const auto good = request(1, "ping").copy();
    const auto changed = [&](std::size_t at, std::uint8_t value) {
        auto bytes = good;
        bytes[at] = value;
        return bytes;
    };
    const std::vector<Octets> all = {
        to_octets(as_bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
        changed(0, 'g'),      // magic
        changed(4, 2),        // version 2.2
        changed(5, 3),        // version 1.3
        changed(6, 0x81),     // reserved flag
        changed(7, 99),       // type
        changed(7, 1),        // a Reply, which is a server's
        {'G', 'I', 'O', 'P', 1, 2, 1, 0, 0xff, 0xff, 0xff, 0xff},  // 4 GiB to come
        {'G', 'I', 'O', 'P', 1, 2, 1, 0, 0, 0, 0, 0},              // a Request of nothing
        {'G', 'I', 'O', 'P', 1, 2, 1, 7, 4, 0, 0, 0, 1, 2, 3, 4},  // a Fragment of nothing
    };
    for (const auto& bytes : all) {
        CAPTURE(escaped(as_text(bytes)));
        RawPeer peer{server.address};
        peer.say(bytes);
        const auto answer = peer.hear();
        REQUIRE(answer);
        CHECK(answer->type() == MessageType::message_error);
        CHECK(peer.hears_end());
    }
    RawPeer peer{server.address};
    peer.say(good);
    require_pong(peer, 1);
    CHECK(eventually([&] { return server.transport.connections() == 1; }));
}

TEST_CASE("half a header and then nothing: the connection is ended, no thread waits") {
    transport::ServerSettings settings;
    settings.header_timeout = 100ms;
    settings.progress_timeout = 100ms;
    settings.max_threads = 4;
    Server server{settings};
    std::vector<RawPeer> peers;
    for (int i = 0; i < 20; ++i) {
        peers.emplace_back(server.address);
        peers.back().say("GIOP\1");
    }
    std::this_thread::sleep_for(50ms);
    RawPeer good{server.address};
    good.say(request(1, "ping"));
    require_pong(good, 1);
    for (auto& peer : peers) CHECK(peer.hears_end());

    RawPeer body{server.address};
    const auto bytes = request(1, "ping").copy();
    body.say(ByteView{bytes}.first(20));
    CHECK(body.hears_end());
}

TEST_CASE("CancelRequest is no error, whatever it names") {
    Server server;
    RawPeer peer{server.address};
    for (std::uint32_t id = 0; id < 100; ++id) {
        cdr::Writer out;
        giop::write_cancel_request(out, encoding_of(2), id);
        peer.say(out);
    }
    peer.say(request(7, "ping"));
    require_pong(peer, 7);
}

TEST_CASE("LocateRequest is answered in each version") {
    Server server;
    RawPeer peer{server.address};
    for (std::uint8_t minor : {0, 1, 2}) {
        cdr::Writer out;
        giop::write_locate_request(out, encoding_of(minor), 40u + minor, giop::Target::of(as_bytes("echo")));
        peer.say(out);
        const auto message = peer.hear();
        REQUIRE(message);
        REQUIRE(message->type() == MessageType::locate_reply);
        auto in = message->reader();
        giop::LocateReplyHeader header;
        header.read(in, message->version());
        CHECK(header.id == 40u + minor);
        CHECK(header.status == giop::LocateStatus::object_here);
        CHECK(in.at_end());  // omniORB closes the connection where something follows
    }
}

TEST_CASE("a fragmented request is put together") {
    Server server;
    RawPeer peer{server.address};
    const auto whole = request(9, "echo", "echo", 2, native_order, [](cdr::Writer& out) {
                           out.string(std::string(3000, 'x'));
                       }).copy();
    const std::size_t cut = 1024;
    Octets first{whole.begin(), whole.begin() + cut};
    first[6] |= 2;
    std::uint32_t size = cut - 12;
    std::memcpy(&first[8], &size, 4);
    peer.say(first);
    std::this_thread::sleep_for(5ms);
    Octets last{'G', 'I', 'O', 'P', 1, 2, static_cast<std::uint8_t>(native_order), 7};
    const std::uint32_t tail[] = {static_cast<std::uint32_t>(4 + whole.size() - cut), 9};
    last.insert(last.end(), reinterpret_cast<const std::uint8_t*>(tail),
                reinterpret_cast<const std::uint8_t*>(tail + 2));
    last.insert(last.end(), whole.begin() + cut, whole.end());
    peer.say(last);
    const auto message = peer.hear();
    REQUIRE(message);
    cdr::Reader in;
    CHECK(header_of(*message, in).status == giop::ReplyStatus::no_exception);
    CHECK(in.string().size() == 3000);
}

TEST_CASE("a client's CloseConnection ends the connection") {
    Server server;
    RawPeer peer{server.address};
    peer.say(request(1, "ping"));
    require_pong(peer, 1);
    peer.say(close_connection());
    CHECK(peer.hears_end());
    CHECK(eventually([&] { return server.transport.connections() == 0; }));
}

TEST_CASE("clients that vanish do no harm") {
    Server server;
    for (int i = 0; i < 50; ++i) {
        RawPeer peer{server.address};
        peer.say(request(1, "sleep", "echo", 2, native_order, [](cdr::Writer& out) { out.put(std::uint32_t{5}); }));
        if (i % 2) peer.reset();
    }
    RawPeer peer{server.address};
    peer.say(request(2, "ping"));
    require_pong(peer, 2);
    CHECK(eventually([&] { return server.transport.connections() == 1; }));
}

TEST_CASE("an idle connection is closed with CloseConnection") {
    transport::ServerSettings settings;
    settings.idle_timeout = 100ms;
    Server server{settings};
    RawPeer peer{server.address};
    peer.say(request(1, "ping"));
    require_pong(peer, 1);
    const auto message = peer.hear();
    REQUIRE(message);
    CHECK(message->type() == MessageType::close_connection);
    CHECK(peer.hears_end());
}

TEST_CASE("a client that does not read its answers holds up nobody, and gets them when it does") {
    Server server;
    RawPeer slow{server.address};
    const Octets octets(4 << 20, 'x');
    std::thread writer{[&] {
        for (std::uint32_t id = 0; id < 3; ++id)
            slow.say(request(id, "octets", "echo", 2, native_order, [&](cdr::Writer& out) { out.octets(octets); }));
    }};
    REQUIRE(eventually([&] { return server.echo.requests >= 1; }));
    std::this_thread::sleep_for(100ms);
    RawPeer quick{server.address};
    for (std::uint32_t id = 0; id < 100; ++id) {
        quick.say(request(id, "ping"));
        require_pong(quick, id);
    }
    for (std::uint32_t id = 0; id < 3; ++id) {
        const auto message = slow.hear();
        REQUIRE(message);
        cdr::Reader in;
        CHECK(header_of(*message, in).id == id);
        CHECK(in.octets().size() == octets.size());
    }
    writer.join();
}

TEST_CASE("no more is read while too many requests of a connection are unanswered") {
    transport::ServerSettings settings;
    settings.max_in_flight = 8;
    settings.max_threads = 32;
    Server server{settings};
    RawPeer peer{server.address};
    for (std::uint32_t id = 0; id < 40; ++id) peer.say(request(id, "defer"));
    REQUIRE(eventually([&] { return server.echo.requests == 8; }));
    std::this_thread::sleep_for(50ms);
    CHECK(server.echo.requests == 8);
    unsigned answered = 0;
    while (answered < 40) {
        std::vector<std::shared_ptr<ServerRequest>> batch;
        REQUIRE(eventually([&] {
            const std::lock_guard lock{server.echo.mutex};
            batch.swap(server.echo.deferred);
            return !batch.empty();
        }));
        for (auto& request : batch) {
            request->reply(no_arguments);
            request.reset();
            REQUIRE(peer.hear());
            ++answered;
        }
    }
}

TEST_CASE("more requests than threads") {
    transport::ServerSettings settings;
    settings.max_threads = 4;
    Server server{settings};
    Client client;
    const auto target = client.to(server.ior());
    std::vector<std::thread> threads;
    for (int i = 0; i < 20; ++i) threads.emplace_back([&] { nap(target, 10); });
    for (auto& thread : threads) thread.join();
    CHECK(server.transport.threads() <= 5);
    ping(target);
}

TEST_CASE("many connections need few threads") {
    transport::ServerSettings settings;
    Server server{settings};
    std::vector<RawPeer> peers;
    for (std::uint32_t id = 0; id < 300; ++id) {
        peers.emplace_back(server.address);
        peers.back().say(request(id, "ping"));
        require_pong(peers.back(), id);
    }
    CHECK(server.transport.connections() == 300);
    CHECK(server.transport.threads() <= 65);
    for (std::uint32_t id = 0; id < 300; ++id) {
        peers[id].say(request(id + 1000, "ping"));
        require_pong(peers[id], id + 1000);
    }
}

TEST_CASE("a connection that was busy is attended to again after a rest") {
    Server server;
    RawPeer peer{server.address};
    for (std::uint32_t id = 0; id < 300; ++id) {
        if (id % 100 == 99) std::this_thread::sleep_for(60ms);  // longer than a thread stays with a connection
        peer.say(request(id, "ping"));
        require_pong(peer, id);
    }
    // Another thread puts the connection to rest meanwhile.
    peer.say(request(1000, "sleep", "echo", 2, native_order, [](cdr::Writer& out) { out.put(std::uint32_t{50}); }));
    require_pong(peer, 1000);
    peer.say(request(1001, "ping"));
    require_pong(peer, 1001);
}

TEST_CASE("no descriptors left: connections wait and the server recovers") {
    Server server;
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    RawPeer first{server.address};
    first.say(request(1, "ping"));
    require_pong(first, 1);

    transport::Fd probe{::dup(0)};
    const auto lowest = probe.get();
    std::vector<RawPeer> waiting;
    waiting.emplace_back(server.address);
    REQUIRE(eventually([&] { return server.transport.connections() == 2; }));
    waiting.emplace_back(transport::Fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)});
    const rlimit tight{static_cast<rlim_t>(lowest) + 1, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &tight);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.address.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(waiting.back().socket(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    waiting.back().say(request(2, "ping"));
    std::this_thread::sleep_for(150ms);
    const auto connections = server.transport.connections();
    ::setrlimit(RLIMIT_NOFILE, &before);  // sanitizers need descriptors to look at what CHECK shows
    CHECK(connections == 2);
    require_pong(waiting.back(), 2);
}

TEST_CASE("stop finishes what runs, says CloseConnection and frees the port") {
    auto server = std::make_unique<Server>();
    const auto address = server->address;
    RawPeer idle{address}, busy{address};
    idle.say(request(1, "ping"));
    require_pong(idle, 1);
    busy.say(request(2, "sleep", "echo", 2, native_order, [](cdr::Writer& out) { out.put(std::uint32_t{100}); }));
    REQUIRE(eventually([&] { return server->echo.requests == 2; }));
    std::thread stopper{[&] { server->transport.stop(); }};
    const auto farewell = idle.hear();
    REQUIRE(farewell);
    CHECK(farewell->type() == MessageType::close_connection);
    CHECK(idle.hears_end());
    require_pong(busy, 2);
    const auto last = busy.hear();
    REQUIRE(last);
    CHECK(last->type() == MessageType::close_connection);
    CHECK(busy.hears_end());
    stopper.join();
    CHECK(server->transport.threads() == 0);
    server.reset();
    Server again{{}, address.port};
    RawPeer peer{address};
    peer.say(request(1, "ping"));
    require_pong(peer, 1);
}

TEST_CASE("stop waits for a client that takes its last answer slowly, and says CloseConnection behind it") {
    const bool deferred = GENERATE(false, true);
    CAPTURE(deferred);
    auto server = std::make_unique<Server>();
    RawPeer slow{server->address};
    const Octets octets(12 << 20, 'x');
    server->echo.other = [&](ServerRequest& request) {
        request.reply([&](cdr::Writer& out) { out.octets(octets); });
    };
    slow.say(request(1, deferred ? "defer" : "call"));
    REQUIRE(eventually([&] { return server->echo.requests == 1; }));
    if (deferred)
        REQUIRE(eventually([&] { return std::lock_guard{server->echo.mutex}, !server->echo.deferred.empty(); }));
    std::this_thread::sleep_for(100ms);  // what the sockets hold has left
    std::thread stopper{[&] {
        server->transport.begin_stop();
        for (auto& each : server->echo.deferred) server->echo.other(*each);
        server->echo.deferred.clear();
        server->transport.stop();
    }};
    std::this_thread::sleep_for(200ms);
    const auto answer = slow.hear();
    REQUIRE(answer);
    cdr::Reader in;
    CHECK(header_of(*answer, in).id == 1);
    CHECK(in.octets().size() == octets.size());
    const auto last = slow.hear();
    REQUIRE(last);
    CHECK(last->type() == MessageType::close_connection);
    CHECK(slow.hears_end());
    stopper.join();
}

TEST_CASE("stop does not wait for a client that takes nothing longer than the write time-out") {
    transport::ServerSettings settings;
    settings.write_timeout = 300ms;
    Server server{settings};
    const Octets octets(12 << 20, 'x');
    server.echo.other = [&](ServerRequest& request) {
        request.reply([&](cdr::Writer& out) { out.octets(octets); });
    };
    RawPeer never{server.address};
    never.say(request(1, "call"));
    REQUIRE(eventually([&] { return server.echo.requests == 1; }));
    const auto start = Clock::now();
    server.transport.stop();
    CHECK(Clock::now() - start < 10s);
}

TEST_CASE("stop from an upcall is refused, begin_stop is not") {
    Server server;
    Client client;
    const auto target = client.to(server.ior());
    server.echo.other = [&](ServerRequest& request) {
        const auto error = test::error_of([&] { server.transport.stop(); });
        server.transport.begin_stop();
        request.reply([&](cdr::Writer& out) { out.put(static_cast<std::uint32_t>(error.error())); });
    };
    auto reply = client.invoker->call(target, "call", no_arguments);
    CHECK(reply.body.get<std::uint32_t>() == static_cast<std::uint32_t>(Error::bad_inv_order));
    server.transport.stop();
}

TEST_CASE("a port in use and an address of another host are told apart") {
    Server server;
    Echo object;
    transport::ServerTransport other{object};
    const auto in_use = test::error_of([&] { other.listen(server.address); });
    CHECK(in_use.error() == Error::initialize);
    CHECK_THAT(in_use.what(), Catch::Contains(server.address.to_string()) && Catch::Contains("in use"));
    CHECK_THAT(test::error_of([&] { other.listen({"192.0.2.1", 0, {}}); }).what(),
               Catch::Contains("192.0.2.1") && Catch::Contains("no such address"));
    CHECK_THAT(test::error_of([&] { other.listen({"no-such-host.invalid", 0, {}}); }).what(),
               Catch::Contains("no-such-host.invalid") && Catch::Contains("resolved"));
}

TEST_CASE("two servers in one process know nothing of each other") {
    Server one, two;
    Client client;
    ping(client.to(one.ior()));
    ping(client.to(two.ior()));
    ping(client.to(two.ior()));
    one.transport.stop();
    ping(client.to(two.ior()));
    CHECK(one.echo.requests == 1);
    CHECK(two.echo.requests == 3);
}
