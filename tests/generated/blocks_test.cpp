// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <cstring>

#include "blocks.hpp"
#include "orb/engine/base/minor.hpp"

using namespace Blocks;
using corbel::cdr::Encoding;
using corbel::cdr::Reader;
using corbel::cdr::Writer;

namespace {

constexpr corbel::ByteOrder orders[] = {corbel::ByteOrder::big_endian, corbel::ByteOrder::little_endian};

Pair pair(int seed) { return {seed, seed * 0.5}; }
Tail tail(int seed) { return {seed * 0.25, -seed}; }
Close close_pair(int seed) { return {static_cast<std::uint16_t>(seed), 0x1234}; }
Middle middle(int seed) { return {static_cast<std::int16_t>(seed), seed << 16, -2, static_cast<std::uint8_t>(seed)}; }
Checked checked(int seed) { return {seed % 2 == 1, static_cast<Colour>(seed % 3), std::int64_t{seed} << 40}; }
Outer outer(int seed) {
    return {pair(seed), {{{1.5F, 2, 3}, {4, 5, static_cast<float>(seed)}}},
            {Colour::blue, static_cast<Colour>(seed % 3)}};
}
Several several(int seed) { return Several{{tail(seed), tail(seed + 1)}}; }
Shifted shifted(int seed) { return {seed, seed * 0.5, -seed}; }
Loose loose(int seed) { return {seed, pair(seed)}; }

/// A buffer whose memory is full of what must not be seen in a message.
Writer used_writer(Encoding encoding) {
    Writer out{encoding};
    std::memset(out.append(8192), 0xab, 8192);
    out.clear(encoding);
    return out;
}

/// `count` of them behind `offset` octets: as a sequence, and one after the other, which is what CDR says.
template <class T>
void compare(T (*make)(int), std::size_t offset, int count, Encoding encoding) {
    std::vector<T> sent;
    // In memory whose padding is not zero.
    sent.reserve(64);
    std::memset(static_cast<void*>(sent.data()), 0xcd, 64 * sizeof(T));
    for (int i = 0; i < count; ++i) sent.push_back(make(i));
    auto block = used_writer(encoding);
    auto single = used_writer(encoding);
    for (auto* out : {&block, &single})
        for (std::size_t i = 0; i < offset; ++i) out->put(std::uint8_t{7});
    corbel::encode(block, sent);
    single.length(sent.size());
    for (const auto& each : sent) corbel::encode(single, each);
    CHECK(block.copy() == single.copy());

    const auto bytes = single.copy();
    Reader in{bytes, encoding};
    in.skip(offset);
    std::vector<T> received(3);
    corbel::decode(in, received);
    CHECK(received == sent);
    CHECK(in.at_end());
}

template <class T>
void compare(T (*make)(int)) {
    for (const auto order : orders)
        for (std::size_t offset = 0; offset < 8; ++offset)
            for (const int count : {0, 1, 2, 3, 50}) compare(make, offset, count, {.order = order});
}

template <class T>
corbel::SystemError error_of(const corbel::Octets& bytes, Encoding encoding = {}) {
    Reader in{bytes, encoding};
    T value;
    try {
        corbel::decode(in, value);
    } catch (const corbel::SystemError& error) {
        return error;
    }
    FAIL("nothing was thrown");
    return {corbel::Error::unknown, 0};
}

}  // namespace

TEST_CASE("structs that lie in memory as in CDR are known", "[blocks]") {
    STATIC_REQUIRE(corbel::Block<Pair>);
    STATIC_REQUIRE(corbel::Block<Tail>);
    STATIC_REQUIRE(corbel::Block<Close>);
    STATIC_REQUIRE(corbel::Block<Middle>);
    STATIC_REQUIRE(corbel::Block<Checked>);
    STATIC_REQUIRE(corbel::Block<Outer>);
    STATIC_REQUIRE(corbel::Block<Several>);
    STATIC_REQUIRE_FALSE(corbel::Block<Shifted>);
    STATIC_REQUIRE_FALSE(corbel::Block<Loose>);
    STATIC_REQUIRE_FALSE(corbel::Block<Letter>);
}

TEST_CASE("blocks are what one struct after the other is, at every alignment and in both byte orders", "[blocks]") {
    compare(pair);
    compare(tail);
    compare(close_pair);
    compare(middle);
    compare(checked);
    compare(outer);
    compare(several);
    compare(shifted);
    compare(loose);
}

TEST_CASE("arrays and bounded sequences of such structs are blocks too", "[blocks]") {
    const Board board{checked(1), checked(2), checked(3)};
    for (const auto order : orders) {
        Writer out{Encoding{.order = order}};
        corbel::encode(out, board);
        const auto bytes = out.copy();
        Reader in{bytes, Encoding{.order = order}};
        Board back;
        corbel::decode(in, back);
        CHECK(back == board);
    }
    Writer out;
    corbel::encode(out, FewPairs{pair(1), pair(2)});
    const auto bytes = out.copy();
    Reader in{bytes};
    FewPairs back;
    corbel::decode(in, back);
    CHECK(back == FewPairs{pair(1), pair(2)});
    CHECK_THROWS_AS(corbel::encode(out, FewPairs{pair(1), pair(2), pair(3)}), corbel::SystemError);
}

TEST_CASE("booleans and enums of a block are checked", "[blocks]") {
    for (const auto order : orders) {
        Writer out{Encoding{.order = order}};
        corbel::encode(out, Checks(20, checked(1)));
        const auto good = out.copy();
        // The first one stands at 4 and ends at 24; from there on they take sixteen bytes each: the flag, at 4
        // the shade.
        auto bad = good;
        bad[4] = 2;
        CHECK(error_of<Checks>(bad, Encoding{.order = order}).error() == corbel::Error::marshal);
        bad = good;
        bad[24 + 16 * 18] = 2;  // the flag of the last one
        CHECK(error_of<Checks>(bad, Encoding{.order = order}).error() == corbel::Error::marshal);
        bad = good;
        bad[24 + 16 * 9 + 4 + (order == corbel::ByteOrder::little_endian ? 0 : 3)] = 3;
        CHECK(error_of<Checks>(bad, Encoding{.order = order}).minor() == corbel::minor::enum_out_of_range);
    }
}

TEST_CASE("a block that is cut is an error, wherever it is cut", "[blocks]") {
    Writer out;
    corbel::encode(out, Pairs(5, pair(1)));
    const auto whole = out.copy();
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(error_of<Pairs>({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}).error() ==
              corbel::Error::marshal);
}

TEST_CASE("a block that came in GIOP 1.1 fragments is read over their seams", "[blocks]") {
    // Alignment begins anew at a seam; primitives of an array go on without padding, structs are aligned one by one.
    Pairs sent;
    for (int i = 0; i < 4; ++i) sent.push_back(pair(i));
    Writer whole;
    whole.length(4);
    corbel::encode(whole, sent[0]);
    corbel::encode(whole, sent[1]);
    const auto seam = whole.size();
    Writer second;
    corbel::encode(second, sent[2]);
    corbel::encode(second, sent[3]);
    auto bytes = whole.copy();
    const auto rest = second.copy();
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    const std::size_t seams[] = {seam};
    Reader in{bytes};
    in.seams(seams, 0);
    Pairs received;
    corbel::decode(in, received);
    CHECK(received == sent);
}
