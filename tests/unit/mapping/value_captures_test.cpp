// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/mapping/value_orb.hpp"

// What omniORB 4.2.5 wrote for the types of value_sample.hpp, in both byte orders where it can.
using corbel::ByteOrder;
using corbel::Octets;

namespace {

struct Capture {
    ByteOrder order;
    const char* hex;
};

Octets bytes_of(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Octets bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return bytes;
}

/// Decodes `values` from the capture, which must hold nothing else.
template <class... T>
void decode_all(const Capture& capture, const ValueOrb& orb, T&... values) {
    const auto bytes = bytes_of(capture.hex);
    auto in = reader_of(bytes, {.order = capture.order}, 0, orb);
    (corbel::decode(in, values), ...);
    CHECK(in.at_end());
}

}  // namespace

TEST_CASE("omniORB's values: lists, sharing, cycles", "[value][omniorb]") {
    const ValueOrb orb;
    NodeRef one, two, three, four;
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "00ffff7f020000006100371700ffff7f07000000736861726564006200000000"},
       {ByteOrder::big_endian,
        "7fffff0000000002610037177fffff0000000007736861726564006200000000"}}) {
        decode_all(each, orb, one);
        CHECK(one->name() == "a");
        CHECK(one->next()->name() == "shared");
    }
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "00ffff7f020000006100510700ffff7f0700000073686172656400b50000000000ffff7f0200000062000000ffffffff"
        "dcffffffffffffffd4ffffff00000000"},
       {ByteOrder::big_endian,
        "7fffff0000000002610051077fffff000000000773686172656400b5000000007fffff000000000262000000ffffffff"
        "ffffffdcffffffffffffffd400000000"}}) {
        decode_all(each, orb, one, two, three, four);
        CHECK(one->next() == three);
        CHECK(two->next() == three);
        CHECK(four == nullptr);
    }
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "00ffff7f0500000072696e670000000000ffff7f0600000072696e6732006400ffffffffdcffffff"},
       {ByteOrder::big_endian,
        "7fffff000000000572696e67000000007fffff000000000672696e6732006400ffffffffffffffdc"}}) {
        decode_all(each, orb, one);
        CHECK(one->next()->name() == "ring2");
        CHECK(one->next()->next() == one);
        one->next(nullptr);
    }
}

TEST_CASE("omniORB's values: truncatable ones, known and not", "[value][omniorb]") {
    ValueOrb knowing, ignorant;
    knowing.knows_all();
    ignorant.knows<SampleAccount>(Values::Account::_repository_id_);
    AccountRef one, two;
    std::uint32_t behind{};
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "0effff7f020000001700000049444c3a56616c7565732f536176696e67733a312e3000001700000049444c3a56616c75"
        "65732f4163636f756e743a312e3000000800000004000000626f6200100000006400000000000000000000000000e03f"
        "ffffffffffffffff98ffffff4d000000"},
       {ByteOrder::big_endian,
        "7fffff0e000000020000001749444c3a56616c7565732f536176696e67733a312e3000000000001749444c3a56616c75"
        "65732f4163636f756e743a312e3000000000000800000004626f62000000001000000000000000643fe0000000000000"
        "ffffffffffffffffffffff980000004d"}}) {
        decode_all(each, knowing, one, two, behind);
        CHECK(one == two);
        CHECK(behind == 77);
        CHECK(IDL::traits<Values::Savings>::narrow(one)->rate() == 0.5);
        decode_all(each, ignorant, one, two, behind);
        CHECK(one == two);
        CHECK(one->owner() == "bob");
        CHECK(one->balance() == 100);
    }
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "00ffff7f04000000616e6e0000000000e204000000000000"},
       {ByteOrder::big_endian,
        "7fffff0000000004616e6e000000000000000000000004e2"}}) {
        decode_all(each, ignorant, one);
        CHECK(one->balance() == 1250);
    }
}

// valuetype Wrapper : truncatable Node { public Node inner; public long number; public Text note; public Node again; };
TEST_CASE("omniORB's values: what stood in a lost part can be referred to", "[value][omniorb]") {
    const ValueOrb orb;
    NodeRef one, shared;
    std::uint32_t behind{};
    decode_all({ByteOrder::little_endian,
        "0effff7f020000001700000049444c3a56616c7565732f577261707065723a312e3000001400000049444c3a56616c75"
        "65732f4e6f64653a312e300006000000020000007700000404000000000000000affff7fffffffffccffffff08000000"
        "020000006100ffff0affff7fffffffffb4ffffff1000000007000000736861726564000000000000feffffff04000000"
        "2a0000000affff7f1400000049444c3a56616c7565732f546578743a312e300009000000050000006e6f746500270000"
        "feffffff08000000ffffffff9cffffffffffffffffffffff90ffffff4d000000"},
               orb, one, shared, behind);
    CHECK(one->name() == "w");
    CHECK(shared->name() == "shared");
    CHECK(behind == 77);
    decode_all({ByteOrder::little_endian,
        "0effff7f020000001700000049444c3a56616c7565732f577261707065723a312e3000001400000049444c3a56616c75"
        "65732f4e6f64653a312e30000800000003000000773200040effff7fffffffffb4ffffff0c0000000200000077000000"
        "000000000affff7fffffffffb8ffffff0800000002000000610000000affff7fffffffffa0ffffff1000000007000000"
        "736861726564007f00000000fdffffff040000002a0000000affff7f1400000049444c3a56616c7565732f546578743a"
        "312e300009000000050000006e6f746500fffffffdffffff08000000ffffffff9cfffffffeffffff18000000ffffffff"
        "58ffffff2a00000000000000ffffffff48ffffffffffffff4d000000"},
               orb, one, behind);
    CHECK(one->name() == "w2");
    CHECK(one->next()->name() == "w");
    CHECK(behind == 77);
}

TEST_CASE("omniORB's values: boxes, abstract interfaces, fixed", "[value][omniorb]") {
    ValueOrb orb;
    orb.knows_all();
    TextRef text;
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "00ffff7f06000000626f78656400"},
       {ByteOrder::big_endian,
        "7fffff0000000006626f78656400"}}) {
        decode_all(each, orb, text);
        CHECK(text->_value() == "boxed");
    }
    IDL::traits<Values::Spot>::ref_type spot;
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "00ffff7f0300000004000000"},
       {ByteOrder::big_endian,
        "7fffff000000000300000004"}}) {
        decode_all(each, orb, spot);
        CHECK(spot->_value() == Values::Point{3, 4});
    }
    IDL::traits<Values::Described>::ref_type described, nil;
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "0000000002ffff7f1500000049444c3a56616c7565732f4c6162656c3a312e3000733a31020000004c00010001000000"
        "00616c7500000000"},
       {ByteOrder::big_endian,
        "000000007fffff020000001549444c3a56616c7565732f4c6162656c3a312e3000733a31000000024c00010000000001"
        "00616c7500000000"}}) {
        decode_all(each, orb, described, nil);
        CHECK(described->describe(false) == "L");
        CHECK(nil == nullptr);
    }
    Values::Price price;
    Values::Amount amount;
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "000012345c000000007d"},
       {ByteOrder::big_endian,
        "000012345c000000007d"}}) {
        decode_all(each, orb, price, amount);
        CHECK(price.cost().to_string() == "123.45");
        CHECK(amount.to_string() == "-0.07");
    }
}

TEST_CASE("omniORB's values in anys", "[value][omniorb]") {
    ValueOrb orb;
    orb.knows_all();
    CORBA::Any any;
    NodeRef node;
    AccountRef account;
    std::uint32_t behind{};
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "1d0000005e000000016237171400000049444c3a56616c7565732f4e6f64653a312e3000050000004e6f646500000000"
        "0000000002000000050000006e616d6500636f75120000000000000000000000050000006e65787400000000ffffffff"
        "a0ffffff0000000000ffff7f020000006100000000ffff7f07000000736861726564001700000000"},
       {ByteOrder::big_endian,
        "0000001d0000005e015dc8b51400000049444c3a56616c7565732f4e6f64653a312e3000050000004e6f646500000000"
        "0000000002000000050000006e616d6500636f75120000000000000000000000050000006e65787400000000ffffffff"
        "a0ffffff000000007fffff0000000002610000007fffff0000000007736861726564001700000000"}}) {
        decode_all(each, orb, any);
        REQUIRE((any >>= node));
        CHECK(node->next()->name() == "shared");
    }
    for (const Capture& each : std::initializer_list<Capture>{{ByteOrder::little_endian,
        "1d00000062000000015dc8b51700000049444c3a56616c7565732f4163636f756e743a312e300000080000004163636f"
        "756e7400000000000000000002000000060000006f776e65720000001200000000000000000078740600000063656e74"
        "7300ffff17000000010000000effff7f020000001700000049444c3a56616c7565732f536176696e67733a312e300000"
        "1700000049444c3a56616c7565732f4163636f756e743a312e3000001800000004000000626f62006400000000000000"
        "000000000000e03fffffffff4d000000"},
       {ByteOrder::big_endian,
        "0000001d0000006201f452071700000049444c3a56616c7565732f4163636f756e743a312e300000080000004163636f"
        "756e7400000000000000000002000000060000006f776e65720000001200000000000000000078740600000063656e74"
        "7300ffff17000000010000007fffff0e000000020000001749444c3a56616c7565732f536176696e67733a312e300000"
        "0000001749444c3a56616c7565732f4163636f756e743a312e3000000000001800000004626f62000000000000000064"
        "3fe0000000000000ffffffff0000004d"}}) {
        decode_all(each, orb, any, behind);
        REQUIRE((any >>= account));
        CHECK(IDL::traits<Values::Savings>::narrow(account)->rate() == 0.5);
        CHECK(behind == 77);
    }
}
