// SPDX-License-Identifier: BSL-1.0
// Every type of everything.idl: to CDR and back, in an Any, printed, cut short.
#include <catch2/catch.hpp>

#include <sstream>

#include "tests/generated/samples.hpp"

using namespace Everything;
using corbel::ByteOrder;
using corbel::cdr::Encoding;
using corbel::cdr::Reader;
using corbel::cdr::Writer;
using samples::sample;

namespace {

template <class T>
T decoded(corbel::ByteView bytes, const Encoding& encoding) {
    Reader in{bytes, encoding};
    auto value = T();
    corbel::decode(in, value);
    REQUIRE(in.at_end());
    return value;
}

template <class T>
void check_cut_short(corbel::ByteView bytes, const Encoding& encoding) {
    const auto step = bytes.size() / 40 + 1;
    for (std::size_t length = 0; length < bytes.size(); length += step) {
        Reader in{bytes.first(length), encoding};
        auto value = T();
        CHECK_THROWS_AS(corbel::decode(in, value), corbel::SystemError);
    }
}

template <class T>
void check(const T& value) {
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        Encoding encoding;
        encoding.order = order;
        Writer out{encoding};
        corbel::encode(out, value);
        CHECK(out.size() >= corbel::Codec<T>::min_size);
        CHECK(decoded<T>(out.contiguous(), encoding) == value);
        check_cut_short<T>(out.contiguous(), encoding);
    }
}

/// Written and read again, an Any gives the value back and knows its type.
template <class T>
void check_any(const T& value) {
    CORBA::Any any;
    any <<= value;
    CHECK(any.type() == CORBA::typecode_reference{*corbel::type_code_of<T>});
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        Encoding encoding;
        encoding.order = order;
        Writer out{encoding};
        corbel::encode(out, any);
        const auto received = decoded<CORBA::Any>(out.contiguous(), encoding);
        CHECK(received == any);
        auto extracted = T();
        REQUIRE((received >>= extracted));
        CHECK(extracted == value);
        bool other = false;
        CHECK_FALSE((received >>= other));
    }
}

template <class T>
void check_print(const T& value) {
    std::ostringstream out;
    corbel::print(out, value);
    CHECK_FALSE(out.str().empty());
}

}  // namespace

TEMPLATE_TEST_CASE("values survive CDR and Any", "[generated]", Colour, Point, Segment, Mixed, Wide, Octets, Booleans,
                   Chars, WChars, Shorts, UShorts, Longs, ULongs, LongLongs, ULongLongs, Floats, Doubles, LongDoubles,
                   Strings, WideStrings, Colours, Points, Anys, Objects, Matrix, FewLongs, FewNames, FewPoints,
                   BoundedNames, Vector3, Grid, Names3, Points2, Pixels, Rows, Segments, Lists, Tree, ByLong, Node,
                   Unions, Holder, Diamonds, ShortName, ShortWideName, Inner::State, Inner::States, Inner::Report,
                   Inner::Choice, Outer::Deep::Coin, Everything_Point, interface::_cxx_switch,
                   interface::_cxx_struct) {
    for (const int seed : {0, 1, 3}) {
        const auto value = sample<TestType>(seed);
        check<TestType>(value);
        check_any<TestType>(value);
        check_print<TestType>(value);
    }
    // A nil TypeCode cannot be sent.
    if constexpr (!std::is_same_v<TestType, Holder>) check<TestType>(TestType());
    auto one = sample<TestType>(1);
    auto other = sample<TestType>(2);
    using std::swap;
    swap(one, other);
    CHECK(one == sample<TestType>(2));
    CHECK(other == sample<TestType>(1));
}

TEMPLATE_TEST_CASE("exceptions survive CDR and Any", "[generated]", Plain, Detailed, Inner::Broken,
                   interface::Keywords::_cxx_what) {
    const auto value = sample<TestType>(3);
    check<TestType>(value);
    check_any<TestType>(value);
    check_print<TestType>(value);
    try {
        value._raise();
    } catch (const CORBA::UserException& caught) {
        CHECK(std::string{caught._rep_id()} == TestType::_repository_id);
        CHECK(dynamic_cast<const TestType&>(caught) == value);
        Writer out;
        caught._encode(out);
        CHECK(decoded<TestType>(out.contiguous(), {}) == value);
    }
}

TEST_CASE("values are printed with the names of the IDL", "[generated]") {
    std::ostringstream out;
    out << Segment{{1, 2}, {3, 4}, Colour::blue, "a \"b\""} << ' ' << static_cast<Colour>(7) << ' ' << Plain{} << ' '
        << interface::_cxx_switch::_cxx_case;
    CHECK(out.str() == "Everything::Segment{from: Everything::Point{x: 1, y: 2}, to: Everything::Point{x: 3, y: 4}, "
                       "shade: Everything::Colour::blue, label: \"a \\\"b\\\"\"} Everything::Colour(7) "
                       "Everything::Plain{} Everything::interface::switch::case");
}

TEST_CASE("an enum beyond its last enumerator is refused", "[generated]") {
    Writer out;
    out.put(std::uint32_t{3});
    Reader in{out.contiguous()};
    Colour colour{};
    CHECK_THROWS_AS(corbel::decode(in, colour), corbel::SystemError);
}

TEST_CASE("bounds are checked on both ways", "[generated]") {
    Writer out;
    CHECK_THROWS_AS(corbel::encode(out, FewLongs{1, 2, 3, 4, 5}), corbel::SystemError);
    CHECK_THROWS_AS(corbel::encode(out, ShortName{"ninechars"}), corbel::SystemError);
    out.clear();
    corbel::encode(out, Longs{1, 2, 3, 4, 5});
    Reader in{out.contiguous()};
    FewLongs few;
    CHECK_THROWS_AS(corbel::decode(in, few), corbel::SystemError);
}
