// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
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
    CHECK(minor_of_skip(*TypeCode::fixed(3, 0), Octets{0x1a, 0x3c}) == minor::bad_message);
    CHECK(minor_of_skip(*TypeCode::fixed(3, 0), Octets{0x12, 0x33}) == minor::bad_message);
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

TEST_CASE("valuetypes are refused by name until they are supported") {
    const auto value = TypeCode::value("IDL:V:1.0", "V", ValueModifier::none, nullptr, {});
    const Octets bytes(4);
    cdr::Reader in{bytes, {.order = big}};
    try {
        skip(in, *value);
        FAIL("a valuetype was passed");
    } catch (const SystemError& error) {
        CHECK(error.error() == Error::no_implement);
        CHECK(error.text().find("valuetype V") != std::string::npos);
    }
}
