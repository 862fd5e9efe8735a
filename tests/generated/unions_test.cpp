// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <limits>
#include <sstream>

#include "everything.hpp"
#include "unions.hpp"

using corbel::cdr::Reader;
using corbel::cdr::Writer;

namespace {

template <class T>
T sent(const T& value) {
    Writer out;
    corbel::encode(out, value);
    Reader in{out.contiguous()};
    T received;
    corbel::decode(in, received);
    CHECK(in.at_end());
    CHECK(received == value);
    CHECK(received._d() == value._d());
    return received;
}

}  // namespace

TEST_CASE("a union begins in its default, or without member, or with the first", "[unions]") {
    CHECK(Unions::WithDefault{}.values().empty());
    CHECK(Unions::WithDefault{}._d() == 0);
    CHECK(Unions::WithImplicitDefault{}._d() == Unions::Colour::red);
    CHECK_THROWS_AS(Unions::WithImplicitDefault{}.place(), CORBA::BAD_PARAM);
    CHECK(Unions::Complete{}.r() == 0);
    CHECK(Unions::DefaultWithLabel{}.other() == 0);
    CHECK(Unions::DefaultWithLabel{}._d() != 'a');
    CHECK(Unions::HalfBoolean{}._d() == false);
}

TEST_CASE("a union gives the member that is there and no other", "[unions]") {
    Unions::WithDefault value;
    value.text("hello");
    CHECK(value._d() == 2);
    CHECK(value.text() == "hello");
    CHECK_THROWS_AS(value.number(), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(value.values(), CORBA::BAD_PARAM);
    value.text() += '!';
    CHECK(std::as_const(value).text() == "hello!");
    value.number(5);
    CHECK(value._d() == -1);
    CHECK_THROWS_AS(value.text(), CORBA::BAD_PARAM);
}

TEST_CASE("_d changes the label and not the member", "[unions]") {
    Unions::WithDefault value;
    value.text("hello");
    value._d(3);
    CHECK(value.text() == "hello");
    CHECK_THROWS_AS(value._d(4), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(value._d(99), CORBA::BAD_PARAM);
    value.values({1.0});
    value._d(99);
    CHECK(value.values().size() == 1);
    CHECK_THROWS_AS(value._d(-1), CORBA::BAD_PARAM);
}

TEST_CASE("a member with several labels takes one of them", "[unions]") {
    Unions::WithDefault value;
    value.text("three", 3);
    CHECK(value._d() == 3);
    CHECK_THROWS_AS(value.text("four", 4), CORBA::BAD_PARAM);
    CHECK(value.text() == "three");
    CHECK_THROWS_AS(value.values({}, 2), CORBA::BAD_PARAM);
    value.values({2.0}, -5);
    CHECK(value._d() == -5);
}

TEST_CASE("_default() leaves no member", "[unions]") {
    Unions::WithImplicitDefault value;
    value.place({1, 2});
    value._default();
    CHECK_THROWS_AS(value.place(), CORBA::BAD_PARAM);
    value._d(Unions::Colour::blue);
    CHECK(sent(value)._d() == Unions::Colour::blue);
    CHECK_THROWS_AS(value._d(Unions::Colour::green), CORBA::BAD_PARAM);
}

TEST_CASE("unions over every discriminator are sent", "[unions]") {
    Unions::OverShort by_short;
    by_short.low(7);
    CHECK(sent(by_short)._d() == -32768);
    Unions::OverUShort by_ushort;
    by_ushort.high(7);
    CHECK(sent(by_ushort)._d() == 65535);
    Unions::OverULong by_ulong;
    by_ulong.high(7);
    CHECK(sent(by_ulong)._d() == 4294967295U);
    Unions::OverLongLong by_longlong;
    by_longlong.low(7);
    CHECK(sent(by_longlong)._d() == -9223372036854775807);
    Unions::OverULongLong by_ulonglong;
    by_ulonglong.high(7);
    CHECK(sent(by_ulonglong)._d() == std::numeric_limits<std::uint64_t>::max());
    Unions::OverBoolean by_boolean;
    by_boolean.no(9);
    CHECK(sent(by_boolean)._d() == false);
    by_boolean.yes("yes");
    CHECK(sent(by_boolean).yes() == "yes");
    Unions::DefaultWithLabel by_char;
    by_char.other(1, '\'');
    CHECK(sent(by_char)._d() == '\'');
    by_char.other(1, 'z');
    CHECK(sent(by_char).other() == 1);
    by_char.a(3);
    CHECK(sent(by_char).a() == 3);
    Unions::Complete complete;
    complete.b(L"wide");
    CHECK(sent(complete).b() == L"wide");
    Unions::OverAlias alias;
    alias.grid({{{1, 2}, {3, 4}}});
    CHECK(sent(alias).grid()[1][0] == 3);
    Unions::InPlace in_place;
    in_place.two("second");
    CHECK(sent(in_place)._d() == Unions::InPlace::Kind::second);
}

TEST_CASE("an unknown label selects the default or no member", "[unions]") {
    Writer out;
    out.put(std::int32_t{1234});
    out.length(0);
    Reader in{out.contiguous()};
    Unions::WithDefault value;
    corbel::decode(in, value);
    CHECK(value._d() == 1234);
    CHECK(value.values().empty());

    Writer no_member;
    no_member.put(std::int16_t{5});
    Reader short_in{no_member.contiguous()};
    Unions::OverShort by_short;
    by_short.low(1);
    corbel::decode(short_in, by_short);
    CHECK(by_short._d() == 5);
    CHECK_THROWS_AS(by_short.low(), CORBA::BAD_PARAM);
}

TEST_CASE("a union's TypeCode tells its labels", "[unions]") {
    const CORBA::typecode_reference type = Unions::_tc_WithDefault;
    CHECK(type->member_count() == 5);
    CHECK(type->default_index() == 4);
    CHECK(type->member_name(2) == "text");
    const CORBA::typecode_reference labelled = Unions::_tc_DefaultWithLabel;
    CHECK(labelled->member_count() == 3);
    CHECK(labelled->default_index() == 2);
    CHECK(labelled->member_name(1) == "other");
    char label{};
    CHECK((labelled->member_label(1) >>= label));
    CHECK(label == '\'');
    const CORBA::typecode_reference wide = Unions::_tc_OverULongLong;
    std::uint64_t top{};
    CHECK((wide->member_label(0) >>= top));
    CHECK(top == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("a union is printed with its discriminator", "[unions]") {
    std::ostringstream out;
    Unions::WithDefault value;
    value.place({1, 2});
    out << value << ' ' << Unions::WithImplicitDefault{};
    CHECK(out.str() == "Unions::WithDefault{_d: 4, place: Unions::Point{x: 1, y: 2}} "
                       "Unions::WithImplicitDefault{_d: Unions::Colour::red}");
}
