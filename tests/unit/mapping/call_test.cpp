// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "orb/engine/base/minor.hpp"
#include "orb/mapping/cpp11/call.hpp"
#include "tests/unit/mapping/loopback.hpp"
#include "tests/unit/mapping/sample.hpp"

namespace {

using TargetRef = IDL::traits<Sample::Target>::ref_type;

/// A client and a server that are connected in a byte order.
struct Pair {
    explicit Pair(corbel::ByteOrder order = corbel::native_order) { peer->encoding.order = order; }

    std::shared_ptr<Sample::TargetServant> servant = std::make_shared<Sample::TargetServant>();
    std::shared_ptr<Loopback> peer = std::make_shared<Loopback>(servant);
    std::shared_ptr<corbel::Invoker> invoker = peer->invoker();
    TargetRef target = corbel::make_object_reference<Sample::Target>(peer->reference(Sample::Target::_repository_id_));
};

template <class E, class Action>
E thrown_by(Action&& action) {
    try {
        action();
    } catch (const E& exception) {
        return exception;
    }
    FAIL("nothing was thrown");
    return E{};
}

}  // namespace

TEST_CASE("arguments and results go in the order of the IDL", "[call]") {
    for (const auto order : {corbel::ByteOrder::big_endian, corbel::ByteOrder::little_endian}) {
        Pair pair{order};
        std::int32_t product{};
        std::string log = "log";
        CHECK(pair.target->addmul(6, 7, product, log) == 13);
        CHECK(product == 42);
        CHECK(log == "log!");
        const std::vector<Sample::Point> points(5, Sample::Point{1, 2, Sample::Colour::blue, "p"});
        CHECK(pair.target->echo_points(points) == points);
        CHECK(pair.target->echo_colour(Sample::Colour::green) == Sample::Colour::green);
        CHECK(pair.target->echo_ref(pair.target) == pair.target);
        CHECK(pair.target->echo_ref(nullptr) == nullptr);
        CORBA::Any any;
        any <<= points;
        std::vector<Sample::Point> back;
        REQUIRE((pair.target->echo_any(any) >>= back));
        CHECK(back == points);
        pair.target->fire(9);
        CHECK(pair.target->fired() == 9);
    }
}

TEST_CASE("a reference that was received can be called", "[call]") {
    Pair pair;
    const auto again = pair.target->echo_ref(pair.target);
    again->ping();
    CHECK(pair.peer->operations.back() == "ping");
}

TEST_CASE("a listed user exception arrives as itself", "[call]") {
    Pair pair;
    const auto refused = thrown_by<Sample::Refused>([&] { pair.target->refuse(1); });
    CHECK(refused.code() == 1);
    CHECK(refused.why() == "no");
}

TEST_CASE("what a servant must not throw arrives as UNKNOWN", "[call]") {
    Pair pair;
    CHECK(thrown_by<CORBA::UNKNOWN>([&] { pair.target->refuse(2); }).minor() == corbel::minor::unlisted_user_exception);
    CHECK(thrown_by<CORBA::UNKNOWN>([&] { pair.target->refuse(3); }).minor() == corbel::minor::servant_threw);
    CHECK(thrown_by<CORBA::UNKNOWN>([&] { pair.target->refuse(4); }).minor() == corbel::minor::servant_threw);
}

TEST_CASE("a system exception arrives with minor code and completion", "[call]") {
    Pair pair;
    const auto thrown = thrown_by<CORBA::NO_RESOURCES>([&] { pair.target->refuse(5); });
    CHECK(thrown.minor() == 5);
    CHECK(thrown.completed() == CORBA::COMPLETED_MAYBE);
}

TEST_CASE("an exception after the reply is lost", "[call]") {
    Pair pair;
    CHECK_NOTHROW(pair.target->refuse(6));
}

TEST_CASE("results that cannot be sent are a system exception instead", "[call]") {
    Pair pair;
    const auto thrown = thrown_by<CORBA::BAD_PARAM>([&] { pair.target->refuse(7); });
    CHECK(thrown.minor() == corbel::minor::string_with_nul);
    CHECK(thrown.completed() == CORBA::COMPLETED_YES);
}

TEST_CASE("an operation the server does not have is BAD_OPERATION", "[call]") {
    Pair pair;
    CHECK(thrown_by<CORBA::BAD_OPERATION>([&] { pair.target->missing(); }).minor() == corbel::minor::unknown_operation);
}

TEST_CASE("an exception that the client does not list is UNKNOWN", "[call]") {
    Pair pair;
    corbel::Call call{*corbel::shared_pointer(pair.target), "refuse"};
    call.invoke(std::int32_t{1});
    const auto thrown = thrown_by<CORBA::UNKNOWN>([&] { call.results(); });
    CHECK(thrown.minor() == corbel::minor::unlisted_user_exception);
    CHECK(std::string{thrown.what()}.find("IDL:Sample/Refused:1.0") != std::string::npos);
}

TEST_CASE("bytes that are left over are MARSHAL on both sides", "[call]") {
    Pair pair;
    corbel::Call results{*corbel::shared_pointer(pair.target), "fired"};
    results.invoke();
    CHECK(thrown_by<CORBA::MARSHAL>([&] { results.results(); }).completed() == CORBA::COMPLETED_YES);
    corbel::Call arguments{*corbel::shared_pointer(pair.target), "ping"};
    CHECK_THROWS_AS(arguments.invoke(std::int32_t{1}), CORBA::MARSHAL);
}

TEST_CASE("bounds hold in both directions of a call", "[call]") {
    Pair pair;
    CHECK(pair.target->echo_few({1, 2, 3}).size() == 3);
    CHECK_THROWS_AS(pair.target->echo_few({1, 2, 3, 4}), CORBA::BAD_PARAM);
    corbel::Call call{*corbel::shared_pointer(pair.target), "echo_few"};
    call.invoke(std::vector<std::int32_t>(4));
    IDL::bounded_vector<std::int32_t, 3> few;
    CHECK_THROWS_AS(call.results(few), CORBA::MARSHAL);
}

TEST_CASE("a call of a local object is INV_OBJREF", "[call]") {
    struct Lonely : Sample::Target {};
    const TargetRef lonely = CORBA::make_reference<Lonely>();
    CHECK_THROWS_AS(lonely->ping(), CORBA::INV_OBJREF);
}
