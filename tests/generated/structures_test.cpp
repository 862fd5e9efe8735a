// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <sstream>

#include "corba_names.hpp"
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

TEST_CASE("what the library has of module CORBA is a member like any other", "[structures]") {
    const CORBA::StateMember sent{"balance", CORBA::TCKind::tk_longlong, CORBA::Visibility::public_member};
    corbel::cdr::Writer out;
    corbel::encode(out, sent);
    CHECK(out.size() == 4 + 8 + 4 + 2);  // the name, an enum, a short
    corbel::cdr::Reader in{out.contiguous()};
    CORBA::StateMember received;
    corbel::decode(in, received);
    CHECK(received == sent);
    CHECK(in.at_end());

    std::ostringstream text;
    text << sent;
    CHECK(text.str() == R"(CORBA::StateMember{name: "balance", kind: tk_longlong, access: PUBLIC_MEMBER})");
    CHECK(CORBA::_tc_StateMember->member_type(1)->name() == "TCKind");
    CHECK(CORBA::_tc_StateMember->member_type(1)->member_name(23) == "tk_longlong");

    corbel::cdr::Writer wrong;
    for (const std::uint32_t word : {1U, 0U, 99U}) wrong.put(word);  // an empty name, then no kind of TypeCode
    corbel::cdr::Reader bad{wrong.contiguous()};
    CHECK_THROWS_AS(corbel::decode(bad, received), corbel::SystemError);
}
