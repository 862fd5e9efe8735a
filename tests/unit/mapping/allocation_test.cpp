// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/support/allocations.hpp"
#include "tests/unit/mapping/loopback.hpp"
#include "tests/unit/mapping/sample.hpp"

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
    const auto before = corbel::test::allocations();
    for (int i = 0; i < 10; ++i) calls();
    CHECK(corbel::test::allocations() - before == 0);
    CHECK(log == "short!");
}
