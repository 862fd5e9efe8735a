// SPDX-License-Identifier: BSL-1.0
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "orb/engine/transport/shm_link.hpp"
#include "orb/engine/transport/stream.hpp"
#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;
using namespace corbel::transport::shm;
using transport::Fd;
using transport::Stream;

namespace {

/// A ring whose both sides are in this process, in memory of exactly its size.
struct Ring {
    explicit Ring(std::uint32_t capacity, std::uint32_t position = 0) : data(capacity) {
        control.written = control.read = position;
        place = {&control, data.data(), capacity};
    }
    RingControl control;
    std::vector<std::uint8_t> data;
    RingPlace place;
};

Octets numbered(std::size_t size, unsigned seed = 0) {
    Octets bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>((i + seed) * 2654435761u >> 16);
    return bytes;
}

Octets take_all(RingReader& reader, std::size_t most = 1 << 20) {
    Octets bytes(most);
    auto call = Call::none;
    const auto count = reader.take(bytes, call);
    REQUIRE(count >= 0);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

}  // namespace

TEST_CASE("ring: bytes come out as they went in, round and round", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader reader{ring.place};
    const auto bytes = numbered(1000);
    Octets got;
    for (std::size_t sent = 0, step = 1; sent < bytes.size() || !reader.empty(); step = step % 16 + 1) {
        const auto piece = ByteView{bytes}.subspan(sent, std::min(step, bytes.size() - sent));
        sent += static_cast<std::size_t>(writer.put(piece));
        writer.publish();
        for (auto each : take_all(reader, step / 2 + 1)) got.push_back(each);
    }
    CHECK(got == bytes);
}

TEST_CASE("ring: a full one takes no more, an empty one gives nothing", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader reader{ring.place};
    CHECK(take_all(reader).empty());
    CHECK(writer.put(numbered(20)) == 16);
    CHECK(writer.full());
    CHECK(writer.put(numbered(1)) == 0);
    CHECK(take_all(reader).empty());  // not published
    writer.publish();
    CHECK(take_all(reader, 10) == [] { auto b = numbered(20); b.resize(10); return b; }());
    CHECK(writer.put(numbered(20)) == 10);
}

TEST_CASE("ring: the two positions that cannot be are refused, whatever they are", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader reader{ring.place};
    auto call = Call::none;
    std::array<std::uint8_t, 64> room{};
    for (const std::uint32_t lie : {17u, 0x80000000u, ~0u}) {
        ring.control.written = lie;
        CHECK(reader.take(room, call) == -EBADMSG);
        ring.control.read = 0 - lie;
        RingWriter fresh{ring.place};
        CHECK(fresh.put(room) == -EBADMSG);
    }
    ring.control.written = 16;
    CHECK(reader.take(room, call) == 16);
    ring.control.written = 8;  // back to what was read before
    CHECK(reader.take(room, call) == -EBADMSG);
}

TEST_CASE("ring: a reader that has gone is told at once", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader{ring.place}.leave();
    CHECK(writer.put(numbered(1)) == -EPIPE);
}

TEST_CASE("ring: who waits is called the way it wants, once", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader reader{ring.place};
    reader.wait_as(Call::doorbell);
    writer.put(numbered(16));
    CHECK(writer.publish() == Call::doorbell);
    CHECK(writer.publish() == Call::none);
    writer.wait_as(Call::doorbell);
    auto call = Call::none;
    std::array<std::uint8_t, 4> room{};
    CHECK(reader.take(room, call) == 4);
    CHECK(call == Call::none);  // it is worth while from half a ring on
    CHECK(reader.take(room, call) == 4);
    CHECK(call == Call::doorbell);
}

TEST_CASE("ring: who was called before it sleeps does not sleep", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader reader{ring.place};
    const auto began = Clock::now();
    reader.wait_as(Call::futex);
    writer.publish();  // late, for what has been taken long ago
    reader.sleep(20s);
    CHECK(Clock::now() - began < 10s);
}

TEST_CASE("ring: two threads, one that writes and one that reads", "[shm]") {
    Ring ring{64};
    const auto bytes = numbered(200'000);
    std::thread producer{[&] {
        RingWriter writer{ring.place};
        for (ByteView left{bytes}; !left.empty();) {
            const auto count = writer.put(left.first(std::min<std::size_t>(left.size(), 37)));
            writer.publish();
            left = left.subspan(static_cast<std::size_t>(count));
            if (count != 0) continue;
            writer.wait_as(Call::futex);
            if (writer.full()) writer.sleep(1s);
            writer.wait_as(Call::none);
        }
    }};
    RingReader reader{ring.place};
    Octets got;
    while (got.size() < bytes.size()) {
        const auto piece = take_all(reader, 50);
        got.insert(got.end(), piece.begin(), piece.end());
        if (!piece.empty()) continue;
        reader.wait_as(Call::futex);
        if (reader.empty()) reader.sleep(1s);
        reader.wait_as(Call::none);
    }
    producer.join();
    CHECK(got == bytes);
}

TEST_CASE("ring: a wake-up for all reaches who is about to sleep, and leaves the doorbell", "[shm]") {
    Ring ring{16};
    RingWriter writer{ring.place};
    RingReader reader{ring.place};
    const auto began = Clock::now();
    reader.wait_as(Call::futex);
    writer.wait_as(Call::doorbell);
    wake(ring.control);
    reader.sleep(20s);
    CHECK(Clock::now() - began < 10s);
    CHECK(ring.control.writer_waits == static_cast<std::uint32_t>(Call::doorbell));
}

// -- Giving the processor away

namespace {

/// Two links over one memory, with the socket pair beside it.
struct Pair {
    Pair() {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        sockets = {Fd{ends[0]}, Fd{ends[1]}};
        std::string why;
        Fd descriptor;
        auto memory = Memory::create(4096, descriptor, why);
        REQUIRE(memory);
        control = memory.ring(0).control;
        server.emplace(std::move(memory), Link::Side::server);
        client.emplace(Memory::map(descriptor, 4096, why), Link::Side::client);
    }
    std::array<Fd, 2> sockets;
    std::optional<Link> client, server;
    const RingControl* control = nullptr;  // of what the client says
};

/// This thread, and those it starts, on the `number`th of the processors it may use; false if there is none.
bool stay_on_processor(int number) {
    cpu_set_t all, one;
    if (::sched_getaffinity(0, sizeof all, &all) != 0) return false;
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE; ++i)
        if (CPU_ISSET(i, &all) && number-- == 0) {
            CPU_SET(i, &one);
            return ::sched_setaffinity(0, sizeof one, &one) == 0;
        }
    return false;
}

/// Messages to and fro between two threads; how many of them found the server awake.
unsigned found_awake(unsigned messages) {
    Pair pair;
    const auto say = [](Link& link, const Fd& socket, std::uint8_t byte) {
        const std::array chunks{ByteView{&byte, 1}};
        return link.send_all(socket.get(), chunks, {}).error == 0;
    };
    const auto hear = [](Link& link, const Fd& socket) {
        std::array<std::uint8_t, 16> room{};
        return link.receive(socket.get(), room, 0us) == 1 ? room[0] : -1;
    };
    std::thread server{[&] {
        for (int byte; (byte = hear(*pair.server, pair.sockets[1])) >= 0;)
            say(*pair.server, pair.sockets[1], static_cast<std::uint8_t>(byte + 1));
    }};
    unsigned awake = 0, right = 0;
    for (unsigned i = 0; i < messages; ++i) {
        const auto byte = static_cast<std::uint8_t>(i);
        awake += pair.control->reader_waits == 0;
        right += say(*pair.client, pair.sockets[0], byte) &&
                 hear(*pair.client, pair.sockets[0]) == static_cast<std::uint8_t>(byte + 1);
    }
    pair.client->shut(pair.sockets[0].get(), SHUT_RDWR);
    server.join();
    CHECK(right == messages);
    return awake;
}

/// Runs `body` in a thread of its own on one processor.
template <class Body>
void on_processor(int number, Body body) {
    std::thread{[&] {
        if (stay_on_processor(number)) body();
    }}.join();
}

}  // namespace

TEST_CASE("shared memory: peers on one processor find each other awake", "[shm]") {
    // Of those that sleep less than half are still awake. Other programs may take a processor; not for ever.
    const auto nearly_all = [processor = 0]() mutable {
        unsigned awake = 0;
        on_processor(processor++ % 2, [&] { awake = found_awake(5000); });
        return awake > 3500;
    };
    CHECK(eventually(nearly_all, 60s));
}

TEST_CASE("shared memory: a third thread that wants the processor is no reason to lose a message", "[shm]") {
    on_processor(0, [] {
        std::atomic<bool> over{false};
        std::thread busy{[&] { while (!over) {} }};
        found_awake(5000);
        over = true;
        busy.join();
    });
}

TEST_CASE("shared memory: only what is sealed and of the right size is mapped", "[shm]") {
    std::string why;
    Fd descriptor;
    const auto memory = Memory::create(4096, descriptor, why);
    REQUIRE(memory);
    CHECK(Memory::map(descriptor, 4096, why));
    CHECK(::ftruncate(descriptor.get(), 0) != 0);
    CHECK_FALSE(Memory::map(descriptor, 8192, why));
    CHECK(why == "the memory has a wrong size");
    CHECK_FALSE(Memory::map(descriptor, 5000, why));

    const Fd open{::memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    REQUIRE(::ftruncate(open.get(), static_cast<off_t>(Memory::size_for(4096))) == 0);
    CHECK_FALSE(Memory::map(open, 4096, why));
    CHECK(why == "the memory is not sealed");
    const Fd device{::open("/dev/zero", O_RDWR | O_CLOEXEC)};
    CHECK_FALSE(Memory::map(device, 4096, why));
}

TEST_CASE("shared memory: the words of the set-up", "[shm]") {
    const auto question = Question{}.write();
    CHECK(Question::read(question)->version == 1);
    for (std::size_t i = 0; i <= question.size(); ++i) CHECK(Question::may_begin(ByteView{question}.first(i)));
    CHECK_FALSE(Question::may_begin(as_bytes("GIOP")));
    CHECK_FALSE(Question::read(ByteView{question}.first(15)));
    const auto answer = Answer::read(Answer{true, 65536}.write());
    REQUIRE(answer);
    CHECK(answer->accepted);
    CHECK(answer->capacity == 65536);
    CHECK_FALSE(Answer::read(Answer{true, 65537}.write()));
    CHECK_FALSE(Answer::read(Answer{true, 1u << 30}.write()));
    CHECK_FALSE(Answer::read(as_bytes("GIOP\1\0\1\6\0\0\0\0....")));
}

// -- Over a ServerTransport

namespace {

std::string socket_path() {
    static std::atomic<unsigned> number{0};
    return std::filesystem::temp_directory_path() / ("shm-test-" + std::to_string(::getpid()) + "-" +
                                                     std::to_string(number++));
}

transport::ServerSettings with(const Terms& terms) {
    transport::ServerSettings settings;
    settings.shared_memory = terms;
    return settings;
}

struct SharingServer {
    explicit SharingServer(transport::ServerSettings settings = {}, bool shares_memory = true)
        : transport{echo, settings}, address{{}, 0, socket_path(), shares_memory} {
        transport.listen(address);
        transport.start();
    }
    giop::Ior ior() const { return ior_of({{}, 0, address.unix_path, true}); }

    Echo echo;
    transport::ServerTransport transport;
    giop::Address address;
};

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"}) ++count;
    return count;
}

std::size_t mappings() {
    std::ifstream maps{"/proc/self/maps"};
    std::size_t count = 0;
    for (std::string line; std::getline(maps, line);) count += line.find("memfd:corbel") != line.npos;
    return count;
}

Octets octets(const Reference& target, const Octets& bytes) {
    auto reply = target.invoker().call(target, "octets", [&](cdr::Writer& out) { out.octets(bytes); });
    return to_octets(reply.body.octets());
}

}  // namespace

TEST_CASE("shared memory: calls, exceptions, oneways, large bodies", "[shm]") {
    const auto spin = GENERATE(0us, 50us);
    auto of_server = with({.capacity = 4096});
    transport::ClientSettings of_client;
    of_server.spin = of_client.spin = spin;
    SharingServer server{of_server};
    Client client{{}, of_client};
    const auto target = client.to(server.ior());
    CHECK(echo(target, "through memory") == "through memory");
    CHECK(mappings() == 2);
    for (const std::size_t size : {0u, 1u, 4000u, 4095u, 4096u, 5000u, 100'000u, 2'000'000u}) {
        const auto bytes = numbered(size, static_cast<unsigned>(size));
        CHECK(octets(target, bytes) == bytes);
    }
    auto refused = target.invoker().call(target, "refuse", no_arguments);
    CHECK(refused.status == giop::ReplyStatus::user_exception);
    for (int i = 0; i < 1000; ++i) fire(target, i);
    ping(target);
    CHECK(server.echo.fired == 1000);
    {
        const std::lock_guard lock{server.echo.mutex};
        CHECK(std::is_sorted(server.echo.order.begin(), server.echo.order.end()));
    }
    std::this_thread::sleep_for(60ms);  // the server's thread has left the connection
    CHECK(echo(target, "after a rest") == "after a rest");
}

TEST_CASE("shared memory: many threads, and answers out of order", "[shm]") {
    SharingServer server{with({.capacity = 8192})};
    Client client;
    const auto target = client.to(server.ior());
    std::atomic<unsigned> right{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (unsigned round = 0; round < 20; ++round) {
                if (round % 7 == i % 7) nap(target, 3);
                const auto bytes = numbered(i * 3000 + round, i);
                right += octets(target, bytes) == bytes;
            }
        });
    for (auto& each : threads) each.join();
    CHECK(right == 160);
}

TEST_CASE("who waits to send a request lets others read their answers", "[shm]") {
    const bool shares_memory = GENERATE(false, true);
    SharingServer server{with({.capacity = 4096}), shares_memory};
    transport::ClientSettings one_connection;
    one_connection.max_connections = 1;
    Client client{{}, one_connection};
    const auto target = client.to(server.ior());
    const auto large = numbered(4'000'000);
    std::atomic<bool> right{false};
    std::thread other;
    auto reply = target.invoker().call(target, "octets", [&](cdr::Writer& out) {
        if (!other.joinable()) {
            other = std::thread{[&] { right = octets(target, large) == large; }};
            CHECK(eventually([&] { return server.echo.requests == 1; }));
            std::this_thread::sleep_for(100ms);  // The answer is more than is on its way at once.
        }
        out.octets(large);
    });
    CHECK(to_octets(reply.body.octets()) == large);
    other.join();
    CHECK(right);
}

TEST_CASE("shared memory: asynchronous calls", "[shm]") {
    SharingServer server;
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    std::atomic<unsigned> done{0};
    for (int i = 0; i < 20; ++i) {
        target.invoker().call_async(target, "sleep", [](cdr::Writer& out) { out.put(std::uint32_t{5}); },
                                    [&](Reply, const SystemError* error) { done += error == nullptr; });
        if (i % 5 == 0) std::this_thread::sleep_for(30ms);
    }
    CHECK(eventually([&] { return done == 20; }));
}

TEST_CASE("shared memory: a deadline holds, whether the server is slow or takes nothing", "[shm]") {
    auto settings = with({.capacity = 4096});
    settings.max_threads = 1;
    SharingServer server{settings};
    Invoker::Settings calls;
    calls.call_timeout = 200ms;
    Client client{calls};
    const auto target = client.to(server.ior());
    ping(target);
    CHECK(error_of([&] { nap(target, 1000); }).error() == Error::timeout);
    ping(client.to(server.ior()));
}

TEST_CASE("shared memory: a server that ends tells its clients, one that restarts is found again", "[shm]") {
    Client client;
    auto server = std::make_unique<SharingServer>();
    const auto address = server->address;
    const auto target = client.to(server->ior());
    ping(target);
    std::thread sleeper{[&] {
        nap(target, 50);
    }};
    std::this_thread::sleep_for(10ms);
    server->transport.stop();
    sleeper.join();
    CHECK(error_of([&] { ping(target); }).error() == Error::transient);
    server.reset();
    Echo echo;
    transport::ServerTransport again{echo, {}};
    again.listen(address);
    again.start();
    ping(target);
    CHECK(echo.requests == 1);
}

TEST_CASE("shared memory: who may not have it, or finds no more, goes on over the socket", "[shm]") {
    const auto terms = GENERATE(Terms{.connections = 0}, Terms{.connections = 1});
    SharingServer server{with(terms)};
    Client first, second;
    CHECK(echo(first.to(server.ior()), "first") == "first");
    CHECK(echo(second.to(server.ior()), "second") == "second");
    CHECK(mappings() == 2 * terms.connections);
}

TEST_CASE("shared memory: a server that knows nothing of it is spoken to over the socket", "[shm]") {
    SharingServer server{{}, false};
    Client client;
    CHECK(echo(client.to(server.ior()), "plain") == "plain");
    CHECK(mappings() == 0);
}

TEST_CASE("shared memory: a client that knows nothing of it is served", "[shm]") {
    SharingServer server;
    Client client;
    CHECK(echo(client.to(ior_of({{}, 0, server.address.unix_path})), "plain") == "plain");
    CHECK(mappings() == 0);
}

TEST_CASE("shared memory: a server that does not answer the question is called over the socket", "[shm]") {
    giop::Address address{{}, 0, socket_path()};
    const auto listeners = transport::listen_at(address);
    std::thread server{[&] {
        const auto accepted = [&] {
            Fd socket;
            eventually([&] { return static_cast<bool>(socket = transport::accept_from(listeners[0].get())); });
            return RawPeer{std::move(socket)};
        };
        const auto silent = accepted();  // as if the server were stopped
        auto peer = accepted();
        if (const auto request = peer.hear(10s))
            peer.say(reply(*request, giop::ReplyStatus::no_exception, [](cdr::Writer& out) { out.string("plain"); }));
        peer.hear();
    }};
    {
        transport::ClientSettings settings;
        settings.connect_timeout = 60s;
        Client client{{}, settings};
        const auto began = Clock::now();
        CHECK(echo(client.to(ior_of({{}, 0, address.unix_path, true})), "plain") == "plain");
        CHECK(Clock::now() - began < settings.connect_timeout / 2);
    }
    server.join();
    ::unlink(address.unix_path.c_str());
}

TEST_CASE("shared memory: a process that is forked from a client leaves its connections alone", "[shm]") {
    SharingServer server{with({.capacity = 4096})};
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    std::atomic<bool> over{false};
    std::atomic<unsigned> wrong{0};
    std::vector<std::thread> callers;
    for (unsigned i = 0; i < 3; ++i)
        callers.emplace_back([&, i] {
            const auto bytes = numbered(3000 * i + 100, i);
            while (!over) wrong += octets(target, bytes) != bytes;
        });
    for (int i = 0; i < 10; ++i) {
        const auto child = ::fork();
        if (child == 0 && i % 2 == 0) ::_exit(0);
        if (child == 0) {
            ::execl("/bin/true", "true", nullptr);
            ::_exit(1);
        }
        REQUIRE(child > 0);
        int status = -1;
        CHECK(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    over = true;
    for (auto& each : callers) each.join();
    CHECK(wrong == 0);
    CHECK(mappings() >= 2);
}

TEST_CASE("shared memory: neither descriptors nor mappings are left behind", "[shm]") {
    SharingServer server;
    {
        Client client;
        ping(client.to(server.ior()));
    }
    const auto before = open_descriptors();
    for (int i = 0; i < 20; ++i) {
        Client client;
        ping(client.to(server.ior()));
        CHECK(mappings() >= 2);
    }
    CHECK(eventually([&] { return open_descriptors() <= before && mappings() == 0; }));
    CHECK(eventually([&] { return server.transport.connections() == 0; }));
}

TEST_CASE("shared memory: idle connections cost no threads", "[shm]") {
    SharingServer server;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<Client>());
        ping(clients.back()->to(server.ior()));
        std::this_thread::sleep_for(40ms);  // the thread leaves the connection
    }
    CHECK(server.transport.connections() == 12);
    CHECK(server.transport.threads() <= 6);
    for (auto& each : clients) ping(each->to(server.ior()));
}

// -- A hostile or broken peer

namespace {

/// A client that has agreed on shared memory with the server, and writes to it what it likes.
struct Intruder {
    explicit Intruder(const giop::Address& address)
        : socket{transport::connect_to({{}, 0, address.unix_path}, Clock::now() + 5s)} {
        REQUIRE(send_with(socket.get(), Question{}.write(), -1));
        MessageBytes bytes;
        Fd descriptor;
        REQUIRE(eventually([&] { return receive_with(socket.get(), bytes, descriptor) == 16; }));
        std::string why;
        memory = Memory::map(descriptor, Answer::read(bytes)->capacity, why);
        REQUIRE(memory);
        bell();
    }
    void bell() { ::send(socket.get(), "x", 1, MSG_NOSIGNAL); }
    bool is_closed() {
        return eventually([&] {
            std::array<std::uint8_t, 64> room;
            return transport::receive_now(socket.get(), room) == 0;
        });
    }
    Fd socket;
    Memory memory;
};

}  // namespace

TEST_CASE("shared memory: a position that cannot be ends the connection and no other", "[shm]") {
    SharingServer server;
    Client client;
    const auto target = client.to(server.ior());
    ping(target);
    for (const std::uint32_t lie : {65537u, 0x80000000u, ~0u}) {
        Intruder intruder{server.address};
        intruder.memory.ring(0).control->written = lie;
        wake(*intruder.memory.ring(0).control);
        intruder.bell();
        CHECK(intruder.is_closed());
    }
    ping(target);
}

TEST_CASE("shared memory: what is no GIOP ends the connection", "[shm]") {
    SharingServer server;
    Intruder intruder{server.address};
    const auto ring = intruder.memory.ring(0);
    std::memcpy(ring.data, "this is no message of GIOP", 26);
    ring.control->written = 26;
    wake(*ring.control);
    intruder.bell();
    CHECK(intruder.is_closed());
    CHECK(std::memcmp(intruder.memory.ring(1).data, "GIOP", 4) == 0);  // MessageError
}

TEST_CASE("shared memory: a client that rings and rings, or lies about waiting, harms itself only", "[shm]") {
    SharingServer server;
    Client client;
    const auto target = client.to(server.ior());
    Intruder intruder{server.address};
    for (int i = 0; i < 500; ++i) {
        intruder.bell();
        intruder.memory.ring(1).control->reader_waits = static_cast<std::uint32_t>(i * 77);
        intruder.memory.ring(0).control->writer_waits = static_cast<std::uint32_t>(i * 3);
        intruder.memory.ring(0).control->reader_waits = 99;
        if (i % 100 == 0) ping(target);
    }
    ping(target);
}

TEST_CASE("shared memory: a question that drips in, or is none", "[shm]") {
    SharingServer server;
    const auto connect = [&] { return transport::connect_to({{}, 0, server.address.unix_path}, Clock::now() + 5s); };
    const auto slow = connect();
    for (const auto byte : Question{}.write()) {
        ::send(slow.get(), &byte, 1, MSG_NOSIGNAL);
        std::this_thread::sleep_for(1ms);
    }
    MessageBytes bytes;
    Fd descriptor;
    CHECK(eventually([&] { return receive_with(slow.get(), bytes, descriptor) == 16; }));
    CHECK(descriptor);

    const auto strange = connect();
    ::send(strange.get(), "CorbelSMCorbelSMCorbelSM", 24, MSG_NOSIGNAL);
    std::array<std::uint8_t, 64> room;
    CHECK(eventually([&] {
        const auto count = transport::receive_now(strange.get(), room);
        return count == 0 || count == -ECONNRESET;
    }));

    auto later = Question{}.write();
    later[8] = 2;  // a version to come: refused, and the socket goes on in GIOP
    const auto newer = connect();
    ::send(newer.get(), later.data(), later.size(), MSG_NOSIGNAL);
    CHECK(eventually([&] { return receive_with(newer.get(), bytes, descriptor) == 16; }));
    CHECK_FALSE(Answer::read(bytes)->accepted);
}
