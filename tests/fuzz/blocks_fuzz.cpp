// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/codec.hpp"
#include "tests/fuzz/target.hpp"

// The first octet is the byte order, the alignment the rest begins at and whether it came in fragments. The rest is a
// sequence of structs, read as blocks and one struct after the other: both accept it or neither, with the same values.
using namespace corbel;

namespace {

enum class Shade : std::uint32_t { red, green, blue };

struct Checked {
    bool flag = false;
    Shade shade = Shade::red;
    std::int64_t number = 0;
    std::int32_t last[2] = {};

    friend bool operator==(const Checked&, const Checked&) = default;
};

}  // namespace

template <>
struct corbel::Codec<Shade> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, Shade value) { out.put(static_cast<std::uint32_t>(value)); }
    static void decode(cdr::Reader& in, Shade& value) { value = decode_enum<Shade>(in, 3); }
};

template <>
struct corbel::Codec<Checked> {
    static constexpr std::size_t min_size = 21;
    static constexpr cdr::Field fields[] = {{0, 1, 1, 2}, {4, 4, 1, 3}, {8, 8}, {16, 4, 2}};
    static constexpr cdr::Layout layout{fields, 24, 8};

    static void encode(cdr::Writer& out, const Checked& value) {
        corbel::encode(out, value.flag);
        corbel::encode(out, value.shade);
        corbel::encode(out, value.number);
        for (const auto each : value.last) corbel::encode(out, each);
    }
    static void decode(cdr::Reader& in, Checked& value) {
        corbel::decode(in, value.flag);
        corbel::decode(in, value.shade);
        corbel::decode(in, value.number);
        for (auto& each : value.last) corbel::decode(in, each);
    }
};

// The flag of the next struct stands right behind the last number, where memory has it too.
static_assert(Block<Checked>);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const ByteView bytes{data + 1, size - 1};
    const cdr::Encoding encoding{.order = static_cast<ByteOrder>(data[0] & 1)};
    const auto origin = static_cast<std::size_t>(data[0] >> 1 & 7);
    const std::size_t seams[] = {bytes.size() / 2 + 1};
    const auto reader = [&] {
        const bool fragments = (data[0] & 0x80) != 0 && seams[0] < bytes.size();
        cdr::Reader in{bytes, encoding, fragments ? 0 : origin};
        if (fragments) in.seams(seams, origin);
        return in;
    };
    std::vector<Checked> blocks;
    std::vector<Checked> singles;
    const bool as_blocks = fuzz::accepted([&] {
        auto in = reader();
        decode(in, blocks);
    });
    const bool one_by_one = fuzz::accepted([&] {
        auto in = reader();
        singles.resize(in.length(Codec<Checked>::min_size));
        for (auto& each : singles) decode(in, each);
    });
    fuzz::require(as_blocks == one_by_one);
    if (!as_blocks) return 0;
    fuzz::require(blocks == singles);
    cdr::Writer whole{encoding};
    cdr::Writer parts{encoding};
    encode(whole, blocks);
    parts.length(singles.size());
    for (const auto& each : singles) encode(parts, each);
    fuzz::require(whole.copy() == parts.copy());
    return 0;
}
