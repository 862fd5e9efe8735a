// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "everything.hpp"

using namespace Everything;

TEST_CASE("a struct begins with zeros, empty text and first enumerators", "[structures]") {
    const Segment segment;
    CHECK(segment.from() == Point{0, 0});
    CHECK(segment.shade() == Colour::red);
    CHECK(segment.label().empty());
    const Lists lists;
    CHECK(lists.cells() == Grid{});
    CHECK(lists.pair() == std::array<std::int16_t, 2>{});
    CHECK_FALSE(Holder{}.owner());
}

TEST_CASE("a struct's accessors set, get and lend its members", "[structures]") {
    Segment segment{{1, 2}, {3, 4}, Colour::green, "label"};
    segment.to({5, 6});
    segment.from().x() += 10;
    segment.shade(Colour::blue);
    segment.label() += '!';
    CHECK(segment == Segment{{11, 2}, {5, 6}, Colour::blue, "label!"});
    std::string moved(100, 'm');
    const auto* characters = moved.data();
    segment.label(std::move(moved));
    CHECK(segment.label().data() == characters);
}

TEST_CASE("structs are copied, moved, compared and swapped", "[structures]") {
    Segment one{{1, 2}, {3, 4}, Colour::green, "one"};
    auto two = one;
    CHECK(one == two);
    two.label("two");
    CHECK(one != two);
    swap(one, two);
    CHECK(one.label() == "two");
    one.swap(two);
    CHECK(one.label() == "one");
    const auto three = std::move(two);
    CHECK(three.label() == "two");
}
