// SPDX-License-Identifier: BSL-1.0
// Upcalls that call others which call back, until no thread is left.
#include <catch2/catch.hpp>

#include <future>

#include "orb/engine/transport/standstill.hpp"
#include "tests/unit/transport/loopback.hpp"
#include "tests/unit/transport/raw_peer.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;

TEST_CASE("a pool stands still while all its threads wait and none begins or ends to wait", "[T1]") {
    transport::Standstill standstill;
    auto now = Clock::time_point{} + 1h;
    const auto look = [&](bool all_wait, std::uint64_t changes, Clock::duration later) {
        now += later;
        standstill.look(all_wait, changes, now);
        return standstill.length();
    };
    CHECK(look(false, 3, 1s) == 0s);
    CHECK(look(true, 4, 1s) == 0s);
    CHECK(look(true, 4, 1s) == 1s);
    CHECK(look(true, 4, 2s) == 3s);
    CHECK(look(true, 6, 1s) == 0s);  // one has had its answer, and waits for another one
    CHECK(look(true, 6, 1s) == 1s);
    CHECK(look(false, 7, 1s) == 0s);
    CHECK(look(false, 7, 1s) == 0s);
    CHECK(look(true, 8, 5s) == 0s);
}

namespace {

transport::ServerSettings few_threads(unsigned most, std::chrono::milliseconds wait) {
    transport::ServerSettings settings;
    settings.max_threads = most;
    settings.thread_wait = wait;
    return settings;
}

/// Lets nobody pass until so many have come.
class Gathering {
public:
    explicit Gathering(unsigned count) : missing_{count} {}
    void arrive() {
        std::unique_lock lock{mutex_};
        if (missing_ > 0 && --missing_ == 0) all_here_.notify_all();
        all_here_.wait(lock, [this] { return missing_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable all_here_;
    unsigned missing_;
};

/// A server whose upcalls call another one, which calls back.
struct Circle {
    Circle(unsigned most, std::chrono::milliseconds wait, Invoker::Settings calls = {})
        : everybody{most + 1},
          caller{calls},
          here{few_threads(most, wait), 0, [this](ServerRequest& request) {
                   everybody.arrive();  // Each thread has an upcall now.
                   caller.to(there.ior()).invoker().call(caller.to(there.ior()), "call", no_arguments);
                   request.reply([](cdr::Writer&) {});
               }},
          there{{}, 0, [this](ServerRequest& request) {
                    ping(caller.to(here.ior()));
                    ++returned;
                    request.reply([](cdr::Writer&) {});
                }} {}

    Gathering everybody;
    std::atomic<unsigned> returned{0};
    Client caller;
    Server here;
    Server there;
};

std::vector<std::optional<SystemError>> call_together(const Reference& target, unsigned count) {
    std::vector<std::optional<SystemError>> errors(count);
    std::vector<std::thread> callers;
    for (auto& error : errors)
        callers.emplace_back([&] {
            try {
                target.invoker().call(target, "call", no_arguments);
            } catch (const SystemError& caught) {
                error.emplace(caught);
            }
        });
    for (auto& caller : callers) caller.join();
    return errors;
}

}  // namespace

TEST_CASE("upcalls that wait for callbacks to the last thread: one is refused, the others go on", "[T1]") {
    constexpr unsigned threads = 4;
    Circle circle{threads - 1, 200ms};
    Client client;
    const auto target = client.to(circle.here.ior());
    const auto errors = call_together(target, threads);
    unsigned refused = 0;
    for (const auto& error : errors) {
        if (!error) continue;
        ++refused;
        CHECK(error->error() == Error::transient);
        CHECK(error->minor() == minor::no_thread_free);
        CHECK(error->completed() == Completion::no);
        CAPTURE(error->text());
        CHECK(error->text().find("all 4 threads of the server have waited for") != std::string::npos);
        CHECK(error->text().find("-ORBmaxServerThreadPoolSize (3)") != std::string::npos);
        CHECK(error->text().find("-ORBserverThreadWait (200 ms)") != std::string::npos);
    }
    CHECK(refused >= 1);
    CHECK(refused + circle.returned == threads);
    CHECK(circle.here.transport.threads() == threads);
    ping(target);
}

TEST_CASE("without a time limit upcalls that wait for each other do so until the deadline", "[T1]") {
    Invoker::Settings calls;
    calls.call_timeout = 700ms;
    Circle circle{1, 0ms, calls};
    Client client;
    const auto errors = call_together(client.to(circle.here.ior()), 2);
    CHECK((errors[0] || errors[1]));  // the first to end lets the other one go on
    for (const auto& error : errors)
        if (error) CHECK(error->error() == Error::timeout);
    ping(client.to(circle.here.ior()));
}

TEST_CASE("requests behind upcalls that wait, on their connection, are refused too", "[T1]") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    Client caller;
    Server behind{{}, 0, [&](ServerRequest& request) {
                      released.wait();
                      request.reply([](cdr::Writer&) {});
                  }};
    Server server{few_threads(1, 200ms), 0, [&](ServerRequest& request) {
                      caller.to(behind.ior()).invoker().call(caller.to(behind.ior()), "call", no_arguments);
                      request.reply([](cdr::Writer&) {});
                  }};
    RawPeer peer{server.address};
    for (std::uint32_t id = 1; id <= 2; ++id) peer.say(request(id, "call"));
    for (std::uint32_t id = 3; id <= 6; ++id) peer.say(request(id, "ping"));
    for (std::uint32_t id = 3; id <= 6; ++id) {
        const auto message = peer.hear();
        REQUIRE(message);
        auto in = message->reader();
        giop::ReplyHeader header;
        header.read(in, message->version());
        CHECK(header.id == id);
        CHECK(header.status == giop::ReplyStatus::system_exception);
    }
    release.set_value();
    for (std::uint32_t id = 1; id <= 2; ++id) CHECK(peer.hear());
    peer.say(request(7, "ping"));
    CHECK(peer.hear());
    CHECK(server.echo.requests == 3);
}

TEST_CASE("a server whose threads wait for a slow but steady one refuses nobody", "[T1]") {
    Client caller;
    Server behind;
    Server gateway{few_threads(2, 1500ms), 0, [&](ServerRequest& request) {
                       nap(caller.to(behind.ior()), 60);
                       request.reply([](cdr::Writer&) {});
                   }};
    Client client;
    const auto target = client.to(gateway.ior());
    const auto end = Clock::now() + 2s;  // no thread is free all the time
    while (Clock::now() < end)
        for (const auto& error : call_together(target, 12)) CHECK_FALSE(error);
    CHECK(gateway.transport.threads() == 3);
}

TEST_CASE("a server stops while its threads wait for each other", "[T1]") {
    Invoker::Settings calls;
    calls.call_timeout = 3s;
    auto circle = std::make_unique<Circle>(1, 60s, calls);
    Client client{calls};
    std::thread caller{[&, target = client.to(circle->here.ior())] { call_together(target, 2); }};
    circle->everybody.arrive();
    circle->here.transport.stop();
    caller.join();
    CHECK(circle->here.transport.threads() == 0);
}
