// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/stream.hpp"

#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/transport/loopback.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;
using transport::Fd;
using transport::Stream;

namespace {

struct Pair {
    explicit Pair(std::chrono::microseconds spin = {}) {
        int fds[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
        near = Stream{Fd{fds[0]}, spin};
        far = Stream{Fd{fds[1]}};
    }
    Stream near, far;
};

/// How often the calling thread has gone to sleep.
long sleeps() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

/// Of the calling thread.
std::chrono::nanoseconds processor_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// How often a thread sleeps that waits for a byte which comes a little later.
long sleeps_until_a_byte_comes(Pair& pair) {
    std::array<std::uint8_t, 8> room{};
    std::atomic<bool> waits{false};
    std::thread sender{[&] {
        while (!waits) std::this_thread::yield();
        std::this_thread::sleep_for(5ms);
        const std::array<std::uint8_t, 1> byte{42};
        const std::array<ByteView, 1> chunks{ByteView{byte}};
        pair.far.send_all(chunks);
    }};
    waits = true;
    const auto before = sleeps();
    const auto count = pair.near.receive(room);
    const auto after = sleeps();
    sender.join();
    CHECK(count == 1);
    CHECK(room[0] == 42);
    return after - before;
}

}  // namespace

TEST_CASE("a stream that spins takes what comes without having slept", "[spin]") {
    Pair spinning{10s};
    CHECK(sleeps_until_a_byte_comes(spinning) == 0);
    Pair plain;
    CHECK(sleeps_until_a_byte_comes(plain) >= 1);
}

TEST_CASE("a stream spins no longer than it was told", "[spin]") {
    Pair pair{1ms};
    pair.near.receive_timeout(400ms);
    std::array<std::uint8_t, 8> room{};
    const auto before = processor_time();
    CHECK(pair.near.receive(room) == -EAGAIN);
    CHECK(processor_time() - before < 100ms);
}

TEST_CASE("a stream that spins notices its end, and that of its peer", "[spin]") {
    Pair pair{10s};
    std::array<std::uint8_t, 8> room{};
    std::thread ends{[&] {
        std::this_thread::sleep_for(5ms);
        pair.far.shut();
    }};
    CHECK(pair.near.receive(room) == 0);
    ends.join();
    CHECK(pair.near.receive_now(room) == 0);
}

TEST_CASE("calls whose both sides spin", "[spin]") {
    transport::ServerSettings of_server;
    transport::ClientSettings of_client;
    of_server.spin = of_client.spin = 200us;
    Server server{of_server};
    Client client{{}, of_client};
    const auto target = client.to(server.ior());
    for (int i = 0; i < 100; ++i) CHECK(echo(target, "spin") == "spin");
    std::this_thread::sleep_for(60ms);  // the server's thread has left the connection
    CHECK(echo(target, "again") == "again");

    Invoker::Settings calls;
    calls.call_timeout = 50ms;
    Client hurried{calls, of_client};
    CHECK(error_of([&] { nap(hurried.to(server.ior()), 500); }).error() == Error::timeout);
}
