// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/cdr/value_writer.hpp"
#include "orb/engine/types/value.hpp"

using namespace corbel;
using namespace corbel::types;

namespace {

constexpr auto big = ByteOrder::big_endian;
constexpr auto little = ByteOrder::little_endian;

TypeCodePtr kind(TCKind k) { return TypeCode::primitive(k); }

TypeCodePtr everything() {
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green", "blue"});
    const auto choice = TypeCode::union_("IDL:U:1.0", "U", colour,
                                         {{0, "text", TypeCode::string()}, {2, "n", kind(TCKind::tk_longlong)}});
    return TypeCode::structure("IDL:All:1.0", "All",
                               {{"b", kind(TCKind::tk_boolean)},
                                {"c", kind(TCKind::tk_char)},
                                {"w", kind(TCKind::tk_wchar)},
                                {"s", kind(TCKind::tk_short)},
                                {"d", kind(TCKind::tk_double)},
                                {"o", kind(TCKind::tk_octet)},
                                {"q", kind(TCKind::tk_longdouble)},
                                {"text", TypeCode::string(40)},
                                {"wide", TypeCode::wstring()},
                                {"longs", TypeCode::sequence(kind(TCKind::tk_long))},
                                {"grid", TypeCode::array(kind(TCKind::tk_ushort), 3)},
                                {"colour", colour},
                                {"choices", TypeCode::sequence(choice)},
                                {"flags", TypeCode::sequence(kind(TCKind::tk_boolean))},
                                {"price", TypeCode::fixed(5, 2)},
                                {"object", TypeCode::interface_("IDL:I:1.0", "I")},
                                {"any", kind(TCKind::tk_any)},
                                {"type", kind(TCKind::tk_TypeCode)}});
}

void write_everything(cdr::Writer& out) {
    out.boolean(true);
    out.character('x');
    out.wide_character(L'\u263a');
    out.put(std::int16_t{-2});
    out.put(2.5);
    out.put(std::uint8_t{7});
    out.long_double(0.1L);
    out.string("Grüße");
    out.wide_string(L"wide \u263a");
    out.length(1000);
    for (std::int32_t i = 0; i < 1000; ++i) out.put(i);
    for (const std::uint16_t i : {1, 2, 3}) out.put(i);
    out.put(std::uint32_t{1});
    out.length(3);
    out.put(std::uint32_t{0});
    out.string("red");
    out.put(std::uint32_t{1});  // selects nothing
    out.put(std::uint32_t{2});
    out.put(std::int64_t{-9});
    out.length(2);
    out.boolean(false);
    out.boolean(true);
    const Octets price{0x12, 0x34, 0x5d};
    out.bytes(price);
    out.identifier("IDL:I:1.0");
    out.length(2);
    out.put(std::uint32_t{0});
    out.octets(as_bytes("profile"));
    out.put(std::uint32_t{1});
    out.octets(as_bytes("other profile"));
    const auto numbers = TypeCode::sequence(kind(TCKind::tk_double));
    numbers->write(out);
    out.length(2);
    out.put(1.0);
    out.put(-1.0);
    numbers->write(out);
}

Octets written(cdr::Encoding encoding, std::size_t shift = 0) {
    cdr::Writer out{encoding};
    out.origin(shift);
    write_everything(out);
    return out.copy();
}

std::uint32_t minor_of_skip(const TypeCode& type, ByteView bytes) {
    cdr::Reader in{bytes, {.order = big}};
    try {
        skip(in, type);
    } catch (const SystemError& error) {
        return error.minor();
    }
    return 0;
}

Octets nested_anys(unsigned depth) {
    cdr::Writer out{{.order = big}};
    for (unsigned i = 0; i < depth; ++i) kind(TCKind::tk_any)->write(out);
    kind(TCKind::tk_null)->write(out);
    return out.copy();
}

}  // namespace

TEST_CASE("skip finds the end of a value") {
    for (const auto order : {big, little}) {
        auto bytes = written({.order = order});
        bytes.push_back(42);
        cdr::Reader in{bytes, {.order = order}};
        skip(in, *everything());
        CHECK(in.get<std::uint8_t>() == 42);
        CHECK(in.at_end());
    }
}

TEST_CASE("transcode gives the bytes the target's own writer gives") {
    const cdr::Encoding encodings[]{{.order = big},
                                    {.order = little},
                                    {.order = big, .giop_minor = 1},
                                    {.order = little, .chars = cdr::CodeSet::iso_8859_1}};
    for (const auto& from : encodings)
        for (const auto& to : encodings)
            for (const std::size_t shift : {0, 1, 4, 6}) {
                const auto bytes = written(from);
                cdr::Reader in{bytes, from};
                cdr::Writer out{to};
                out.borrowing(true);
                out.origin(shift);
                transcode(in, out, *everything());
                CHECK(in.at_end());
                CHECK(to_hex(out.copy()) == to_hex(written(to, shift)));
            }
}

TEST_CASE("every truncated value is refused") {
    const auto bytes = written({.order = big});
    const auto type = everything();
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK(minor_of_skip(*type, ByteView{bytes}.first(size)) != 0);
}

TEST_CASE("recursive values are followed to the limit of nesting") {
    const auto node = TypeCode::structure(
        "IDL:Node:1.0", "Node", {{"children", TypeCode::sequence(TypeCode::recursive("IDL:Node:1.0"))}});
    const auto chain = [](unsigned depth) {
        cdr::Writer out{{.order = big}};
        for (unsigned i = 1; i < depth; ++i) out.length(1);
        out.length(0);
        return out.copy();
    };
    CHECK(minor_of_skip(*node, chain(20)) == 0);
    CHECK(minor_of_skip(*node, chain(10000)) == minor::nesting_too_deep);
    // struct S { S s; } has no finite value.
    const auto endless = TypeCode::structure("IDL:S:1.0", "S", {{"s", TypeCode::recursive("IDL:S:1.0")}});
    CHECK(minor_of_skip(*endless, {}) == minor::nesting_too_deep);
    CHECK(minor_of_skip(*kind(TCKind::tk_any), nested_anys(40)) == 0);
    CHECK(minor_of_skip(*kind(TCKind::tk_any), nested_anys(5000)) == minor::nesting_too_deep);
}

TEST_CASE("values that break their type are refused") {
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green"});
    CHECK(minor_of_skip(*colour, Octets{0, 0, 0, 1}) == 0);
    CHECK(minor_of_skip(*colour, Octets{0, 0, 0, 2}) == minor::enum_out_of_range);
    CHECK(minor_of_skip(*kind(TCKind::tk_boolean), Octets{2}) == minor::boolean_out_of_range);
    const auto choice = TypeCode::union_("", "", colour, {{0, "a", kind(TCKind::tk_octet)}});
    CHECK(minor_of_skip(*choice, Octets{0, 0, 0, 9}) == minor::enum_out_of_range);
    CHECK(minor_of_skip(*choice, Octets{0, 0, 0, 1}) == 0);
    CHECK(minor_of_skip(*TypeCode::string(2), Octets{0, 0, 0, 4, 'a', 'b', 'c', 0}) == minor::bound_exceeded);
    CHECK(minor_of_skip(*TypeCode::sequence(kind(TCKind::tk_octet), 1), Octets{0, 0, 0, 2, 1, 1}) ==
          minor::bound_exceeded);
    CHECK(minor_of_skip(*TypeCode::sequence(kind(TCKind::tk_long)), Octets{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}) ==
          minor::length_too_large);
    CHECK(minor_of_skip(*TypeCode::array(kind(TCKind::tk_double), 0xffffffff), Octets(64)) == minor::message_too_short);
    CHECK(minor_of_skip(*TypeCode::fixed(3, 0), Octets{0x12, 0x3c}) == 0);
    CHECK(minor_of_skip(*TypeCode::fixed(3, 0), Octets{0x1a, 0x3c}) == minor::bad_fixed);
    CHECK(minor_of_skip(*TypeCode::fixed(3, 0), Octets{0x12, 0x33}) == minor::bad_fixed);
}

TEST_CASE("values that take no bytes are counted") {
    const auto empty = TypeCode::structure("", "", {});
    CHECK(minor_of_skip(*TypeCode::sequence(empty), Octets{0, 0, 0x10, 0}) == 0);
    CHECK(minor_of_skip(*TypeCode::sequence(empty), Octets{0x10, 0, 0, 0}) == minor::too_many_elements);
    CHECK(minor_of_skip(*TypeCode::array(empty, 0xffffffff), {}) == minor::too_many_elements);
    CHECK(minor_of_skip(*TypeCode::array(TypeCode::array(empty, 60000), 60000), {}) == minor::too_many_elements);
    auto doubled = empty;
    for (int i = 0; i < 30; ++i) doubled = TypeCode::structure("", "", {{"a", doubled}, {"b", doubled}});
    CHECK(minor_of_skip(*doubled, {}) == minor::too_many_elements);
    const auto voids = TypeCode::structure("", "", std::vector<Member>(60000, {"v", kind(TCKind::tk_void)}));
    CHECK(minor_of_skip(*TypeCode::sequence(voids), Octets{0, 0, 0x10, 0}) == minor::too_many_elements);
}

namespace {

TypeCodePtr node_type(ValueModifier modifier = ValueModifier::none) {
    return TypeCode::value("IDL:Node:1.0", "Node", modifier, nullptr,
                           {{"number", kind(TCKind::tk_double)}, {"next", TypeCode::recursive("IDL:Node:1.0")}});
}

const std::string_view node_ids[]{"IDL:Node:1.0"};
const std::string_view derived_ids[]{"IDL:Derived:1.0", "IDL:Node:1.0"};

/// A ring of two nodes; the second is a truncatable Derived with a string behind its base.
void write_ring(cdr::Writer& out) {
    const int one = 0, two = 0;
    cdr::ValueWriter values{out};
    values.begin(nullptr, &one, node_ids, false);
    out.put(1.5);
    values.begin(nullptr, &two, derived_ids, true);
    out.put(2.5);
    values.refer(&one);
    out.string("more");
    values.end();
    values.end();
}

}  // namespace

TEST_CASE("valuetypes are skipped and copied by their TypeCode") {
    const auto type = node_type();
    for (const auto from : {big, little})
        for (const auto to : {big, little})
            for (std::size_t skew = 0; skew < 8; ++skew) {
                cdr::Writer out{{.order = from}};
                write_ring(out);
                out.put(std::uint8_t{99});
                cdr::Reader in{out.contiguous(), out.encoding()};
                skip(in, *type);
                CHECK(in.get<std::uint8_t>() == 99);

                cdr::Writer copy{{.order = to}};
                for (std::size_t i = 0; i < skew; ++i) copy.put(std::uint8_t{0});
                cdr::Reader again{out.contiguous(), out.encoding()};
                transcode(again, copy, *type);
                CHECK(again.get<std::uint8_t>() == 99);
                // The copy is a ring of two, truncated to what the TypeCode says.
                cdr::Reader copied{copy.contiguous(), copy.encoding()};
                copied.skip(skew);
                cdr::ValueReader values{copied};
                const auto first = values.begin();
                CHECK(copied.get<double>() == 1.5);
                const auto second = values.begin();
                CHECK(second.ids == std::vector<std::string_view>{"IDL:Node:1.0"});
                CHECK(copied.get<double>() == 2.5);
                const auto back = values.begin();
                CHECK(back.kind == cdr::ValueHeader::Kind::indirection);
                CHECK(back.position == first.position);
                values.end(second);
                values.end(first);
                CHECK(copied.at_end());
            }
}

TEST_CASE("a valuetype that the TypeCode does not describe is skipped in its chunks or not at all") {
    const auto refused = [](const TypeCode& type, std::span<const std::string_view> ids, bool chunked, bool copying) {
        cdr::Writer out;
        const int one = 0;
        cdr::ValueWriter values{out};
        values.begin(nullptr, &one, ids, chunked);
        out.put(1.5);
        values.null();
        values.end();
        cdr::Reader in{out.contiguous(), out.encoding()};
        cdr::Writer copy;
        try {
            copying ? transcode(in, copy, type) : skip(in, type);
        } catch (const SystemError& error) {
            CHECK(error.minor() == minor::unregistered_value);
            CHECK(error.text().find(ids[0]) != std::string::npos);
            return true;
        }
        CHECK(in.at_end());
        return false;
    };
    const std::string_view other[]{"IDL:Other:1.0"};
    CHECK(refused(*node_type(), other, false, false));
    CHECK(!refused(*node_type(), other, true, false));
    CHECK(refused(*node_type(), other, true, true));
    CHECK(!refused(*node_type(ValueModifier::custom), node_ids, true, false));
    CHECK(refused(*node_type(ValueModifier::custom), node_ids, true, true));
}

TEST_CASE("a value that stands before what is copied is copied with it") {
    cdr::Writer out{{.order = big}};
    const int one = 0, two = 0;
    cdr::ValueWriter values{out};
    const auto put = [&](const int* identity, double number, const int* next) {
        values.begin(nullptr, identity, node_ids, false);
        out.put(number);
        if (!next || !values.refer(next)) values.null();
        values.end();
    };
    put(&one, 1, nullptr);
    const auto start = out.size();
    put(&two, 2, &one);
    values.refer(&one);
    const auto type = TypeCode::array(node_type(), 2);
    cdr::Reader in{out.contiguous(), out.encoding()};
    skip(in, *node_type());
    CHECK(in.position() == start);
    const cdr::ValueTargets targets{in};
    const auto here = in.mark();
    skip(in, *type);
    CHECK(targets.lead_before(start));
    CHECK(targets.met());
    in.reset(here);
    cdr::Writer copy{{.order = little}};
    transcode(in, copy, *type);
    CHECK(in.at_end());
    cdr::Reader copied{copy.contiguous(), copy.encoding()};
    cdr::ValueReader reader{copied};
    const auto first = reader.begin();
    CHECK(copied.get<double>() == 2);
    const auto inner = reader.begin();
    CHECK(copied.get<double>() == 1);
    CHECK(reader.begin().kind == cdr::ValueHeader::Kind::null);
    reader.end(inner);
    reader.end(first);
    CHECK(reader.begin().position == inner.position);
}

TEST_CASE("an abstract interface holds a reference or a value") {
    const auto type = TypeCode::abstract_interface("IDL:A:1.0", "A");
    CHECK(minor_of_skip(*type, Octets{0, 0, 0, 0, 0, 0, 0, 0}) == 0);  // nil
    CHECK(minor_of_skip(*type, Octets{0, 0, 0, 0, 0x7f, 0xff, 0xff, 0x08, 0xff, 0xff, 0xff, 0xff}) == 0);
    CHECK(minor_of_skip(*type, Octets{0, 0, 0, 0, 0x7f, 0xff, 0xff, 0x00}) == minor::unregistered_value);
    CHECK(minor_of_skip(*type, Octets{1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}) == 0);
}
