// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <vector>

#include "orb/engine/base/timers.hpp"

using namespace corbel;
using namespace std::chrono_literals;

TEST_CASE("timers: tasks run at their time, in its order, and not if they are cancelled") {
    const auto timers = std::make_shared<Timers>();
    std::vector<int> order;
    std::promise<void> last;
    const auto now = Clock::now();
    timers->at(now + 60ms, [&] {
        order.push_back(Clock::now() >= now + 60ms ? 3 : 0);
        last.set_value();
    });
    auto cancelled = timers->at(now + 50ms, [&] { order.push_back(9); });
    timers->at(now + 40ms, [&] { order.push_back(2); });
    timers->at(now - 1s, [&] { order.push_back(1); });  // earlier than what the thread sleeps for
    timers->cancel(cancelled);
    timers->cancel(cancelled);
    last.get_future().wait();
    timers->stop();
    CHECK(order == std::vector<int>{1, 2, 3});
}

TEST_CASE("timers: a task may set, cancel, throw, and stop them; nothing runs after that") {
    auto timers = std::make_shared<Timers>();
    std::promise<void> stopped;
    std::atomic<int> ran{0};
    timers->at(Clock::now(), [] { throw std::bad_alloc{}; });
    timers->at(Clock::now(), [&] {
        auto other = timers->at(Clock::now() + 1h, [&] { ++ran; });
        timers->at(Clock::now() + 1ms, [&] { ++ran; });
        timers->cancel(other);
    });
    timers->at(Clock::now() + 30ms, [&] {
        timers->stop();
        stopped.set_value();
    });
    timers->at(Clock::now() + 31ms, [&] { ran = 100; });
    stopped.get_future().wait();
    timers->at(Clock::now(), [&] { ran = 100; });
    timers->stop();
    timers.reset();
    std::this_thread::sleep_for(20ms);
    CHECK(ran == 1);
}
