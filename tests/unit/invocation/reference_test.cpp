// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/reference.hpp"

#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/stock.hpp"

using namespace corbel;

namespace {

Reference reference(std::vector<giop::Address> addresses, std::string_view key) {
    giop::IiopProfile profile;
    profile.addresses = std::move(addresses);
    profile.object_key = to_octets(as_bytes(key));
    return Reference{{"IDL:X:1.0", {{giop::tag::internet_iop, profile.write()}}}, nullptr};
}

}  // namespace

TEST_CASE("a nil reference") {
    const Reference nil;
    CHECK_FALSE(nil);
    CHECK_FALSE(Reference{giop::Ior{}, nullptr});
    CHECK(nil.is_equivalent(Reference{}));
    CHECK_FALSE(nil.is_equivalent(reference({{"a", 1, {}}}, "k")));
    CHECK_THROWS_AS(nil.ior(), SystemError);
    CHECK_THROWS_AS(with_timeout(nil, std::chrono::seconds{1}), SystemError);
}

TEST_CASE("references are equivalent if they share a key and an address") {
    const auto one = reference({{"a", 1, {}}, {"b", 2, {}}}, "k");
    CHECK(one.is_equivalent(one));
    CHECK(one.is_equivalent(reference({{"b", 2, {}}}, "k")));
    CHECK_FALSE(one.is_equivalent(reference({{"b", 3, {}}}, "k")));
    CHECK_FALSE(one.is_equivalent(reference({{"a", 1, {}}}, "other")));
    CHECK(one.hash(1000) == reference({{"b", 2, {}}}, "k").hash(1000));
    CHECK(one.hash(0) == 0);
    CHECK(one.hash(0xffffffff) != reference({{"a", 1, {}}}, "other").hash(0xffffffff));
}

TEST_CASE("a writer from the stock is empty and keeps its memory") {
    std::size_t capacity = 0;
    {
        StockWriter writer;
        writer->string(std::string(5000, 'x'));
        writer->borrowing(true);
        capacity = writer->capacity();
        StockWriter nested;
        CHECK(nested->size() == 0);
    }
    StockWriter again;
    StockWriter other;
    CHECK(again->size() + other->size() == 0);
    CHECK_FALSE(again->borrowing());
    CHECK(std::max(again->capacity(), other->capacity()) == capacity);
}
