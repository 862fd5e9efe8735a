// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "orb/engine/transport/yielding.hpp"

using corbel::transport::Yielding;
using namespace std::chrono_literals;

namespace {

const auto allowed = [] { return true; };

/// How many waits pass without a yield until one is due.
std::uint32_t waits_until_due(Yielding& yielding) {
    std::uint32_t waits = 0;
    while (!yielding.is_due(allowed)) ++waits;
    return waits;
}

/// A yield that is due.
void yield(Yielding& yielding, bool found, std::chrono::nanoseconds took) {
    REQUIRE(yielding.is_due(allowed));
    yielding.done(found, took);
}

/// One that has been in use for a while, and yields in every wait.
Yielding settled(std::chrono::nanoseconds in_time) {
    Yielding yielding;
    waits_until_due(yielding);
    yielding.done(true, Yielding::late * 100);  // spends what it was given at first
    waits_until_due(yielding);
    for (auto sum = 0ns; sum < in_time; sum += 1us) yielding.done(true, 1us);
    return yielding;
}

}  // namespace

TEST_CASE("yielding: not in the first waits of a connection, then in each that finds something in time", "[shm]") {
    Yielding yielding;
    CHECK(waits_until_due(yielding) == Yielding::first_pause);
    yielding.done(true, 1us);
    for (int i = 0; i < 100'000; ++i) yield(yielding, true, i % 2 ? 1us : 49us);
}

TEST_CASE("yielding: those in vain become rare, and one that finds something brings them back", "[shm]") {
    Yielding yielding;
    waits_until_due(yielding);
    std::uint32_t last = 0, yields = 0, waits = 0;
    while (waits < 1'000'000) {
        yielding.done(false, 1us);
        const auto pause = waits_until_due(yielding);
        CHECK(pause >= last);
        last = pause;
        waits += pause + 1;
        ++yields;
    }
    CHECK(last == Yielding::longest_pause_in_vain);
    CHECK(yields < 300);
    yielding.done(true, 1us);
    yield(yielding, true, 1us);
    yielding.done(false, 1us);
    CHECK(waits_until_due(yielding) == 1);
}

TEST_CASE("yielding: a third process that gets a time slice for each makes them so rare that they are free", "[shm]") {
    const auto slice = GENERATE(60us, 300us, 4000us, 12000us);
    const auto between = GENERATE(0, 4, 90);  // that come back in time, by the weight of the third process
    Yielding yielding;
    std::chrono::nanoseconds lost{0};
    std::uint64_t waits = 0;
    for (int i = 0; waits < 10'000'000; ++i) {
        const bool late = i % (between + 1) == between;
        waits += waits_until_due(yielding) + 1;
        if (late && waits > 1'000'000) lost += slice;  // the beginning is seen to below
        yielding.done(true, late ? slice : 1us);
    }
    if (slice < between * 1us * Yielding::tolerance) return;  // no more than its share
    CHECK(lost / 9'000'000 <= 20ns);
}

TEST_CASE("yielding: what the third process costs at first is bounded", "[shm]") {
    Yielding yielding;
    std::uint32_t late = 0;
    for (int wait = 0; wait < 10'000; ++wait)
        if (yielding.is_due(allowed)) {
            ++late;
            yielding.done(true, 4ms);
        }
    CHECK(late == 2);
}

TEST_CASE("yielding: a late one is excused where the peers had their share of the core", "[shm]") {
    auto yielding = settled(1ms);
    yield(yielding, true, 4ms);
    CHECK(yielding.pause() == 0);
    yield(yielding, true, 1us);
    yield(yielding, true, 4ms);  // so soon after the other
    CHECK(yielding.pause() == 10'000);

    auto starved = settled(200us);
    yield(starved, true, 4ms);
    CHECK(starved.pause() == 10'000);
}

TEST_CASE("yielding: a pause after late ones in a row is longer, up to a bound", "[shm]") {
    auto yielding = settled(0ms);
    std::uint32_t expected = 10'000;
    for (int i = 0; i < 4; ++i) {
        yielding.done(true, 4ms);
        CHECK(waits_until_due(yielding) == expected);
        expected *= Yielding::growth;
    }
    for (int i = 0; i < 2; ++i) {
        yielding.done(true, 4ms);
        CHECK(waits_until_due(yielding) == 2'560'000);
    }
    for (int i = 0; i < 1000; ++i) yielding.done(true, 1us);
    yielding.done(true, 4ms);  // excused: none is held against it
    CHECK(waits_until_due(yielding) == 0);
    yielding.done(true, 4ms);
    CHECK(yielding.pause() == 10'000);
}

TEST_CASE("yielding: one that takes hours does not overflow the pause", "[shm]") {
    auto yielding = settled(0ms);
    for (int i = 0; i < 5; ++i) yielding.done(false, std::chrono::hours{24});
    CHECK(yielding.pause() == ~0u);
}

TEST_CASE("yielding: whether the thread may is asked at first and after long pauses, not in each wait", "[shm]") {
    Yielding yielding;
    int asked = 0;
    bool answer = false;
    const auto ask = [&] { return ++asked, answer; };
    for (int i = 0; i < 100'000; ++i) CHECK_FALSE(yielding.is_due(ask));
    CHECK(asked == 25);
    answer = true;
    while (!yielding.is_due(ask)) {}
    asked = 0;
    for (int i = 0; i < 1000; ++i) {
        yielding.done(true, 1us);
        yielding.is_due(ask);
    }
    CHECK(asked == 0);
    for (int i = 0; i < 2; ++i) yielding.done(true, 40ms);
    answer = false;
    while (asked == 0) yielding.is_due(ask);
    CHECK_FALSE(yielding.is_due(ask));
}
