// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "tests/unit/mapping/loopback.hpp"
#include "tests/unit/mapping/sample.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size ? size : 1)) return memory;
    throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size ? size : 1);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("a call takes no memory in the steady state", "[allocation]") {
    const auto servant = std::make_shared<Sample::TargetServant>();
    const auto peer = std::make_shared<Loopback>(servant);
    const auto invoker = peer->invoker();
    peer->recording = false;
    const auto target = corbel::make_object_reference<Sample::Target>(peer->reference(Sample::Target::_repository_id_));
    std::int32_t product{};
    std::string log;
    const auto calls = [&] {
        target->ping();
        target->fire(3);
        log = "short";
        target->addmul(target->fired(), 2, product, log);
    };
    calls();
    const auto before = allocations.load();
    for (int i = 0; i < 10; ++i) calls();
    CHECK(allocations.load() - before == 0);
    CHECK(log == "short!");
}
