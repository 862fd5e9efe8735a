// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <limits>
#include <sstream>

#include "orb/engine/base/minor.hpp"
#include "tests/unit/mapping/sample.hpp"

using corbel::ByteOrder;
using corbel::Error;
using corbel::SystemError;
using corbel::cdr::Encoding;
using corbel::cdr::Reader;
using corbel::cdr::Writer;

namespace {

constexpr ByteOrder orders[] = {ByteOrder::big_endian, ByteOrder::little_endian};

template <class T>
corbel::Octets encoded(const T& value, Encoding encoding = {}) {
    Writer out{encoding};
    corbel::encode(out, value);
    return out.copy();
}

template <class T>
T round_trip(const T& value, ByteOrder order) {
    const Encoding encoding{.order = order};
    const auto bytes = encoded(value, encoding);
    CHECK(bytes.size() >= corbel::Codec<T>::min_size);
    Reader in{bytes, encoding};
    auto result = T();
    corbel::decode(in, result);
    CHECK(in.at_end());
    return result;
}

template <class T>
void check(const T& value) {
    for (const auto order : orders) CHECK((round_trip(value, order) == value));
}

template <class Action>
SystemError error_of(Action&& action) {
    try {
        action();
    } catch (const SystemError& error) {
        return error;
    }
    FAIL("nothing was thrown");
    return {Error::unknown, 0};
}

}  // namespace

TEST_CASE("every mapped type comes back as it was sent, in both byte orders", "[codec]") {
    check(std::int16_t{-2});
    check(std::uint16_t{65535});
    check(std::int32_t{-70000});
    check(std::uint32_t{4000000000u});
    check(std::numeric_limits<std::int64_t>::min());
    check(std::numeric_limits<std::uint64_t>::max());
    check(std::uint8_t{255});
    check(std::int8_t{-1});
    check(1.5f);
    check(-2.25);
    check(3.125L);
    check(true);
    check('x');
    check(L'\u20ac');
    check(std::string{"gr\xc3\xbc\xc3\x9f"});
    check(std::string{});
    check(std::wstring{L"\u20ac\U0001f600"});
    check(IDL::bounded_string<3>{"abc"});
    check(IDL::bounded_wstring<3>{L"abc"});
    check(std::vector<std::uint8_t>{1, 2, 3});
    check(std::vector<double>{1, 2, 3});
    check(std::vector<bool>{true, false, true});
    check(std::vector<char>{'a', 'b'});
    check(std::vector<wchar_t>{L'a', L'\u20ac'});
    check(std::vector<long double>{1.0L});
    check(std::vector<std::string>{"a", "", "ccc"});
    check(std::vector<std::vector<std::int32_t>>{{1}, {}, {2, 3}});
    check(std::vector<std::vector<double>>{{}, {1.5}, {}, {}, {2, 3}});  // no padding behind the length of an empty one
    check(IDL::bounded_vector<std::string, 2>{"a", "b"});
    check(std::array<std::int16_t, 3>{1, 2, 3});
    check(std::array<std::array<std::string, 2>, 2>{{{"a", "b"}, {"c", "d"}}});
    check(std::vector<Sample::Colour>{Sample::Colour::red, Sample::Colour::blue});
    check(std::vector<Sample::Point>{Sample::Point{1, 2.5, Sample::Colour::green, "p"}, Sample::Point{}});
    Sample::Tree tree;
    tree.branches().resize(2);
    tree.branches()[1].branches().resize(1);
    tree.branches()[1].branches()[0].label() = "leaf";
    check(tree);
    check(Sample::Refused{4, "why"});
}

TEST_CASE("the wire form is CDR", "[codec]") {
    const Encoding big{.order = ByteOrder::big_endian};
    CHECK(corbel::to_hex(encoded(Sample::Point{1, 0.5, Sample::Colour::blue, "ab"}, big)) ==
          "00000001" "00000000" "3fe0000000000000" "00000002" "00000003" "616200");
    CHECK(corbel::to_hex(encoded(std::vector<std::uint8_t>{7, 8}, big)) == "000000020708");
    CHECK(corbel::to_hex(encoded(std::vector<bool>{true, false}, big)) == "000000020100");
    CHECK(corbel::to_hex(encoded(std::vector<double>{}, big)) == "00000000");
}

TEST_CASE("bounds are checked when a value is sent and when it is received", "[codec]") {
    const auto sent = error_of([] { encoded(IDL::bounded_string<3>{"four"}); });
    CHECK(sent.error() == Error::bad_param);
    CHECK(sent.minor() == corbel::minor::bound_exceeded);
    CHECK(sent.text() == "a string of length 4 exceeds its bound: the IDL says string<3>");
    CHECK(error_of([] { encoded(IDL::bounded_wstring<3>{L"four"}); }).error() == Error::bad_param);
    CHECK(error_of([] { encoded(IDL::bounded_vector<std::int32_t, 2>{1, 2, 3}); }).text() ==
          "a sequence of length 3 exceeds its bound: the IDL says sequence<..., 2>");

    const auto received = [](auto value, auto bounded) {
        const auto bytes = encoded(value);
        Reader in{bytes};
        return error_of([&] { corbel::decode(in, bounded); });
    };
    CHECK(received(std::string{"four"}, IDL::bounded_string<3>{}).error() == Error::marshal);
    CHECK(received(std::wstring{L"four"}, IDL::bounded_wstring<3>{}).error() == Error::marshal);
    const auto sequence = received(std::vector<std::int32_t>{1, 2, 3}, IDL::bounded_vector<std::int32_t, 2>{});
    CHECK(sequence.error() == Error::marshal);
    CHECK(sequence.minor() == corbel::minor::bound_exceeded);
    CHECK(received(std::vector<bool>(3), IDL::bounded_vector<bool, 2>{}).error() == Error::marshal);
}

TEST_CASE("a length that the bytes cannot hold is refused before memory is taken", "[codec]") {
    const auto refused = [](auto value) {
        Writer out;
        out.put(std::uint32_t{0x7fffffff});
        out.put(std::uint64_t{0});
        Reader in{out.contiguous()};
        const auto error = error_of([&] { corbel::decode(in, value); });
        CHECK(error.error() == Error::marshal);
        CHECK(value.capacity() < 1000);
    };
    refused(std::vector<std::uint8_t>{});
    refused(std::vector<bool>{});
    refused(std::vector<double>{});
    refused(std::vector<std::string>{});
    refused(std::vector<std::vector<double>>{});
    refused(std::vector<Sample::Point>{});
    refused(std::vector<CORBA::Any>{});
    refused(std::string{});
    refused(std::wstring{});
}

TEST_CASE("an enum out of range is MARSHAL", "[codec]") {
    const auto bytes = encoded(std::uint32_t{3});
    Reader in{bytes};
    Sample::Colour colour{};
    const auto error = error_of([&] { corbel::decode(in, colour); });
    CHECK(error.error() == Error::marshal);
    CHECK(error.minor() == corbel::minor::enum_out_of_range);
}

TEST_CASE("a tree that the peer makes too deep is MARSHAL, not the end of the stack", "[codec]") {
    Writer out;
    for (int i = 0; i < 10000; ++i) {
        out.string("");
        out.put(std::uint32_t{1});
    }
    out.string("");
    out.put(std::uint32_t{0});
    Reader in{out.contiguous()};
    Sample::Tree tree;
    CHECK(error_of([&] { corbel::decode(in, tree); }).minor() == corbel::minor::nesting_too_deep);
}

TEST_CASE("decoding reuses the memory of the value", "[codec]") {
    const std::vector<std::string> sent{"a string that is too long for the small buffer", "b"};
    const auto bytes = encoded(sent);
    std::vector<std::string> value{std::string(100, 'x'), std::string(100, 'y'), "z"};
    const auto* elements = value.data();
    const auto* text = value[0].data();
    Reader in{bytes};
    corbel::decode(in, value);
    CHECK(value == sent);
    CHECK(value.data() == elements);
    CHECK(value[0].data() == text);
}

TEST_CASE("traits say how a type is passed", "[traits]") {
    STATIC_REQUIRE(std::is_same_v<IDL::traits<std::int32_t>::in_type, std::int32_t>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Sample::Colour>::in_type, Sample::Colour>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Sample::Point>::in_type, const Sample::Point&>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Sample::Target>::in_type, IDL::traits<Sample::Target>::ref_type>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<std::string>::out_type, std::string&>);
    STATIC_REQUIRE(!IDL::traits<std::vector<std::string>>::is_bounded::value);
    STATIC_REQUIRE(IDL::traits<IDL::bounded_vector<bool, 4>>::bound::value == 4);
    STATIC_REQUIRE(IDL::traits<IDL::bounded_string<5>>::is_bounded::value);
    STATIC_REQUIRE(
        std::is_same_v<IDL::traits<std::vector<std::string>>::element_traits::value_type, std::string>);
    STATIC_REQUIRE(IDL::traits<std::array<bool, 7>>::dimensions::value == 7);
}

TEST_CASE("values print themselves", "[print]") {
    std::ostringstream out;
    const std::vector<Sample::Point> points{Sample::Point{1, 0.1, Sample::Colour::blue, "a\"\n"}};
    out << IDL::traits<std::vector<Sample::Point>>::write(points) << ' ';
    out << IDL::traits<std::vector<bool>>::write({true, false}) << ' ';
    out << IDL::traits<std::array<char, 2>>::write({'x', '\0'}) << ' ';
    out << IDL::traits<std::wstring>::write(L"a\u20ac") << ' ' << static_cast<Sample::Colour>(9) << ' ';
    out << IDL::traits<std::vector<std::uint8_t>>::write({1, 255}) << IDL::traits<std::vector<std::string>>::write({});
    CHECK(out.str() == R"({Sample::Point{id: 1, x: 0.1, c: Sample::Colour::blue, name: "a\"\n"}} {true, false} )"
                       R"({'x', '\x00'} L"a\u{20ac}" Sample::Colour(9) {1, 255}{})");
}
