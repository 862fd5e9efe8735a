// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/mutex.hpp"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using namespace corbel;

TEST_CASE("a mutex lets one thread in at a time") {
    Mutex mutex;
    int counted = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 20'000; ++n) {
                const std::lock_guard lock{mutex};
                ++counted;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(counted == 80'000);
}

TEST_CASE("a mutex that is held is not taken") {
    Mutex mutex;
    REQUIRE(mutex.try_lock());
    std::thread{[&] { CHECK_FALSE(mutex.try_lock()); }}.join();
    std::thread waiting{[&] { const std::lock_guard lock{mutex}; }};
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    mutex.unlock();
    waiting.join();
    CHECK(mutex.try_lock());
    mutex.unlock();
}

TEST_CASE("a bell is waited for until it rings") {
    Mutex mutex;
    Bell bell;
    bool rings = false;
    std::unique_lock lock{mutex};
    std::thread ringer{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        const std::lock_guard held{mutex};
        rings = true;
        bell.ring();
    }};
    CHECK(bell.wait(lock, no_deadline));
    CHECK(rings);
    CHECK(lock.owns_lock());
    lock.unlock();
    ringer.join();
}

TEST_CASE("a bell that does not ring is waited for until the deadline") {
    Mutex mutex;
    Bell bell;
    std::unique_lock lock{mutex};
    const auto deadline = Clock::now() + std::chrono::milliseconds{10};
    CHECK_FALSE(bell.wait(lock, deadline));
    CHECK(Clock::now() >= deadline);
    bell.ring();  // for nobody: the next wait is for the next ringing
    CHECK_FALSE(bell.wait(lock, Clock::now() + std::chrono::milliseconds{1}));
}
