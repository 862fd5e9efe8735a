// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <sstream>
#include <thread>

#include "orb/engine/types/typecode.hpp"
#include "tests/unit/mapping/loopback.hpp"
#include "tests/unit/mapping/sample.hpp"

using CORBA::Any;
using corbel::ByteOrder;
using corbel::cdr::Encoding;
using corbel::cdr::Reader;
using corbel::cdr::Writer;

namespace {

using TargetRef = IDL::traits<Sample::Target>::ref_type;

/// As it comes out of a message in which `skew` octets stand before it.
Any received(const Any& any, ByteOrder order, std::size_t skew, corbel::Invoker* invoker = nullptr) {
    Writer out{Encoding{.order = order}};
    for (std::size_t i = 0; i < skew; ++i) out.put(std::uint8_t{0});
    corbel::encode(out, any);
    Reader in{out.contiguous(), out.encoding()};
    in.environment(invoker);
    in.skip(skew);
    Any result;
    corbel::decode(in, result);
    CHECK(in.at_end());
    return result;
}

template <class T>
void check(const T& value) {
    Any any;
    any <<= value;
    CHECK(any.type() == CORBA::typecode_reference{*corbel::type_code_of<T>});
    auto same = T();
    REQUIRE((any >>= same));
    CHECK((same == value));
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        for (std::size_t skew = 0; skew < 8; ++skew) {
            const auto copy = received(any, order, skew);
            T back{};
            REQUIRE((copy >>= back));
            CHECK((back == value));
            CHECK(copy == any);
            // Sent on: as it came, and re-encoded for another byte order and alignment.
            for (const auto onward : {ByteOrder::big_endian, ByteOrder::little_endian}) {
                T again{};
                REQUIRE((received(copy, onward, 3) >>= again));
                CHECK((again == value));
            }
        }
    }
}

}  // namespace

TEST_CASE("an any gives back what was put in, before and after a journey", "[any]") {
    check(std::int16_t{-5});
    check(std::uint16_t{5});
    check(std::int32_t{-5});
    check(std::uint32_t{5});
    check(std::int64_t{-5});
    check(std::uint64_t{5});
    check(std::uint8_t{5});
    check(2.5f);
    check(2.5);
    check(2.5L);
    check(true);
    check('c');
    check(L'w');
    check(std::string{"text"});
    check(std::wstring{L"text"});
    check(IDL::bounded_string<10>{"text"});
    check(std::vector<bool>{true, false});
    check(std::vector<std::uint8_t>{1, 2});
    check(std::vector<double>{1, 2});
    check(IDL::bounded_vector<std::string, 3>{"a"});
    check(std::array<std::int32_t, 2>{1, 2});
    check(Sample::Colour::blue);
    check(Sample::Point{7, 1.5, Sample::Colour::green, "point"});
    check(std::vector<Sample::Point>(3, Sample::Point{7, 1.5, Sample::Colour::green, "point"}));
    check(Sample::Refused{1, "because"});
    Sample::Tree tree;
    tree.branches().resize(2);
    tree.branches()[0].label() = "left";
    check(tree);
    Any inner;
    inner <<= Sample::Point{1, 2, Sample::Colour::red, "in"};
    check(inner);
    check(std::vector<Any>{inner, Any{}});
    check(CORBA::typecode_reference{Sample::_tc_Tree});
}

TEST_CASE("another type does not come out", "[any]") {
    Any any;
    std::int32_t number = 3;
    CHECK(!(any >>= number));
    any <<= Sample::Point{};
    CHECK(!(any >>= number));
    Sample::Tree tree;
    CHECK(!(any >>= tree));
    any <<= std::string{"x"};
    IDL::bounded_string<5> bounded;
    CHECK(!(any >>= bounded));
    any <<= std::uint8_t{1};
    char character = 'c';
    bool flag = false;
    CHECK(!(any >>= character));
    CHECK(!(any >>= flag));
    CHECK(number == 3);
}

TEST_CASE("an empty any is tk_null and travels", "[any]") {
    const Any empty;
    CHECK(empty.type()->kind() == CORBA::TCKind::tk_null);
    CHECK(received(empty, ByteOrder::big_endian, 0) == empty);
    CHECK(empty == Any{});
}

TEST_CASE("text literals and TypeCode constants go in as strings and TypeCodes", "[any]") {
    Any any;
    any <<= "text";
    std::string text;
    REQUIRE((any >>= text));
    CHECK(text == "text");
    any <<= L"wide";
    std::wstring wide;
    REQUIRE((any >>= wide));
    any <<= Sample::_tc_Point;
    CORBA::typecode_reference type;
    REQUIRE((any >>= type));
    CHECK(type->name() == "Point");
}

TEST_CASE("a value can be given an alias of its type", "[any]") {
    Any any;
    any <<= Sample::Point{1, 2, Sample::Colour::red, "p"};
    any.type(Sample::_tc_Place);
    CHECK(any.type()->kind() == CORBA::TCKind::tk_alias);
    Sample::Point point;
    REQUIRE((received(any, ByteOrder::big_endian, 1) >>= point));
    CHECK(point.name() == "p");
    CHECK_THROWS_AS(any.type(CORBA::_tc_long), CORBA::BAD_TYPECODE);
    CHECK_THROWS_AS(any.type(nullptr), CORBA::BAD_TYPECODE);
}

TEST_CASE("anys are values", "[any]") {
    Any one;
    one <<= std::int32_t{1};
    Any two = one;
    CHECK(one == two);
    two <<= std::int32_t{2};
    CHECK(one != two);
    std::int32_t number{};
    REQUIRE((one >>= number));
    CHECK(number == 1);
    swap(one, two);
    REQUIRE((one >>= number));
    CHECK(number == 2);
    Any octet;
    octet <<= std::uint8_t{2};
    CHECK(one != octet);
}

TEST_CASE("references come out as their interface and as Object", "[any]") {
    const auto peer = std::make_shared<Loopback>(std::make_shared<Sample::TargetServant>());
    const auto invoker = peer->invoker();
    const auto target = corbel::make_object_reference<Sample::Target>(peer->reference(Sample::Target::_repository_id_));
    Any any;
    any <<= target;
    const auto journey = received(any, ByteOrder::big_endian, 5, invoker.get());
    for (const auto& each : {any, journey}) {
        TargetRef same;
        REQUIRE((each >>= same));
        same->ping();
        CHECK(same == target);
        IDL::traits<CORBA::Object>::ref_type object;
        REQUIRE((each >>= object));
        CHECK(IDL::traits<Sample::Target>::narrow(object) == target);
        IDL::traits<Sample::Base>::ref_type base;
        CHECK(!(each >>= base));  // the declared type counts (CORBA 2.6, 10.7.1: by repository id)
    }
    any <<= IDL::traits<CORBA::Object>::ref_type{target};
    any.type(CORBA::_tc_Object);
    Any nil;
    nil <<= TargetRef{};
    TargetRef out = target;
    REQUIRE((received(nil, ByteOrder::little_endian, 2) >>= out));
    CHECK(out == nullptr);
}

TEST_CASE("malformed bytes in an any are MARSHAL", "[any]") {
    Writer out;
    Sample::_tc_Colour.pointer()->write(out);
    out.put(std::uint32_t{3});
    Reader in{out.contiguous()};
    Any any;
    CHECK_THROWS_AS(corbel::decode(in, any), corbel::SystemError);
}

TEST_CASE("anys in anys end at the limit of nesting", "[any]") {
    Any any;
    for (int i = 0; i < 200; ++i) {
        Any outer;
        outer <<= any;
        any = outer;
    }
    Writer out;
    corbel::encode(out, any);
    Reader in{out.contiguous()};
    CHECK_THROWS_AS(corbel::decode(in, any), corbel::SystemError);
}

TEST_CASE("one received any can be read by several threads", "[any]") {
    Any any;
    any <<= Sample::Point{7, 1.5, Sample::Colour::green, "point"};
    const auto shared = received(any, ByteOrder::big_endian, 1);
    std::vector<int> good(4);
    {
        std::vector<std::jthread> threads;
        for (auto& each : good)
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) {
                    Sample::Point point;
                    const Any copy = shared;
                    each += (copy >>= point) && point.id() == 7;
                }
            });
    }
    CHECK(good == std::vector<int>(4, 200));
}

TEST_CASE("an any prints its type and the value it knows", "[any]") {
    Any any;
    any <<= Sample::Colour::blue;
    std::ostringstream out;
    out << any;
    CHECK(out.str().find("Sample::Colour::blue") != std::string::npos);
    CHECK(out.str().find("Colour") != std::string::npos);
}

TEST_CASE("an any of a type that the program does not know is kept, compared, sent on and printed", "[any]") {
    using corbel::types::TypeCode;
    const auto colour = TypeCode::enumeration("IDL:X/Colour:1.0", "Colour", {"red", "green"});
    const auto type = TypeCode::structure(
        "IDL:X/Thing:1.0", "Thing",
        {{"name", TypeCode::string()},
         {"shade", colour},
         {"price", TypeCode::fixed(4, 2)},
         {"tags", TypeCode::sequence(TypeCode::primitive(CORBA::TCKind::tk_octet))},
         {"choice", TypeCode::union_("IDL:X/U:1.0", "U", colour,
                                     {{1, "n", TypeCode::primitive(CORBA::TCKind::tk_double)}})},
         {"next", TypeCode::sequence(TypeCode::recursive("IDL:X/Thing:1.0"))}});
    const auto thing = [](Writer& out, const char* name, std::uint32_t more) {
        out.string(name);
        out.put(std::uint32_t{1});
        out.put(std::uint8_t{0x01}), out.put(std::uint8_t{0x25}), out.put(std::uint8_t{0x0d});
        out.put(std::uint32_t{2}), out.put(std::uint8_t{7}), out.put(std::uint8_t{8});
        out.put(std::uint32_t{1}), out.put(2.5);
        out.put(more);
    };
    Writer out;
    type->write(out);
    thing(out, "outer", 1);
    thing(out, "inner", 0);
    Reader in{out.contiguous()};
    Any any;
    corbel::decode(in, any);
    REQUIRE(in.at_end());

    std::ostringstream text;
    text << any;
    CHECK(text.str().ends_with(
        ", Thing{name: \"outer\", shade: Colour::green, price: -12.50, tags: {7, 8}, "
        "choice: U{_d: Colour::green, n: 2.5}, "
        "next: {Thing{name: \"inner\", shade: Colour::green, price: -12.50, tags: {7, 8}, "
        "choice: U{_d: Colour::green, n: 2.5}, next: {}}}})"));

    // Byte for byte where alignment and order agree; the same value where they do not.
    Writer onward;
    corbel::encode(onward, any);
    CHECK(onward.copy() == out.copy());
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
        for (std::size_t skew = 0; skew < 8; ++skew) CHECK(received(any, order, skew) == any);
}
