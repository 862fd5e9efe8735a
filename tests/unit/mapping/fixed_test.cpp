// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <limits>
#include <sstream>

#include "tests/unit/mapping/value_sample.hpp"

using IDL::Fixed;
using corbel::to_hex;

TEST_CASE("fixed is made of text, integers and floating-point numbers", "[fixed]") {
    using Money = Fixed<9, 2>;
    CHECK(Money{}.to_string() == "0.00");
    CHECK(Money{"12.345"}.to_string() == "12.34");
    CHECK(Money{"-0.05d"}.to_string() == "-0.05");
    CHECK(Money{"+7."}.to_string() == "7.00");
    CHECK(Money{".5D"}.to_string() == "0.50");
    CHECK(Money{std::string{"0001234567.89"}}.to_string() == "1234567.89");
    CHECK(Money{"-0.001"}.to_string() == "0.00");
    CHECK(Money{-42}.to_string() == "-42.00");
    CHECK(Fixed<20, 0>{std::numeric_limits<std::uint64_t>::max()}.to_string() == "18446744073709551615");
    CHECK(Fixed<19, 0>{std::numeric_limits<std::int64_t>::min()}.to_string() == "-9223372036854775808");
    CHECK(Money{0.29}.to_string() == "0.29");
    CHECK(Money{-1.005L}.to_string() == "-1.00");
    CHECK(Money{1e-30}.to_string() == "0.00");
    for (const auto* wrong : {"", "-", ".", "1e5", "12 ", "1.2.3", "0x1", "12345678", "d",
                              "123456789012345678901234567890123"})
        CHECK_THROWS_AS(Money{wrong}, CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS(Money{10000000}, CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS(Money{1e300}, CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS(Money{std::numeric_limits<double>::quiet_NaN()}, CORBA::DATA_CONVERSION);
}

TEST_CASE("fixed computes exactly", "[fixed]") {
    const Fixed<5, 2> a{"999.99"};
    const Fixed<5, 3> b{"0.015"};
    CHECK((a + b).to_string() == "1000.005");
    CHECK((b - a).to_string() == "-999.975");
    CHECK((a * b).to_string() == "14.99985");
    CHECK((a / b).to_string().substr(0, 10) == "66666.0000");
    CHECK((Fixed<1, 0>{1} / Fixed<1, 0>{3}).to_string() == "0." + std::string(30, '3'));
    CHECK((Fixed<3, 0>{-22} / Fixed<1, 0>{7}).to_string().starts_with("-3.142857142857142857142857142"));
    CHECK((a - a).to_string() == "0.00");
    const Fixed<31, 0> huge{"9999999999999999999999999999999"};
    const Fixed<31, 31> tiny{"0.0000000000000000000000000000001"};
    CHECK((huge + tiny).to_string() == huge.to_string());
    CHECK((huge - tiny).to_string() == "9999999999999999999999999999998");
    CHECK((huge * tiny).to_string() == "0");  // the digits before the point have the room
    CHECK((tiny * tiny).to_string() == "0." + std::string(31, '0'));
    CHECK((tiny / Fixed<1, 0>{2}).to_string() == "0." + std::string(31, '0'));
}

TEST_CASE("what does not fit into a fixed is DATA_CONVERSION", "[fixed]") {
    const Fixed<31, 0> huge{"9999999999999999999999999999999"};
    CHECK_THROWS_AS(huge * huge, CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS(huge + huge, CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS((huge / Fixed<1, 1>{"0.1"}), CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS((huge / Fixed<1, 0>{}), CORBA::DATA_CONVERSION);
    Fixed<2, 1> small{"9.9"};
    CHECK_THROWS_AS(++small, CORBA::DATA_CONVERSION);
    CHECK(small.to_string() == "9.9");
    CHECK_THROWS_AS((Fixed<2, 1>{Fixed<4, 1>{"10.0"}}), CORBA::DATA_CONVERSION);
    CHECK_THROWS_AS(static_cast<std::int64_t>(huge), CORBA::DATA_CONVERSION);
}

TEST_CASE("fixed rounds, truncates, counts, compares and converts", "[fixed]") {
    const Fixed<6, 3> value{"-12.345"};
    CHECK(value.round(2).to_string() == "-12.350");
    CHECK(value.round(1).to_string() == "-12.300");
    CHECK(value.round(0).to_string() == "-12.000");
    CHECK(value.round(7) == value);
    CHECK(Fixed<6, 3>{"0.5"}.round(0).to_string() == "1.000");
    CHECK(Fixed<6, 3>{"-0.4"}.round(0).to_string() == "0.000");
    CHECK(value.truncate(1).to_string() == "-12.300");
    CHECK_THROWS_AS((Fixed<2, 1>{"9.9"}.round(0)), CORBA::DATA_CONVERSION);
    auto counted = value;
    CHECK((counted++).to_string() == "-12.345");
    CHECK((--counted).to_string() == "-12.345");
    counted += Fixed<6, 3>{"13.345"};
    CHECK(counted == Fixed<1, 0>{1});
    counted *= Fixed<6, 3>{"2.5"};
    counted /= Fixed<6, 3>{2};
    counted -= Fixed<6, 3>{"0.25"};
    CHECK(counted.to_string() == "1.000");
    CHECK((-value).to_string() == "12.345");
    CHECK(-Fixed<3, 1>{} == Fixed<3, 1>{});
    CHECK(Fixed<3, 2>{"1.50"} == Fixed<2, 1>{"1.5"});
    CHECK(Fixed<3, 2>{"1.49"} < Fixed<2, 1>{"1.5"});
    CHECK(value < Fixed<1, 0>{});
    CHECK(((value <=> Fixed<6, 3>{"-12.344"}) < 0));
    CHECK(static_cast<std::int64_t>(value) == -12);
    CHECK(static_cast<long double>(value) == -12.345L);
    CHECK(static_cast<bool>(value));
    CHECK(!static_cast<bool>(Fixed<6, 3>{}));
    CHECK(Fixed<6, 3>::fixed_digits() == 6);
    CHECK(IDL::traits<Fixed<6, 3>>::scale::value == 3);
    CHECK(Values::Least.to_string() == "0.05");
}

TEST_CASE("fixed goes through streams", "[fixed]") {
    std::stringstream stream;
    stream << Fixed<5, 2>{"-1.5"} << ' ' << Values::Amount{3};
    CHECK(stream.str() == "-1.50 3.00");
    Fixed<5, 2> one;
    Values::Amount two;
    stream >> one >> two;
    CHECK(one.to_string() == "-1.50");
    CHECK(two == Fixed<1, 0>{3});
    std::istringstream wrong{"abc"};
    CHECK(!(wrong >> one));
    CHECK(one.to_string() == "-1.50");
}

TEST_CASE("fixed on the wire is nibbles and a sign", "[fixed]") {
    corbel::cdr::Writer out;
    corbel::encode(out, Fixed<5, 2>{"123.45"});
    corbel::encode(out, Fixed<4, 2>{"-1.5"});
    corbel::encode(out, Fixed<1, 0>{});
    CHECK(to_hex(out.contiguous()) == "12345c00150d0c");
    corbel::cdr::Reader in{out.contiguous()};
    Fixed<5, 2> five;
    Fixed<4, 2> four;
    corbel::decode(in, five);
    corbel::decode(in, four);
    CHECK(five.to_string() == "123.45");
    CHECK(four.to_string() == "-1.50");
    const auto decode = [](corbel::Octets bytes) {
        corbel::cdr::Reader in{bytes};
        Fixed<4, 2> value;
        corbel::decode(in, value);
        return value.to_string();
    };
    CHECK(decode({0x00, 0x00, 0x0d}) == "0.00");
    CHECK_THROWS_AS(decode({0x00, 0x00, 0x00}), corbel::SystemError);  // no sign
    CHECK_THROWS_AS(decode({0x00, 0xa0, 0x0c}), corbel::SystemError);  // no digit
    CHECK_THROWS_AS(decode({0x10, 0x00, 0x0c}), corbel::SystemError);  // a digit too many
    CHECK_THROWS_AS(decode({0x00, 0x00}), corbel::SystemError);
}

TEST_CASE("fixed goes through anys and structs", "[fixed]") {
    CORBA::Any any;
    any <<= Values::Price{Values::Amount{"19.99"}};
    corbel::cdr::Writer out{corbel::cdr::Encoding{.order = corbel::ByteOrder::big_endian}};
    corbel::encode(out, any);
    corbel::cdr::Reader in{out.contiguous(), out.encoding()};
    CORBA::Any back;
    corbel::decode(in, back);
    Values::Price price;
    REQUIRE((back >>= price));
    CHECK(price.cost() == Values::Amount{"19.99"});
    any <<= Values::Amount{"-0.01"};
    Values::Amount amount;
    REQUIRE((any >>= amount));
    Fixed<8, 2> other;
    CHECK(!(any >>= other));
}
