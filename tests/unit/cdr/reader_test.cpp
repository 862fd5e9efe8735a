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
    out.put(std::uint32_t{Reader::default_budget});
    out.put(std::uint32_t{1});
    Reader in{out.contiguous()};
    CHECK(in.length(0) == std::uint32_t{Reader::default_budget});
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

namespace {

/// A message whose bytes from `here` on come when they are asked for, from the end of `all`.
struct LateBytes final : Tail {
    LateBytes(ByteView all, std::size_t here) : all{all}, here{here} {}

    const std::uint8_t* complete() override {
        ++completed;
        if (lost) throw SystemError{Error::comm_failure, 0, "the rest is lost"};
        return all.data();
    }
    void receive(std::size_t count, Memory memory) override {
        ++received;
        const auto from = all.size() - count;
        for (std::size_t done = 0; done < count; done += std::min<std::size_t>(1000, count - done))
            std::memcpy(memory(std::min(count, done + 1000)) + done, all.data() + from + done,
                        std::min<std::size_t>(1000, count - done));
    }
    Reader reader(Encoding encoding = {}) {
        first.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(here));
        Reader in{first, encoding};
        in.continued_by(*this, all.size());
        return in;
    }

    ByteView all;
    std::size_t here;
    Octets first;  // elsewhere, so that reading behind it is noticed
    int completed = 0, received = 0;
    bool lost = false;
};

}  // namespace

TEST_CASE("what has not come is received when it is read, wherever the bytes end", "[tail]") {
    Writer out;
    out.put(std::uint8_t{3});
    out.string("some text that is not short");
    out.put(2.5);
    out.length(3);
    for (const double each : {1.0, 2.0, 3.0}) out.put(each);
    out.length(4);
    out.bytes(hex("01020304"));
    const auto all = out.copy();
    for (std::size_t here = 0; here <= all.size(); ++here) {
        LateBytes late{all, here};
        auto in = late.reader();
        CHECK(in.get<std::uint8_t>() == 3);
        CHECK(in.string() == "some text that is not short");
        CHECK(in.get<double>() == 2.5);
        CHECK(in.length(8) == 3);
        double doubles[3];
        in.get_array(doubles, 3);
        CHECK(doubles[2] == 3.0);
        CHECK(in.octets().size() == 4);
        CHECK(in.at_end());
        CHECK(late.completed == (here < all.size()));
    }
}

TEST_CASE("elements that end a message are received where they belong", "[tail]") {
    Writer out;
    out.put(std::uint32_t{7});
    out.length(5000);
    for (int i = 0; i < 5000; ++i) out.put(double(i));
    const auto all = out.copy();
    for (const std::size_t here : {8u, 12u, 16u, 20u, 1000u, 39'000u}) {
        LateBytes late{all, here};
        auto in = late.reader();
        CHECK(in.get<std::uint32_t>() == 7);
        const auto count = in.claimed_length(8);
        CHECK(late.completed == 0);
        CHECK_FALSE(in.ends_in(count * 8 - 8, 8));
        REQUIRE(in.ends_in(count * 8, 8));
        std::vector<double> values;
        in.receive_end(8, [&](std::size_t bytes) {
            if (values.size() * 8 < bytes) values.resize((bytes + 7) / 8);
            return reinterpret_cast<std::uint8_t*>(values.data());
        });
        CHECK(late.received == 1);
        CHECK(late.completed == 0);
        CHECK(values.size() == 5000);
        CHECK(values.back() == 4999);
        CHECK(in.at_end());
    }
}

TEST_CASE("a length whose elements have not come waits for them, one that cannot be is refused", "[tail]") {
    Writer out;
    out.length(1000);
    for (int i = 0; i < 1000; ++i) out.put(i);
    const auto all = out.copy();
    LateBytes late{all, 100};
    auto in = late.reader();
    CHECK(in.length(4) == 1000);
    CHECK(late.completed == 1);

    LateBytes lying{all, 100};
    auto other = lying.reader();
    check_fails(Error::marshal, minor::length_too_large, [&] { (void)other.claimed_length(5); });
    CHECK(lying.completed == 0);
}

TEST_CASE("when the rest is lost nothing behind what has come is read", "[tail]") {
    Writer out;
    for (int i = 0; i < 100; ++i) out.put(i);
    const auto all = out.copy();
    LateBytes late{all, 42};
    late.lost = true;
    auto in = late.reader();
    in.skip(40);
    check_fails(Error::comm_failure, 0, [&] { (void)in.get<std::int32_t>(); });
    check_fails(Error::marshal, minor::message_too_short, [&] { in.skip(4); });
    CHECK(late.completed == 1);
}
