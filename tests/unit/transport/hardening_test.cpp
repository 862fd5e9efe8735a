// SPDX-License-Identifier: BSL-1.0
// Peers that are slow, silent or gone. docs/hardening.md names the test of each fault.
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <cstring>
#include <fstream>

#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;

namespace {

int option(int socket, int level, int name) {
    int value = -1;
    socklen_t length = sizeof value;
    ::getsockopt(socket, level, name, &value, &length);
    return value;
}

}  // namespace

TEST_CASE("a peer that has vanished is noticed by the system", "[C6]") {
    Server server;
    RawPeer peer{server.address};
    CHECK(option(peer.socket(), SOL_SOCKET, SO_KEEPALIVE) == 1);
    CHECK(option(peer.socket(), IPPROTO_TCP, TCP_KEEPIDLE) == 60);
    CHECK(option(peer.socket(), IPPROTO_TCP, TCP_USER_TIMEOUT) == 75'000);
    CHECK(option(peer.socket(), IPPROTO_TCP, TCP_NODELAY) == 1);
}

TEST_CASE("a client that never reads its answer is given up after the write time-out", "[C7]") {
    transport::ServerSettings settings;
    settings.write_timeout = 200ms;
    Server server{settings};
    RawPeer slow{server.address};
    const Octets octets(8 << 20, 'x');
    std::thread writer{[&] {
        slow.say(request(1, "octets", "echo", 2, native_order, [&](cdr::Writer& out) { out.octets(octets); }));
    }};
    writer.join();
    CHECK(eventually([&] { return server.echo.requests == 1; }));
    CHECK(eventually([&] { return server.transport.connections() == 0; }));
}

TEST_CASE("a client that reads nothing is not served any more, and cannot make the server hold its answers",
          "[C7][C14]") {
    transport::ServerSettings settings;
    settings.write_timeout = 500ms;
    settings.max_threads = 8;
    settings.send_queue = 1 << 20;
    std::atomic<unsigned> performed{0};
    const Octets octets(4 << 20, 'x');
    Server server{settings, 0, [&](ServerRequest& request) {
        std::this_thread::sleep_for(20ms);  // long enough for other threads to read on
        request.reply([&](cdr::Writer& out) { out.octets(octets); });
        ++performed;
    }};
    RawPeer greedy{server.address};
    for (std::uint32_t id = 0; id < 200; ++id) greedy.say(request(id, "call"));
    RawPeer modest{server.address};
    for (std::uint32_t id = 0; id < 50; ++id) {
        modest.say(request(id, "ping"));
        REQUIRE(modest.hear());
    }
    CHECK(eventually([&] { return server.transport.connections() == 1; }));
    CHECK(performed < 50);
    modest.say(request(1, "ping"));
    CHECK(modest.hear());
}

TEST_CASE("answers that find the queue full wait for a client that reads slowly", "[C7]") {
    transport::ServerSettings settings;
    settings.send_queue = 1 << 20;
    const Octets octets(4 << 20, 'x');
    Server server{settings, 0, [&](ServerRequest& request) {
        std::this_thread::sleep_for(50ms);
        request.reply([&](cdr::Writer& out) { out.octets(octets); });
    }};
    RawPeer slow{server.address};
    constexpr std::uint32_t count = 8;
    for (std::uint32_t id = 0; id < count; ++id) slow.say(request(id, "call"));
    std::this_thread::sleep_for(500ms);
    for (std::uint32_t id = 0; id < count; ++id) {
        const auto answer = slow.hear();
        REQUIRE(answer);
        CHECK(answer->header().size > 4 << 20);
    }
}

TEST_CASE("one address has a share of the connections, and is told when that is used up", "[C10]") {
    transport::ServerSettings settings;
    const bool per_source = GENERATE(false, true);
    (per_source ? settings.max_connections_per_source : settings.max_connections) = 5;
    settings.spare_idle = 300ms;
    Server server{settings};
    std::vector<RawPeer> peers;
    for (int i = 0; i < 5; ++i) peers.emplace_back(server.address);
    REQUIRE(eventually([&] { return server.transport.connections() == 5; }));
    RawPeer stranger{server.address};
    const auto word = stranger.hear();
    REQUIRE(word);
    CHECK(word->type() == giop::MessageType::close_connection);
    CHECK(stranger.hears_end());
    Client client;
    const auto refused = error_of([&] { ping(client.to(server.ior())); });
    CHECK(refused.completed() == Completion::no);

    SECTION("one that is closed leaves its place") {
        peers.pop_back();
        CHECK(eventually([&] { return server.transport.connections() == 4; }));
        ping(client.to(server.ior()));
    }
    SECTION("one that is idle makes room, those in use do not") {
        std::uint32_t id = 0;
        const auto busy = [&] {
            for (int i = 0; i < 4; ++i) {
                peers[static_cast<std::size_t>(i)].say(request(++id, "ping"));
                REQUIRE(peers[static_cast<std::size_t>(i)].hear());
            }
        };
        const auto is_served = [&] {
            busy();
            RawPeer newcomer{server.address};
            newcomer.say(request(1, "ping"));
            const auto answer = newcomer.hear();
            return answer && answer->type() == giop::MessageType::reply;
        };
        CHECK(eventually(is_served));
        const auto farewell = peers[4].hear();
        REQUIRE(farewell);
        CHECK(farewell->type() == giop::MessageType::close_connection);
        busy();
    }
}

TEST_CASE("a header that drips in is given up, however steadily it drips", "[C8]") {
    transport::ServerSettings settings;
    settings.header_timeout = 100ms;
    Server server{settings};
    RawPeer peer{server.address};
    REQUIRE(eventually([&] { return server.transport.connections() == 1; }));
    const auto bytes = request(1, "ping").copy();
    for (std::size_t said = 0; said < 11 && server.transport.connections() != 0; ++said) {
        peer.say(ByteView{bytes}.subspan(said, 1));
        std::this_thread::sleep_for(50ms);
    }
    CHECK(eventually([&] { return server.transport.connections() == 0; }, settings.progress_timeout / 2));
    CHECK(server.echo.requests == 0);
}

TEST_CASE("a header that came in two pieces is no reason to give up its connection", "[C8]") {
    transport::ServerSettings settings;
    settings.header_timeout = 2s;
    Server server{settings};
    RawPeer peer{server.address};
    const auto bytes = request(1, "ping").copy();
    peer.say(ByteView{bytes}.first(5));
    std::this_thread::sleep_for(700ms);  // a sweep passes
    peer.say(ByteView{bytes}.subspan(5));
    CHECK(peer.hear());
    std::uint32_t id = 1;
    for (const auto end = Clock::now() + 3s; Clock::now() < end; std::this_thread::sleep_for(2ms)) {
        peer.say(request(++id, "ping"));
        REQUIRE(peer.hear());
    }
}

TEST_CASE("a server that restarts again and again under load: no call fails, none is made twice", "[C3][C5]") {
    Invoker::Settings calls;
    calls.restart_patience = 20s;
    Client client{calls};
    std::mutex mutex;
    std::map<std::uint32_t, unsigned> ledger;
    const auto enter = [&](ServerRequest& request) {
        const auto number = request.arguments().get<std::uint32_t>();
        {
            const std::lock_guard lock{mutex};
            ++ledger[number];
        }
        request.reply([&](cdr::Writer& out) { out.put(number); });
    };
    auto server = std::make_unique<Server>(transport::ServerSettings{}, std::uint16_t{0}, enter);
    const auto port = server->address.port;
    const auto target = client.to(server->ior());
    std::atomic<bool> stop{false};
    std::atomic<std::uint32_t> next{0};
    std::atomic<unsigned> failed{0};
    std::string first_failure;
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i)
        callers.emplace_back([&] {
            while (!stop) {
                const std::uint32_t number = ++next;
                try {
                    target.invoker().call(target, "call", [&](cdr::Writer& out) { out.put(number); });
                } catch (const SystemError& error) {
                    if (failed++ == 0) first_failure = error.text();
                }
            }
        });
    for (int round = 0; round < 20; ++round) {
        const auto before = next.load();
        const auto wanted = round % 2 == 0 ? 1u : 2u;  // connections that end at once
        REQUIRE(eventually([&] { return next > before + 20 && client.transport->connections() >= wanted; }));
        server.reset();
        server = std::make_unique<Server>(transport::ServerSettings{}, port, enter);
    }
    stop = true;
    for (auto& caller : callers) caller.join();
    CAPTURE(first_failure);
    CHECK(failed == 0);
    CHECK(ledger.size() == next);
    for (const auto& [number, times] : ledger) CHECK(times == 1);
}

namespace {

/// Descriptors that a process may have, as many as it is allowed.
std::size_t most_descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

/// A process that keeps many idle connections, so that each side has descriptors of its own.
class IdleClients {
public:
    IdleClients() {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) == 0);
        child_ = ::fork();
        if (child_ == 0) keep();
        ::close(ends_[1]);
    }
    ~IdleClients() {
        ::close(ends_[0]);
        ::waitpid(child_, nullptr, 0);
    }

    /// How many of `count` there are now.
    std::size_t connect(const giop::Address& address, std::size_t count) {
        const std::array<std::size_t, 2> words{address.port, count};
        std::size_t made = 0;
        const bool said = ::write(ends_[0], words.data(), sizeof words) == sizeof words;
        return said && ::read(ends_[0], &made, sizeof made) == sizeof made ? made : 0;
    }

private:
    [[noreturn]] void keep() {
        ::close(ends_[0]);
        most_descriptors();
        std::array<std::size_t, 2> words{};
        if (::read(ends_[1], words.data(), sizeof words) == sizeof words) {
            giop::Address address;
            address.host = "127.0.0.1";
            address.port = static_cast<std::uint16_t>(words[0]);
            std::vector<transport::Fd> idle;
            try {
                while (idle.size() < words[1]) idle.push_back(transport::connect_to(address, Clock::now() + 10s));
            } catch (const SystemError&) {  // the number says it
            }
            const auto made = idle.size();
            if (::write(ends_[1], &made, sizeof made) == sizeof made) ::read(ends_[1], words.data(), 1);
            ::_exit(0);
        }
        ::_exit(1);
    }

    int ends_[2] = {-1, -1};
    pid_t child_ = -1;
};

}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
namespace {

/// A server in a process that may have little more memory than it has now, and takes messages of any size.
class PoorServer {
public:
    PoorServer() {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) == 0);
        child_ = ::fork();
        if (child_ == 0) serve();
        ::close(ends_[1]);
        std::uint16_t port = 0;
        REQUIRE(::read(ends_[0], &port, sizeof port) == sizeof port);
        address = {"127.0.0.1", port, {}};
    }
    ~PoorServer() {
        ::close(ends_[0]);
        ::waitpid(child_, nullptr, 0);
    }

    giop::Address address;

private:
    [[noreturn]] void serve() {
        ::close(ends_[0]);
        std::size_t pages = 0;
        std::ifstream{"/proc/self/statm"} >> pages;
        const rlimit limit{pages * 4096 + (300u << 20), RLIM_INFINITY};
        ::setrlimit(RLIMIT_AS, &limit);
        transport::ServerSettings settings;
        settings.limits.message = 1u << 31;
        settings.limits.fragment_bytes = std::size_t{1} << 32;
        settings.max_threads = 2;
        Server server{settings};
        char byte = 0;
        if (::write(ends_[1], &server.address.port, sizeof server.address.port) > 0) (void)!::read(ends_[1], &byte, 1);
        ::_exit(0);
    }

    int ends_[2] = {-1, -1};
    pid_t child_ = -1;
};

}  // namespace

TEST_CASE("a message that finds no memory ends its connection, not the server", "[W9]") {
    PoorServer server;  // before there are threads
    const auto serves = [&] {
        RawPeer peer{server.address};
        peer.say(request(1, "ping"));
        return peer.hear().has_value();
    };
    REQUIRE(serves());
    auto bytes = request(1, "ping").copy();
    const std::uint32_t claimed = 2'000'000'000;
    std::memcpy(bytes.data() + 8, &claimed, sizeof claimed);
    RawPeer large{server.address};
    large.say(bytes);
    const Octets some(1 << 20, 0);
    std::size_t sent = 0;
    while (sent < 600 && ::send(large.socket(), some.data(), some.size(), MSG_NOSIGNAL) > 0) ++sent;
    CHECK(sent < 600);
    CHECK(eventually(serves));  // when the memory is free again
}
#endif

TEST_CASE("idle connections cost no threads, and do not slow a live one", "[C10]") {
    IdleClients clients;  // before there are threads
    const auto most = most_descriptors();
    const auto count = std::min<std::size_t>(10'000, most > 1000 ? most - 500 : 100);
    transport::ServerSettings settings;
    settings.max_connections = settings.max_connections_per_source = 20'000;
    Server server{settings};
    CHECK(clients.connect(server.address, count) == count);
    CHECK(eventually([&] { return server.transport.connections() == count; }));
    Client client;
    const auto target = client.to(server.ior());
    for (int i = 0; i < 200; ++i) ping(target);
    WARN(count << " idle connections, " << server.transport.threads() << " threads");
    CHECK(server.transport.threads() <= 4);
}
