// SPDX-License-Identifier: BSL-1.0
#include <limits>

#include "tests/unit/cdr/support.hpp"

using namespace corbel;
using namespace corbel::cdr;

namespace {

template <class T>
void round_trip(T value) {
    for (auto order : orders)
        for (std::size_t before = 0; before < 9; ++before) {
            Writer out{{.order = order}};
            for (std::size_t i = 0; i < before; ++i) out.put(std::uint8_t{0xff});
            out.put(value);
            out.put(std::uint8_t{0x55});
            CHECK(out.size() == (before + sizeof(T) - 1) / sizeof(T) * sizeof(T) + sizeof(T) + 1);
            Reader in{out.contiguous(), out.encoding()};
            in.skip(before);
            CHECK(in.get<T>() == value);
            CHECK(in.get<std::uint8_t>() == 0x55);
            CHECK(in.at_end());
        }
}

}  // namespace

TEST_CASE("primitives at every alignment, in both byte orders") {
    round_trip(std::uint8_t{0xfe});
    round_trip(std::int16_t{-2});
    round_trip(std::uint16_t{0xfffe});
    round_trip(std::numeric_limits<std::int32_t>::min());
    round_trip(std::uint32_t{0xdeadbeef});
    round_trip(std::numeric_limits<std::int64_t>::min());
    round_trip(std::uint64_t{0x0123456789abcdef});
    round_trip(1.5f);
    round_trip(-1e300);
    round_trip(std::numeric_limits<double>::infinity());
}

TEST_CASE("primitives are written as the specification says") {
    Writer big{big_endian()}, little{{.order = ByteOrder::little_endian}};
    for (auto* out : {&big, &little}) {
        out->put(std::uint16_t{0x0102});
        out->put(std::uint32_t{0x03040506});
        out->put(1.0);
    }
    CHECK(to_hex(big.contiguous()) == "01020000030405063ff0000000000000");
    CHECK(to_hex(little.contiguous()) == "0201000006050403000000000000f03f");
}

TEST_CASE("alignment counts from the origin") {
    for (std::size_t origin = 0; origin < 16; ++origin) {
        Writer out{big_endian()};
        out.origin(origin);
        out.put(std::uint8_t{1});
        out.put(std::uint64_t{2});
        Reader in{out.contiguous(), out.encoding(), origin};
        CHECK(in.get<std::uint8_t>() == 1);
        CHECK(in.alignment_offset() == (origin + 1) % 8);
        CHECK(in.get<std::uint64_t>() == 2);
        CHECK(in.at_end());
        CHECK((origin + out.size()) % 8 == 0);
    }
}

TEST_CASE("arrays of primitives, copied or swapped as a block") {
    const std::vector<std::uint64_t> longs{1, 2, 0x0102030405060708};
    const std::vector<std::int16_t> shorts{-1, 0, 256};
    const std::vector<std::uint8_t> octets{1, 2, 3};
    for (auto order : orders) {
        Writer out{{.order = order}};
        out.put_array(octets.data(), octets.size());
        out.put_array(longs.data(), longs.size());
        out.put_array(shorts.data(), shorts.size());
        out.put_array(longs.data(), 0);
        Writer singly{{.order = order}};
        for (auto value : octets) singly.put(value);
        for (auto value : longs) singly.put(value);
        for (auto value : shorts) singly.put(value);
        CHECK(out.copy() == singly.copy());

        Reader in{out.contiguous(), out.encoding()};
        std::vector<std::uint8_t> o(3);
        std::vector<std::uint64_t> l(3);
        std::vector<std::int16_t> s(3);
        in.get_array(o.data(), 3);
        in.get_array(l.data(), 3);
        in.get_array(s.data(), 3);
        in.get_array(l.data(), 0);
        CHECK(o == octets);
        CHECK(l == longs);
        CHECK(s == shorts);
        CHECK(in.at_end());
    }
}

TEST_CASE("an array of no elements is not aligned for") {
    Writer out;
    out.put(std::uint8_t{1});
    out.put_array<double>(nullptr, 0);
    CHECK(out.size() == 1);
    Reader in{out.contiguous()};
    in.skip(1);
    double none;
    in.get_array(&none, 0);
    CHECK(in.at_end());
}

TEST_CASE("reading past the end is refused at every length") {
    const Octets bytes(32);
    for (std::size_t size = 0; size < 8; ++size) {
        const Octets exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        check_fails(Error::marshal, minor::message_too_short, [&] { Reader{exact}.get<std::uint64_t>(); });
        if (size < 4) check_fails(Error::marshal, minor::message_too_short, [&] { Reader{exact}.get<float>(); });
        check_fails(Error::marshal, minor::message_too_short, [&] { Reader{exact}.skip(size + 1); });
        check_fails(Error::marshal, minor::message_too_short, [&] { Reader{exact}.seek(size + 1); });
    }
    check_fails(Error::marshal, minor::message_too_short, [] { Reader{}.get<std::uint8_t>(); });
    check_fails(Error::marshal, minor::message_too_short, [&] {
        Reader in{bytes};
        std::uint64_t values[5];
        in.get_array(values, 5);
    });
    // 2^61 elements of 8 bytes: the product would wrap to 0.
    check_fails(Error::marshal, minor::message_too_short, [&] {
        Reader in{bytes};
        std::uint64_t value;
        in.get_array(&value, std::size_t{1} << 61);
    });
    check_fails(Error::marshal, minor::message_too_short, [&] {
        const Octets one(1);
        Reader in{one};
        in.skip(1);
        in.align(8);
    });
}

TEST_CASE("positions: seek, since, rest") {
    const auto bytes = hex("0102030405060708");
    Reader in{bytes};
    in.skip(2);
    const auto mark = in.position();
    in.skip(3);
    CHECK(to_hex(in.since(mark)) == "030405");
    CHECK(to_hex(in.rest()) == "060708");
    in.seek(mark);
    CHECK(in.get<std::uint8_t>() == 3);
    in.seek(8);
    CHECK(in.at_end());
}

TEST_CASE("booleans are 0 or 1") {
    for (std::uint8_t octet : {0, 1}) CHECK(Reader{{&octet, 1}}.boolean() == (octet == 1));
    for (std::uint8_t octet : {2, 255})
        check_fails(Error::marshal, minor::boolean_out_of_range, [&] { Reader{{&octet, 1}}.boolean(); });
}

TEST_CASE("a sequence's length must fit into what follows", "[W1][W2]") {
    const auto length = [](std::uint32_t count, std::size_t size, std::size_t element) {
        Writer out;
        out.put(count);
        for (std::size_t i = 0; i < size; ++i) out.put(std::uint8_t{0});
        Reader in{out.contiguous()};
        return in.length(element);
    };
    CHECK(length(4, 4, 1) == 4);
    CHECK(length(2, 16, 8) == 2);
    CHECK(length(0, 0, 8) == 0);
    check_fails(Error::marshal, minor::length_too_large, [&] { length(5, 4, 1); });
    check_fails(Error::marshal, minor::length_too_large, [&] { length(3, 16, 8); });
    check_fails(Error::marshal, minor::length_too_large, [&] { length(0xffffffff, 100, 4); });
    check_fails(Error::marshal, minor::length_too_large, [&] { length(0x20000001, 8, 0x20000000); });
}

TEST_CASE("elements of no size are charged to a budget", "[W4]") {
    Writer out;
    out.put(Reader::default_budget);
    out.put(std::uint32_t{1});
    Reader in{out.contiguous()};
    CHECK(in.length(0) == Reader::default_budget);
    check_fails(Error::marshal, minor::too_many_elements, [&] { in.length(0); });
}

TEST_CASE("octets are a view") {
    Writer out;
    const Octets value{1, 2, 3};
    out.octets(value);
    Reader in{out.contiguous()};
    const auto view = in.octets();
    CHECK(to_octets(view) == value);
    CHECK(view.data() == out.contiguous().data() + 4);
}

TEST_CASE("an encapsulation has its own byte order, alignment and end", "[W13]") {
    int marker = 0;
    for (auto outer : orders)
        for (auto inner : orders) {
            Writer encapsulated{{.order = inner}};
            encapsulated.put(static_cast<std::uint8_t>(inner));
            encapsulated.put(std::uint64_t{42});
            Writer out{{.order = outer}};
            out.put(std::uint8_t{9});
            out.encapsulation(encapsulated);
            out.put(std::uint16_t{7});
            Reader in{out.contiguous(), out.encoding()};
            in.environment(&marker);
            CHECK(in.get<std::uint8_t>() == 9);
            auto sub = in.encapsulation();
            CHECK(sub.environment() == &marker);
            CHECK(sub.encoding().order == inner);
            CHECK(sub.get<std::uint64_t>() == 42);
            CHECK(sub.at_end());
            check_fails(Error::marshal, minor::message_too_short, [&] { sub.get<std::uint8_t>(); });
            CHECK(in.get<std::uint16_t>() == 7);
            CHECK(in.at_end());
        }
}

TEST_CASE("an encapsulation that is none", "[W13]") {
    const auto read = [](std::string_view bytes) {
        const auto data = hex(bytes);
        Reader in{data, big_endian()};
        in.encapsulation();
    };
    check_fails(Error::marshal, minor::bad_byte_order, [&] { read("00000000"); });
    check_fails(Error::marshal, minor::bad_byte_order, [&] { read("00000001 02"); });
    check_fails(Error::marshal, minor::bad_byte_order, [&] { read("00000001 ff"); });
    check_fails(Error::marshal, minor::length_too_large, [&] { read("00000002 00"); });
    read("00000001 01");
    check_fails(Error::marshal, minor::bad_byte_order, [] { Reader::of_encapsulation({}); });
    const auto whole = hex("01 000000 05000000");
    CHECK(Reader::of_encapsulation(whole).get<std::uint32_t>() == 5);
}

TEST_CASE("nesting has an end, and sub-readers share the count") {
    Writer out{big_endian()};
    out.put(std::uint32_t{1});
    out.put(std::uint8_t{0});
    Reader in{out.contiguous(), out.encoding()};
    for (unsigned i = 1; i < Reader::max_depth; ++i) in.enter();
    {
        const Nested last{in};
        auto sub = in.encapsulation();
        check_fails(Error::marshal, minor::nesting_too_deep, [&] { const Nested more{sub}; });
    }
    const Nested again{in};
}

TEST_CASE("a seam: alignment counts anew there") {
    // Four octets, then a fragment whose 8-byte value stands at its 16th octet: four octets of padding behind the seam.
    const auto bytes = hex("01020304 00000000 0000000000000007 0102");
    const std::size_t seams[]{4};
    Reader in{bytes, big_endian()};
    in.seams(seams, 12);
    in.skip(4);
    CHECK(in.get<std::uint64_t>() == 7);
    CHECK(in.get<std::uint16_t>() == 0x0102);
    CHECK(in.at_end());
    CHECK_FALSE(in.seamless(0));
    CHECK(in.seamless(8));
    in.seek(0);
    CHECK(in.get<std::uint32_t>() == 0x01020304);
    in.align(8);
    CHECK(in.position() == 8);
    CHECK(in.get<std::uint64_t>() == 7);
}

TEST_CASE("a seam may split a value and padding may end at it") {
    const auto bytes = hex("0102 0304 05000000 00000006 00000000 0000000000000007");
    const std::size_t seams[]{2, 5, 12};
    Reader in{bytes, big_endian()};
    in.seams(seams, 12);
    CHECK(in.get<std::uint32_t>() == 0x01020304);  // over the first seam
    CHECK(in.get<std::uint8_t>() == 5);
    in.skip(3);
    CHECK(in.position() == 8);
    const auto at = in.position();
    in.seek(at);
    in.skip(4);
    CHECK(in.position() == 12);
    CHECK(in.get<std::uint64_t>() == 7);
    CHECK(in.at_end());
    check_fails(Error::marshal, minor::message_too_short, [&] { in.get<std::uint8_t>(); });
    check_fails(Error::marshal, minor::message_too_short, [&] { in.get<std::uint32_t>(); });
}

TEST_CASE("elements in place: padding belongs to the first of them, so none have none") {
    Writer out;
    out.put(std::uint32_t{0});
    out.put(std::uint32_t{2});
    out.put(1.5);
    out.put(2.5);
    const auto bytes = out.copy();
    Reader in{bytes, out.encoding()};
    CHECK(in.get<std::uint32_t>() == 0);
    CHECK(in.array_in_place<double>(0) == nullptr);
    CHECK(in.position() == 4);
    CHECK(in.get<std::uint32_t>() == 2);
    CHECK(in.array_in_place<double>(3) == nullptr);
    CHECK(in.position() == 8);
    const auto* elements = in.array_in_place<double>(2);
    REQUIRE(elements != nullptr);
    CHECK(elements[1] == 2.5);
    CHECK(in.at_end());
}
