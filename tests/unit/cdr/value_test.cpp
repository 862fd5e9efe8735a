// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/cdr/value_writer.hpp"
#include "tests/unit/cdr/support.hpp"

using namespace corbel;
using namespace corbel::cdr;
using Kind = ValueHeader::Kind;

namespace {

constexpr std::string_view id = "IDL:V:1.0";

/// Reads a value whose state is two longs; the object is their sum. Values in it have been read.
long read_value(Reader& in) {
    ValueReader values{in};
    const auto header = values.begin();
    if (header.kind == Kind::null) return 0;
    if (header.kind == Kind::indirection)
        return values.known(header.position) ? *std::static_pointer_cast<long>(values.known(header.position)) : -1;
    const auto sum = std::make_shared<long>();
    values.remember(header.position, sum);
    *sum += in.get<std::int32_t>();
    *sum += in.get<std::int32_t>();
    values.end(header);
    return *sum;
}

long read_hex(std::string_view text) {
    const auto bytes = hex(text);
    Reader in{bytes, big_endian()};
    return read_value(in);
}

void refused(std::string_view text, std::uint32_t minor = minor::bad_value) {
    INFO(text);
    check_fails(Error::marshal, minor, [&] { read_hex(text); });
}

const std::string chunked = "7fffff08 ";

}  // namespace

TEST_CASE("value tags say what stands before the state", "[value]") {
    CHECK(read_hex("00000000") == 0);
    CHECK(read_hex("7fffff00 00000001 00000002") == 3);
    CHECK(read_hex("7fffff02 0000000a 49444c3a563a312e3000 0000 00000001 00000002") == 3);
    CHECK(read_hex("7fffff01 00000003 752f00 00 00000001 00000002") == 3);
    CHECK(read_hex("7fffff06 00000002 00000002 4100 0000 00000002 4200 0000 00000001 00000002") == 3);
    CHECK(read_hex(chunked + "00000008 00000001 00000002 ffffffff") == 3);
    CHECK(read_hex(chunked + "00000004 00000001 00000004 00000002 ffffffff") == 3);
    const auto bytes = hex("7fffff07 00000002 7500 0000 00000001 00000002 4100 0000 00000001 00000002");
    Reader in{bytes, big_endian()};
    const auto header = ValueReader{in}.begin();
    CHECK(header.codebase == "u");
    CHECK(header.ids == std::vector<std::string_view>{"A"});
}

TEST_CASE("malformed value tags are MARSHAL", "[value][hostile]") {
    for (const auto* text : {"00000001", "7ffffeff", "80000000", "fffffffe", "7fffff04 00000001 00000002",
                             "7fffff10 00000001 00000002", "7fffffff 00000001"})
        refused(text);
    refused("7fffff00 00000001", minor::message_too_short);
    refused("7f", minor::message_too_short);
    refused("7fffff02 00000010 4100", minor::message_too_short);
    refused("7fffff06 00000000 00000001 00000002");
    refused("7fffff06 80000000 00000001 00000002");
    refused("7fffff06 7fffffff 00000001 00000002");
    refused("7fffff06 00000081 00000001 00000002");
}

TEST_CASE("chunks that are negative, huge, empty, short or split primitives are MARSHAL", "[value][hostile]") {
    refused(chunked + "00000000 00000008 00000001 00000002 ffffffff");
    refused(chunked + "ffffffff");
    refused(chunked + "80000000");
    refused(chunked + "7ffffeff 00000001 00000002 ffffffff", minor::message_too_short);
    refused(chunked + "0000000c 00000001 00000002", minor::message_too_short);
    refused(chunked + "00000004 00000001 ffffffff");
    refused(chunked + "00000006 00000001 0000 0000 ffffffff");
    refused(chunked + "00000004 00000001 7fffff08 00000004 00000002 fffffffe ffffffff");  // a value for a long
    refused(chunked + "00000008 00000001 00000002", minor::message_too_short);            // no end tag
    refused(chunked + "00000008 00000001 00000002 7ffffe00 00000000 ffffffff");           // the rest is not there
}

TEST_CASE("end tags of the wrong level are MARSHAL", "[value][hostile]") {
    refused(chunked + "00000008 00000001 00000002 fffffffe");
    refused(chunked + "00000008 00000001 00000002 80000000");
    refused(chunked + "00000008 00000001 00000002 80000001");
    refused(chunked + "00000008 00000001 00000002 7fffff00 00000001 ffffffff");  // one within that is not chunked
}

TEST_CASE("one end tag may end several values", "[value]") {
    const auto bytes = hex(chunked + "00000004 00000001" + chunked + "00000008 00000001 00000002 ffffffff 00000063");
    Reader in{bytes, big_endian()};
    ValueReader values{in};
    const auto outer = values.begin();
    CHECK(in.get<std::int32_t>() == 1);
    CHECK(read_value(in) == 3);
    check_fails(Error::marshal, minor::bad_value, [&] {
        auto copy = in;
        copy.get<std::int32_t>();
    });
    check_fails(Error::marshal, minor::bad_value, [&] {
        auto copy = in;
        ValueReader{copy}.begin();
    });
    values.end(outer);
    CHECK_FALSE(in.in_chunks());
    CHECK(in.get<std::int32_t>() == 99);
    CHECK(in.at_end());
}

TEST_CASE("what a base does not know of is skipped, and can be gone back to", "[value]") {
    // Behind the two longs: bytes, a value with a value in it, bytes; then an indirection to the inner one.
    const auto bytes = hex(chunked + "0000000c 00000001 00000002 00000003" + chunked + "00000004 00000005" + chunked +
                           "00000008 00000006 00000007 fffffffd 00000004 00000008 fffffffe 00000004 00000009 ffffffff" +
                           "ffffffff ffffffd0");
    Reader in{bytes, big_endian()};
    ValueReader values{in};
    CHECK(read_value(in) == 3);
    const auto header = values.begin();
    REQUIRE(header.kind == Kind::indirection);
    CHECK(in.at_end());
    CHECK(values.known(header.position) == nullptr);
    const auto here = in.mark();
    values.revisit(header.position);
    CHECK(read_value(in) == 13);
    in.reset(here);
    CHECK(*std::static_pointer_cast<long>(values.known(header.position)) == 13);
    CHECK(in.at_end());
}

TEST_CASE("many values that are skipped one after the other are no nesting", "[value]") {
    std::string text = chunked + "00000008 00000001 00000002";
    for (int i = 0; i < 3000; ++i) text += chunked + "00000004 00000005 fffffffe";
    CHECK(read_hex(text + "ffffffff") == 3);
}

TEST_CASE("values nested beyond the limit are MARSHAL, skipped or not", "[value][hostile]") {
    std::string text = chunked + "00000008 00000001 00000002";
    for (unsigned i = 0; i < Reader::max_value_depth; ++i) text += chunked;
    refused(text + "ffffffff");
    std::string plain;
    for (unsigned i = 0; i <= Reader::max_value_depth; ++i) plain += "7fffff00";
    const auto bytes = hex(plain);
    Reader in{bytes, big_endian()};
    check_fails(Error::marshal, minor::bad_value, [&] {
        while (true) ValueReader{in}.begin();
    });
}

TEST_CASE("indirections that lead to no value are MARSHAL", "[value][hostile]") {
    for (const auto* offset : {"00000000", "00000004", "ffffffff", "fffffffc", "fffffff8", "7fffffff", "80000000"})
        refused(std::string{"ffffffff "} + offset);
    const auto after = [](std::string_view offset) {
        const auto bytes = hex("7fffff02 0000000a 49444c3a563a312e3000 0000 00000001 00000002 ffffffff " +
                               std::string{offset});
        Reader in{bytes, big_endian()};
        read_value(in);
        return read_value(in);
    };
    CHECK(after("ffffffe0") == 3);
    for (const auto* offset : {"ffffffe4", "ffffffe1", "ffffffdc", "fffffff0", "fffffff8"})
        check_fails(Error::marshal, minor::bad_value, [&] { after(offset); });
}

TEST_CASE("indirections for ids lead to ids", "[value][hostile]") {
    const std::string first = "7fffff02 00000002 4100 0000 00000001 00000002 ";
    const auto second = [&](std::string_view type) {
        const auto bytes = hex(first + std::string{type} + " 00000003 00000004");
        Reader in{bytes, big_endian()};
        read_value(in);
        const auto ids = ValueReader{in}.begin().ids;
        return std::vector<std::string>{ids.begin(), ids.end()};
    };
    CHECK(second("7fffff02 ffffffff ffffffe8") == std::vector<std::string>{"A"});
    CHECK(second("7fffff06 00000001 ffffffff ffffffe4") == std::vector<std::string>{"A"});
    for (const auto* type : {"7fffff02 ffffffff ffffffe4", "7fffff02 ffffffff ffffffec", "7fffff02 ffffffff 00000004",
                             "7fffff06 ffffffff ffffffe8", "7fffff01 ffffffff fffffffc"})
        check_fails(Error::marshal, minor::bad_value, [&] { second(type); });
}

TEST_CASE("an encapsulation has values of its own", "[value]") {
    Writer out;
    const int one = 0;
    const std::string_view ids[]{id};
    const auto put = [&](Writer& to) {
        ValueWriter values{to};
        if (values.refer(&one)) return;
        values.begin(nullptr, &one, ids, false);
        to.put(std::int32_t{1});
        to.put(std::int32_t{2});
        values.end();
    };
    put(out);
    auto inner = Writer::begin_encapsulation();
    put(inner);
    put(inner);
    out.encapsulation(inner);
    put(out);
    Reader in{out.contiguous(), out.encoding()};
    CHECK(read_value(in) == 3);
    auto enclosed = in.encapsulation();
    CHECK(read_value(enclosed) == 3);
    CHECK(read_value(enclosed) == 3);
    CHECK(enclosed.at_end());
    CHECK(read_value(in) == 3);
    CHECK(in.at_end());
    // An indirection does not lead out of it.
    const auto bytes = hex("7fffff00 00000001 00000002 0000000c 00000000 ffffffff ffffffe8");
    Reader outer{bytes, big_endian()};
    CHECK(read_value(outer) == 3);
    auto closed = outer.encapsulation();
    check_fails(Error::marshal, minor::bad_value, [&] { read_value(closed); });
}

TEST_CASE("chunked values are written without empty chunks, with one end tag for those that end together", "[value]") {
    Writer out{big_endian()};
    const int one = 0, two = 0, three = 0;
    const std::string_view ids[]{"A"};
    ValueWriter values{out};
    values.begin(nullptr, &one, ids, true);
    values.begin(nullptr, &two, ids, false);
    out.put(std::uint8_t{1});
    values.begin(nullptr, &three, ids, false);
    values.end();
    values.null();
    CHECK(values.refer(&two));
    values.end();
    values.end();
    CHECK(to_hex(out.contiguous()) ==
          "7fffff0a" "00000002" "41000000"
          "7fffff0a" "ffffffff" "fffffff0" "00000001" "01000000"
          "7fffff0a" "ffffffff" "ffffffdc" "fffffffd"
          "0000000c" "00000000" "ffffffff" "ffffffd0" "ffffffff");
}

TEST_CASE("primitives, text and sequences go over the ends of chunks", "[value]") {
    for (const auto order : orders) {
        Writer out{Encoding{.order = order}};
        out.put(std::int32_t{0x7fffff08});
        const auto chunk = [&](std::size_t size) { out.put(static_cast<std::uint32_t>(size)); };
        chunk(5);
        out.put(std::uint32_t{6});
        out.put(std::uint8_t{'h'});
        chunk(5);
        out.copied(as_bytes(std::string_view{"ello\0", 5}));
        chunk(4);
        out.put(std::uint32_t{3});
        for (const double number : {1.5, 2.5, 3.5}) {
            out.align(4);
            chunk(8 + (out.size() + 4) % 8);
            out.put(number);
        }
        chunk(6);
        out.put(std::uint16_t{7});
        out.put(std::uint16_t{8});
        out.put(std::uint16_t{9});
        out.put(std::int32_t{-1});
        Reader in{out.contiguous(), out.encoding()};
        ValueReader values{in};
        const auto header = values.begin();
        CHECK(in.string() == "hello");
        std::vector<double> numbers(in.length(8));
        in.get_array(numbers.data(), numbers.size());
        CHECK(numbers == std::vector<double>{1.5, 2.5, 3.5});
        std::uint16_t shorts[3];
        in.get_array(shorts, 3);
        CHECK(shorts[2] == 9);
        check_fails(Error::marshal, minor::bad_value, [&] {
            auto copy = in;
            copy.get<std::uint8_t>();
        });
        values.end(header);
        CHECK(in.at_end());
    }
}
