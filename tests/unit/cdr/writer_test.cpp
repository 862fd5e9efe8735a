// SPDX-License-Identifier: BSL-1.0
#include <cstring>

#include "orb/engine/cdr/layout.hpp"
#include "tests/unit/cdr/support.hpp"

using namespace corbel;
using namespace corbel::cdr;

namespace {

Octets joined(const Writer& out) {
    Octets all;
    for (auto chunk : out.chunks()) all.insert(all.end(), chunk.begin(), chunk.end());
    return all;
}

}  // namespace

TEST_CASE("padding is zero, also in a buffer that is used again") {
    Writer out{big_endian()};
    for (int i = 0; i < 64; ++i) out.put(std::uint8_t{0xff});
    out.clear();
    out.put(std::uint8_t{1});
    out.put(std::uint64_t{2});
    CHECK(to_hex(out.contiguous()) == "01000000000000000000000000000002");
    out.clear({.order = ByteOrder::little_endian});
    out.put(std::uint16_t{1});
    CHECK(to_hex(out.contiguous()) == "0100");
}

TEST_CASE("large blocks are borrowed when that is on, small ones copied") {
    const std::vector<std::uint32_t> large(Writer::borrow_threshold / 4, 7), small(16, 9);
    Writer copying, borrowing;
    borrowing.borrowing(true);
    for (auto* out : {&copying, &borrowing}) {
        out->put(std::uint8_t{1});
        out->put_array(small.data(), small.size());
        out->put_array(large.data(), large.size());
        out->put(std::uint8_t{2});
        out->put(2.5);
        out->put_array(large.data(), large.size());
    }
    CHECK(copying.chunks().size() == 1);
    CHECK(joined(borrowing) == copying.copy());
    CHECK(borrowing.copy() == copying.copy());
    CHECK(borrowing.size() == copying.size());
    REQUIRE(borrowing.chunks().size() == 4);
    CHECK(static_cast<const void*>(borrowing.chunks()[1].data()) == large.data());

    borrowing.clear();
    CHECK(borrowing.size() == 0);
    CHECK(borrowing.chunks().empty());
    borrowing.put(std::uint8_t{1});
    CHECK(borrowing.chunks().size() == 1);
}

TEST_CASE("swapped arrays are never borrowed") {
    const std::vector<std::uint32_t> large(10'000, 7);
    Writer out{{.order = native_order == ByteOrder::big_endian ? ByteOrder::little_endian : ByteOrder::big_endian}};
    out.borrowing(true);
    out.put_array(large.data(), large.size());
    CHECK(out.chunks().size() == 1);
}

TEST_CASE("two borrowed blocks in a row, and one at the very start") {
    const Octets a(5000, 1), b(6000, 2);
    Writer out;
    out.borrowing(true);
    out.bytes(a);
    out.bytes(b);
    CHECK(out.size() == 11'000);
    CHECK(out.chunks().size() == 2);
    out.put(std::uint8_t{3});
    CHECK(joined(out).size() == 11'001);
    CHECK(joined(out)[11'000] == 3);
}

TEST_CASE("truncate drops what came later, borrowed blocks included") {
    const Octets large(5000, 1);
    Writer out;
    out.borrowing(true);
    out.put(std::uint64_t{1});
    out.put(std::uint32_t{2});
    out.bytes(large);
    out.put(std::uint32_t{3});
    out.truncate(12);
    CHECK(out.size() == 12);
    CHECK(out.chunks().size() == 1);
    out.truncate(8);
    out.put(std::uint32_t{9});
    CHECK(out.size() == 12);
    CHECK(joined(out).size() == 12);
    out.truncate(0);
    CHECK(out.chunks().empty());
}

TEST_CASE("patching") {
    for (auto order : orders) {
        Writer out{{.order = order}};
        out.put(std::uint32_t{0});
        out.put(std::uint32_t{1});
        out.patch(0, 0x01020304);
        out.patch_octet(7, 0x55);
        Reader in{out.contiguous(), out.encoding()};
        CHECK(in.get<std::uint32_t>() == 0x01020304);
        CHECK(out.contiguous()[7] == 0x55);
    }
}

TEST_CASE("an encapsulation begins with its byte order") {
    auto inner = Writer::begin_encapsulation();
    inner.put(std::uint32_t{5});
    CHECK(inner.contiguous()[0] == static_cast<std::uint8_t>(native_order));
    CHECK(inner.size() == 8);
    Writer out{big_endian()};
    out.encapsulation(inner);
    Reader in{out.contiguous(), out.encoding()};
    CHECK(in.encapsulation().get<std::uint32_t>() == 5);
}

TEST_CASE("a length beyond 32 bits is refused") {
    Writer out;
    check_fails(Error::bad_param, minor::length_too_large, [&] { out.length(std::size_t{1} << 32); });
    out.length(0xffffffff);
    CHECK(out.size() == 4);
}

TEST_CASE("the buffer grows, and its contents stay") {
    Writer out;
    for (std::uint32_t i = 0; i < 100'000; ++i) out.put(i);
    Reader in{out.contiguous()};
    for (std::uint32_t i = 0; i < 100'000; ++i)
        if (in.get<std::uint32_t>() != i) FAIL("value " << i);
    CHECK(in.at_end());
}

TEST_CASE("structs with padding leave from their memory where it is clear, and cleared where not") {
    struct Sample {
        std::int32_t number;
        double value;
    };
    static constexpr Field fields[]{{0, 4}, {8, 8}};
    static constexpr Layout layout{fields, sizeof(Sample), alignof(Sample)};
    constexpr std::size_t count = 10'000;
    std::vector<Sample> samples(count);
    std::memset(static_cast<void*>(samples.data()), 0, count * sizeof(Sample));
    for (std::size_t i = 0; i < count; ++i) samples[i].number = static_cast<std::int32_t>(i), samples[i].value = 0.5;
    const auto* const memory = reinterpret_cast<std::uint8_t*>(samples.data());
    const Octets clear{memory, memory + count * sizeof(Sample)};

    Writer out;
    out.borrowing(true);
    REQUIRE(write_block(out, samples.data(), count, layout));
    REQUIRE(out.chunks().size() == 1);
    CHECK(out.chunks()[0].data() == memory);
    CHECK(out.size() == clear.size());

    reinterpret_cast<std::uint8_t*>(&samples[5000])[5] = 0xaa;
    out.clear();
    REQUIRE(write_block(out, samples.data(), count, layout));
    CHECK(out.chunks().size() == 3);
    CHECK(out.chunks()[0].data() == memory);
    CHECK(out.copy() == clear);
    out.borrowing(false);
    out.clear();
    REQUIRE(write_block(out, samples.data(), count, layout));
    CHECK(out.copy() == clear);
}
