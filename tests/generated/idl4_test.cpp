// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <sstream>

#include "idl4.hpp"
#include "orb/engine/types/typecode.hpp"

namespace {

using corbel::cdr::Reader;
using corbel::cdr::Writer;

template <class T>
T after_the_wire(const T& value) {
    Writer out;
    corbel::encode(out, value);
    Reader in{out.contiguous()};
    T same{};
    corbel::decode(in, same);
    CHECK(in.at_end());
    return same;
}

template <class T>
std::size_t size_on_wire(const T& value) {
    Writer out;
    corbel::encode(out, value);
    return out.contiguous().size();
}

template <class T>
std::string printed(const T& value) {
    std::ostringstream out;
    out << IDL::traits<T>::write(value);
    return out.str();
}

template <class T>
T after_any(const T& value) {
    CORBA::Any any;
    any <<= value;
    T same{};
    CHECK((after_the_wire(any) >>= same));
    return same;
}

}  // namespace

TEST_CASE("a map goes in ascending order and comes back", "[idl4]") {
    const Idl4::Counts counts{{"b", 2}, {"a", 1}};
    CHECK(after_the_wire(counts) == counts);
    CHECK(after_any(counts) == counts);
    CHECK(printed(counts) == "{\"a\": 1, \"b\": 2}");
    CHECK(printed(Idl4::Counts{}) == "{}");
    const Idl4::Groups groups{{Idl4::Colour::blue, counts}, {Idl4::Colour::red, {}}};
    CHECK(after_the_wire(groups) == groups);
    CHECK(after_any(groups) == groups);
}

TEST_CASE("the bound of a map holds on both sides", "[idl4]") {
    using One = IDL::bounded_map<std::int32_t, std::int32_t, 1>;
    Writer out;
    CHECK_THROWS(corbel::encode(out, One{{1, 1}, {2, 2}}));
    Writer wide;
    corbel::encode(wide, std::map<std::int32_t, std::int32_t>{{1, 1}, {2, 2}});
    Reader in{wide.contiguous()};
    One narrow;
    CHECK_THROWS(corbel::decode(in, narrow));
}

TEST_CASE("a map that claims more than there is takes no memory", "[idl4]") {
    Writer out;
    out.put(std::uint32_t{0x7fffffff});
    out.put(std::uint32_t{0});
    Reader in{out.contiguous()};
    Idl4::Counts counts;
    CHECK_THROWS(corbel::decode(in, counts));
}

TEST_CASE("an optional member is there or not", "[idl4]") {
    Idl4::Place place{Idl4::Point{1, 2}, "here", 3.5, {}, {}};
    CHECK(place.height() == 3.5);
    CHECK_FALSE(place.tally());
    CHECK(after_the_wire(place) == place);
    CHECK(after_any(place) == place);
    place.height({});
    place.tally(Idl4::Counts{{"n", 1}});
    place.row().emplace()[1].x(9);
    CHECK(after_the_wire(place) == place);
    CHECK(printed(place) ==
          "Idl4::Place{x: 1, y: 2, name: \"here\", height: none, tally: {\"n\": 1}, row: {Idl4::Point{x: 0, y: 7}, "
          "Idl4::Point{x: 9, y: 7}}}");
}

TEST_CASE("a struct is its base too", "[idl4]") {
    Idl4::Same same{Idl4::Place{Idl4::Point{1, 2}, "p", {}, {}, {}}};
    Idl4::Point& point = same;
    point.x(5);
    CHECK(same.x() == 5);
    CHECK(after_the_wire(same).x() == 5);
    Idl4::Same other;
    swap(same, other);
    CHECK(other.x() == 5);
    CHECK(other.name() == "p");
    CHECK(same.y() == 7);
}

TEST_CASE("what @default says is the initial value", "[idl4]") {
    const Idl4::All all;
    CHECK(all.shade() == Idl4::Colour::green);
    CHECK(all.depth() == Idl4::Level::low);
    CHECK(all.large() == 5u);
    CHECK(all.head().offset() == -1);
    CHECK(Idl4::Point{}.y() == 7);
}

TEST_CASE("the numbers of an enum are those of the IDL, on the wire are places", "[idl4]") {
    CHECK(static_cast<int>(Idl4::Level::middle) == 11);
    CHECK(sizeof(Idl4::Level) == 2);
    Writer out;
    corbel::encode(out, Idl4::Level::below);
    Reader in{out.contiguous()};
    CHECK(in.get<std::uint32_t>() == 2);
    CHECK(after_the_wire(Idl4::Level::middle) == Idl4::Level::middle);
    CHECK(after_any(Idl4::Level::below) == Idl4::Level::below);
    CHECK(printed(Idl4::Level::below) == "Idl4::Level::below");
    Writer wrong;
    CHECK_THROWS(corbel::encode(wrong, static_cast<Idl4::Level>(3)));
    Writer large;
    large.put(std::uint32_t{3});
    Reader behind{large.contiguous()};
    Idl4::Level level;
    CHECK_THROWS(corbel::decode(behind, level));
}

TEST_CASE("a bitmask is its bits", "[idl4]") {
    Idl4::Rights rights = Idl4::Rights::read | Idl4::Rights::own;
    CHECK(rights == 0x81);
    CHECK(size_on_wire(rights) == 1);
    CHECK(size_on_wire(Idl4::Wide{}) == 4);
    CHECK((rights & Idl4::Rights::own));
    CHECK_FALSE((rights & Idl4::Rights::write));
    rights ^= Idl4::Rights::own;
    rights |= Idl4::Rights::write;
    CHECK(printed(rights) == "Idl4::Rights{read | write}");
    CHECK(printed(Idl4::Rights{0x41}) == "Idl4::Rights{read | 64}");
    CHECK(after_the_wire(rights) == rights);
    CHECK(after_any(rights) == rights);
}

TEST_CASE("the fields of a bitset share an integer", "[idl4]") {
    Idl4::Header head{true, 5, -2};
    CHECK(head.urgent());
    CHECK(head.priority() == 5);
    CHECK(head.offset() == -2);
    CHECK(head._bits() == (1u | 5u << 1 | (0x3feu << 6)));
    CHECK(size_on_wire(head) == 2);
    CHECK(after_the_wire(head) == head);
    head.priority(15);  // the lowest bits
    CHECK(head.priority() == 7);
    CHECK(head.urgent());
    const Idl4::Extended all{head, 0x123456789a};
    CHECK(all.id() == 0x123456789a);
    CHECK(all.priority() == 7);
    CHECK(size_on_wire(all) == 8);
    CHECK(after_any(all) == all);
    CHECK(printed(all) == "Idl4::Extended{urgent: true, priority: 7, offset: -2, id: 78187493530}");
}

TEST_CASE("unions over octet, int8 and an enum with numbers", "[idl4]") {
    Idl4::OfOctet octet;
    octet.text("t");
    CHECK(octet._d() == 255);
    CHECK(after_the_wire(octet) == octet);
    Idl4::OfInt8 small;
    small.number(4);
    CHECK(small._d() == -1);
    CHECK(after_any(small) == small);
    small.shade(Idl4::Colour::red, 3);
    CHECK(after_the_wire(small).shade() == Idl4::Colour::red);
    Idl4::OfLevel level;
    level.may(Idl4::Rights::write);
    CHECK(level._d() == Idl4::Level::low);
    CHECK(after_any(level) == level);
}

TEST_CASE("a struct of all of them, and an exception", "[idl4]") {
    Idl4::All all;
    all.tiny(-128);
    all.small(255);
    all.parts({{Idl4::Colour::blue, {{"x", 1}}}});
    all.large({});
    CHECK(after_the_wire(all) == all);
    CHECK(after_any(all) == all);
    const Idl4::Refused refused{Idl4::Rights::own, "no"};
    CHECK(after_any(refused) == refused);
}

TEST_CASE("TypeCodes are of CORBA 2", "[idl4]") {
    using corbel::types::TCKind;
    const auto kind = [](const CORBA::TypeCodeConstant& type) { return type.pointer()->resolved().kind(); };
    CHECK(kind(Idl4::_tc_Rights) == TCKind::tk_octet);
    CHECK(kind(Idl4::_tc_Extended) == TCKind::tk_ulonglong);
    CHECK(kind(Idl4::_tc_Counts) == TCKind::tk_sequence);
    CHECK(Idl4::_tc_Place.pointer()->member_count() == 6);
}
