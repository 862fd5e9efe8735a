// SPDX-License-Identifier: BSL-1.0
// Host names that nobody can tell about for a long time.
#include <dlfcn.h>
#include <netdb.h>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <future>
#include <thread>

#include "tests/unit/transport/loopback.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;

namespace {

/// Look-ups of names below hangs.example end when the block does.
class Hang {
public:
    Hang() { closed_ = true; }
    ~Hang() {
        std::unique_lock lock{mutex_};
        closed_ = false;
        changed_.notify_all();
        changed_.wait(lock, [] { return inside_ == 0; });
    }
    static void pass() {
        std::unique_lock lock{mutex_};
        ++inside_;
        changed_.notify_all();
        changed_.wait(lock, [] { return !closed_; });
        --inside_;
        changed_.notify_all();
    }
    static void wait_for_look_up() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [] { return inside_ != 0; });
    }

private:
    static inline std::mutex mutex_;
    static inline std::condition_variable changed_;
    static inline bool closed_ = false;
    static inline int inside_ = 0;
};

const giop::Address nowhere{"server.hangs.example", 2809, {}};

}  // namespace

/// In place of the C library's.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    static const auto real = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const bool numeric = hints && (hints->ai_flags & AI_NUMERICHOST);
    if (numeric || !node || !std::string_view{node}.ends_with(".hangs.example"))
        return real(node, service, hints, found);
    Hang::pass();
    return EAI_AGAIN;
}

TEST_CASE("a resolver that hangs: the call ends at its deadline", "[C20]") {
    const Hang hang;
    Client client{{.call_timeout = 300ms}};
    const auto start = Clock::now();
    const auto error = error_of([&] { ping(client.to(ior_of(nowhere))); });
    CHECK(Clock::now() - start >= 300ms);
    CHECK(error.error() == Error::timeout);
    CHECK(error.completed() == Completion::no);
    CHECK_THAT(error.text(), Catch::Contains("server.hangs.example") && Catch::Contains("has not answered in time"));
}

TEST_CASE("a resolver that hangs: the time to connect is kept, and leaves some for the next address", "[C20]") {
    const Hang hang;
    Server server;
    Client client{{.call_timeout = 60s, .connect_timeout = 300ms}};
    CHECK(error_of([&] { ping(client.to(ior_of(nowhere))); }).error() == Error::transient);
    ping(client.to(ior_of(nowhere, "echo", {1, 2}, {server.address})));
}

TEST_CASE("a resolver that hangs: the end of the client does not wait for it", "[C20]") {
    const Hang hang;
    Client client{{.call_timeout = 100s, .connect_timeout = 100s}};
    auto call = std::async(std::launch::async, [&] { return error_of([&] { ping(client.to(ior_of(nowhere))); }); });
    Hang::wait_for_look_up();
    client.transport->shut_down();
    REQUIRE(call.wait_for(60s) == std::future_status::ready);
    const auto error = call.get();
    CHECK(error.completed() == Completion::no);
    CHECK_THAT(error.text(), Catch::Contains("the ORB shuts down"));
}
