// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <functional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/types/typecode.hpp"

using namespace corbel;
using namespace corbel::types;

namespace {

constexpr auto big = ByteOrder::big_endian;
constexpr auto little = ByteOrder::little_endian;

TypeCodePtr kind(TCKind k) { return TypeCode::primitive(k); }

std::string hex(const TypeCode& type, ByteOrder order) {
    cdr::Writer out{{.order = order}};
    type.write(out);
    return to_hex(out.copy());
}

TypeCodePtr copied(const TypeCode& type, ByteOrder order, std::size_t shift = 0) {
    cdr::Writer out{{.order = order}};
    for (std::size_t i = 0; i < shift; ++i) out.put(std::uint8_t{0});
    type.write(out);
    const auto bytes = out.copy();
    cdr::Reader in{bytes, {.order = order}};
    in.skip(shift);
    auto read = TypeCode::read(in);
    CHECK(in.at_end());
    return read;
}

TypeCodePtr tree() {
    return TypeCode::structure("IDL:N:1.0", "N",
                               {{"v", kind(TCKind::tk_long)},
                                {"c", TypeCode::sequence(TypeCode::recursive("IDL:N:1.0"))}});
}

Octets octets(const std::string& text) {
    Octets bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
    return bytes;
}

std::vector<TypeCodePtr> samples() {
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green", "blue"});
    const auto point = TypeCode::structure("IDL:P:1.0", "P", {{"x", kind(TCKind::tk_double)}, {"c", colour}});
    const auto base = TypeCode::value("IDL:V:1.0", "V", ValueModifier::none, nullptr, {{"p", point}});
    return {
        kind(TCKind::tk_null),
        kind(TCKind::tk_longdouble),
        kind(TCKind::tk_wchar),
        TypeCode::string(),
        TypeCode::string(12),
        TypeCode::wstring(3),
        TypeCode::fixed(9, -2),
        colour,
        point,
        tree(),
        TypeCode::structure("IDL:Two:1.0", "Two", {{"a", point}, {"b", point}, {"c", TypeCode::sequence(point)}}),
        TypeCode::union_("IDL:U:1.0", "U", kind(TCKind::tk_longlong),
                         {{-1, "a", kind(TCKind::tk_octet)}, {std::int64_t{1} << 40, "b", point}, {0, "d", tree()}}, 2),
        TypeCode::union_("IDL:UB:1.0", "UB", kind(TCKind::tk_boolean), {{1, "a", point}}),
        TypeCode::union_("IDL:UC:1.0", "UC", kind(TCKind::tk_char), {{'x', "a", point}, {200, "b", point}}),
        TypeCode::union_("IDL:UW:1.0", "UW", kind(TCKind::tk_wchar), {{0x263a, "a", point}}),
        TypeCode::union_("IDL:US:1.0", "US", kind(TCKind::tk_short), {{-5, "a", point}}),
        TypeCode::union_("IDL:UE:1.0", "UE", colour, {{2, "a", point}, {1, "b", point}}),
        TypeCode::alias("IDL:A:1.0", "A", TypeCode::array(point, 4)),
        TypeCode::exception("IDL:E:1.0", "E", {{"why", TypeCode::string()}}),
        TypeCode::interface_("IDL:I:1.0", "I"),
        TypeCode::abstract_interface("IDL:AI:1.0", "AI"),
        TypeCode::local_interface("IDL:LI:1.0", "LI"),
        TypeCode::native("IDL:Nat:1.0", "Nat"),
        base,
        TypeCode::value("IDL:W:1.0", "W", ValueModifier::truncatable, base,
                        {{"next", TypeCode::recursive("IDL:W:1.0"), Visibility::private_member}}),
        TypeCode::value_box("IDL:B:1.0", "B", TypeCode::sequence(TypeCode::recursive("IDL:B:1.0"))),
    };
}

std::uint32_t minor_of_read(ByteView bytes, cdr::Encoding encoding = {.order = big}) {
    cdr::Reader in{bytes, encoding};
    try {
        TypeCode::read(in);
    } catch (const SystemError& error) {
        CHECK(error.error() == Error::marshal);
        return error.minor();
    }
    return 0;
}

// The bytes of a struct with one member, whose TypeCode `member` writes.
Octets enclosing(const std::function<void(cdr::Writer&)>& member, std::uint32_t kind = 15) {
    cdr::Writer out{{.order = big}};
    out.put(kind);
    out.put(std::uint32_t{0});
    const auto start = out.size();
    out.put(std::uint8_t{0});
    out.identifier("");
    out.identifier("");
    if (kind == 15) {
        out.put(std::uint32_t{1});
        out.identifier("");
    }
    member(out);
    if (kind == 19) out.put(std::uint32_t{0});
    out.patch(start - 4, static_cast<std::uint32_t>(out.size() - start));
    return out.copy();
}

Octets indirect(std::int32_t offset, std::uint32_t kind = 15) {
    return enclosing(
        [&](cdr::Writer& out) {
            out.put(std::uint32_t{0xffffffff});
            out.put(offset);
        },
        kind);
}

}  // namespace

TEST_CASE("TypeCodes are written as the specification draws them") {
    CHECK(hex(*kind(TCKind::tk_long), big) == "00000003");
    CHECK(hex(*kind(TCKind::tk_long), little) == "03000000");
    CHECK(hex(*TypeCode::string(16), big) == "0000001200000010");
    CHECK(hex(*TypeCode::fixed(5, 2), big) == "0000001c00050002");
    CHECK(hex(*TypeCode::sequence(kind(TCKind::tk_octet), 3), big) ==
          "00000013" "0000000c" "00000000" "0000000a" "00000003");
    CHECK(hex(*TypeCode::interface_("IDL:I:1.0", "I"), big) ==
          "0000000e" "0000001a" "00000000" "0000000a" "49444c3a493a312e3000" "0000" "00000002" "4900");
    CHECK(hex(*TypeCode::interface_("IDL:I:1.0", "I"), little) ==
          "0e000000" "1a000000" "01000000" "0a000000" "49444c3a493a312e3000" "0000" "02000000" "4900");
}

TEST_CASE("recursion is written as an offset back to the enclosing TypeCode") {
    const auto type = TypeCode::structure("", "", {{"", TypeCode::sequence(TypeCode::recursive("IDL:X:1.0"))}});
    CHECK(type->is_open());
    const auto list = TypeCode::structure("I", "N", {{"c", TypeCode::sequence(TypeCode::recursive("I"))}});
    CHECK(hex(*list, big) ==
          "0000000f" "00000038"                                     //  0
          "00000000" "00000002" "49000000" "00000002" "4e000000"    //  8
          "00000001" "00000002" "63000000"                          // 28
          "00000013" "00000010" "00000000" "ffffffff" "ffffffc8"    // 40; the offset stands at 56
          "00000000");
}

TEST_CASE("every TypeCode survives both byte orders at every alignment") {
    for (const auto& type : samples())
        for (const auto order : {big, little})
            for (const std::size_t shift : {0, 1, 4, 8}) {
                const auto read = copied(*type, order, shift);
                CAPTURE(type->to_string(), read->to_string());
                CHECK(read->equal(*type));
                CHECK(hex(*read, big) == hex(*type, big));
            }
}

TEST_CASE("what was read is one whole and is freed as one") {
    auto read = copied(*tree(), big);
    const std::weak_ptr<const TypeCode> watch = read;
    auto part = read->member_type(1);
    CHECK(part->content_type() == read);
    read.reset();
    CHECK_FALSE(watch.expired());
    part.reset();
    CHECK(watch.expired());
}

TEST_CASE("a repeated part is written once") {
    const auto wide =
        TypeCode::structure("IDL:Wide:1.0", "Wide", std::vector<Member>(100, {"m", kind(TCKind::tk_long)}));
    auto type = TypeCode::structure("IDL:Pair:1.0", "Pair", {{"a", wide}, {"b", wide}});
    CHECK(hex(*type, big).size() < 2 * hex(*wide, big).size());
    for (int i = 0; i < 28; ++i)
        type = TypeCode::structure("IDL:D" + std::to_string(i) + ":1.0", "D", {{"a", type}, {"b", type}});
    CHECK(copied(*type, little)->equal(*type));  // 2^28 structs if they were written out
}

// Written by omniORB 4.2.5 (little-endian), padding zeroed: a recursive struct and a repeated one behind indirections,
// a union whose default label is a zero of the discriminator's size.
TEST_CASE("omniORB's TypeCodes are read, and written as it writes them") {
    const auto two = TypeCode::structure("IDL:Two:1.0", "Two", {{"a", tree()}, {"b", tree()}});
    const auto choice = TypeCode::union_("IDL:U:1.0", "U", kind(TCKind::tk_longlong),
                                         {{-1, "a", kind(TCKind::tk_octet)}, {0, "d", tree()}}, 1);
    const std::string node_hex =
        "0f0000004c000000010000000a00000049444c3a4e3a312e30000000020000004e000000020000000200000076000000"
        "030000000200000063000000130000001000000001000000ffffffffb4ffffff00000000";
    const std::string two_hex =
        "0f0000008c000000010000000c00000049444c3a54776f3a312e30000400000054776f00020000000200000061000000"
        "0f0000004c000000010000000a00000049444c3a4e3a312e30000000020000004e000000020000000200000076000000"
        "030000000200000063000000130000001000000001000000ffffffffb4ffffff000000000200000062000000ffffffff"
        "a0ffffff";
    const std::string choice_hex =
        "10000000a4000000010000000a00000049444c3a553a312e300000000200000055000000170000000100000002000000"
        "ffffffffffffffff02000000610000000a00000000000000000000000000000002000000640000000f0000004c000000"
        "010000000a00000049444c3a4e3a312e30000000020000004e0000000200000002000000760000000300000002000000"
        "63000000130000001000000001000000ffffffffb4ffffff00000000";
    for (const auto& [type, text] : {std::pair{tree(), node_hex}, {two, two_hex}, {choice, choice_hex}}) {
        const auto bytes = octets(text);
        cdr::Reader in{bytes, {.order = little}};
        const auto read = TypeCode::read(in);
        CHECK(in.at_end());
        CHECK(read->equal(*type));
        CHECK(hex(*read, little) == to_hex(bytes));
    }
}

TEST_CASE("a union whose labels leave no value over has the default index -2 with omniORB") {
    const auto type = TypeCode::union_("IDL:B:1.0", "B", kind(TCKind::tk_boolean),
                                       {{1, "yes", kind(TCKind::tk_octet)}, {0, "no", kind(TCKind::tk_long)}}, -1);
    auto text = hex(*type, little);
    const auto at = text.find("ffffffff");
    REQUIRE(at != std::string::npos);
    const auto bytes = octets(text.replace(at, 8, "feffffff"));
    cdr::Reader in{bytes, {.order = little}};
    const auto read = TypeCode::read(in);
    CHECK(read->equal(*type));
    CHECK(read->default_index() == -1);
}

TEST_CASE("an open TypeCode cannot be written") {
    cdr::Writer out;
    CHECK_THROWS_AS(TypeCode::sequence(TypeCode::recursive("IDL:X:1.0"))->write(out), SystemError);
}

TEST_CASE("indirections lead only to where a TypeCode began") {
    // The offset stands at byte 44 of the struct, behind its marker.
    const auto to = [](std::int32_t position) { return position - 44; };
    const auto bytes = indirect(to(0));
    REQUIRE(bytes[40] == 0xff);
    CHECK(minor_of_read(bytes) == 0);
    for (const std::int32_t offset : {to(1), to(2), to(4), to(8), to(-4), to(40), to(44), to(48), to(1000), 0, 1, -1,
                                      std::numeric_limits<std::int32_t>::min(),
                                      std::numeric_limits<std::int32_t>::max()})
        CHECK(minor_of_read(indirect(offset)) == minor::bad_typecode);
    // On its own there is nothing to lead to.
    CHECK(minor_of_read(Octets{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc}) == minor::bad_typecode);
}

TEST_CASE("only types that can enclose themselves are led back to from inside") {
    const auto alias = enclosing(
        [](cdr::Writer& out) {
            out.put(std::uint32_t{0xffffffff});
            out.put(static_cast<std::int32_t>(0 - static_cast<std::int32_t>(out.size())));
        },
        21);
    CHECK(minor_of_read(alias) == minor::bad_typecode);
}

TEST_CASE("a TypeCode nested too deep is refused") {
    const auto nested = [](unsigned depth) {
        auto type = kind(TCKind::tk_long);
        for (unsigned i = 0; i < depth; ++i) type = TypeCode::sequence(type);
        cdr::Writer out{{.order = big}};
        type->write(out);
        return out.copy();
    };
    CHECK(minor_of_read(nested(TypeCode::max_depth)) == 0);
    CHECK(minor_of_read(nested(TypeCode::max_depth + 1)) == minor::bad_typecode);
    CHECK(minor_of_read(nested(2000)) == minor::bad_typecode);
}

TEST_CASE("a TypeCode of too many parts is refused") {
    const auto broad = [](std::uint32_t members) {
        cdr::Writer out{{.order = big}};
        TypeCode::structure("", "", std::vector<Member>(members, {"", kind(TCKind::tk_long)}))->write(out);
        return out.copy();
    };
    CHECK(minor_of_read(broad(60000)) == 0);
    CHECK(minor_of_read(broad(TypeCode::max_nodes)) == minor::bad_typecode);
    cdr::Writer out{{.order = big}};
    TypeCode::enumeration("", "", std::vector<std::string>(TypeCode::max_nodes + 1))->write(out);
    CHECK(minor_of_read(out.copy()) == minor::bad_typecode);
}

TEST_CASE("a member count beyond the bytes is refused before memory is taken") {
    cdr::Writer out{{.order = big}};
    out.put(std::uint32_t{15});
    out.put(std::uint32_t{20});
    out.put(std::uint8_t{0});
    out.identifier("");
    out.put(std::uint32_t{0});
    out.put(std::uint32_t{0xfffffff0});
    CHECK(minor_of_read(out.copy()) == minor::length_too_large);
}

TEST_CASE("bad kinds and bad encapsulations are refused") {
    CHECK(minor_of_read(Octets{0, 0, 0, 34}) == minor::bad_typecode);
    CHECK(minor_of_read(Octets{0x7f, 0, 0, 0}) == minor::bad_typecode);
    CHECK(minor_of_read(Octets{0, 0, 0}) == minor::message_too_short);
    CHECK(minor_of_read(Octets{0, 0, 0, 15, 0, 0, 0, 0}) == minor::bad_byte_order);
    CHECK(minor_of_read(Octets{0, 0, 0, 15, 0, 0, 0, 1, 7}) == minor::bad_byte_order);
    CHECK(minor_of_read(Octets{0, 0, 0, 15, 0, 0, 0, 1, 0}) == minor::message_too_short);
    CHECK(minor_of_read(Octets{0, 0, 0, 15, 0xff, 0xff, 0xff, 0xff, 0}) == minor::length_too_large);
    // fixed of 0 and of 32 digits
    CHECK(minor_of_read(Octets{0, 0, 0, 28, 0, 0, 0, 0}) == minor::bad_typecode);
    CHECK(minor_of_read(Octets{0, 0, 0, 28, 0, 32, 0, 0}) == minor::bad_typecode);
}

TEST_CASE("a nested encapsulation may have the other byte order") {
    // sequence<octet, 3>, outside big-endian, inside little-endian
    const Octets bytes{0, 0, 0, 19, 0, 0, 0, 12, 1, 0, 0, 0, 10, 0, 0, 0, 3, 0, 0, 0};
    cdr::Reader in{bytes, {.order = big}};
    CHECK(TypeCode::read(in)->equal(*TypeCode::sequence(kind(TCKind::tk_octet), 3)));
}

TEST_CASE("every truncation and every flipped byte of a TypeCode is read or refused") {
    for (const auto& type : samples()) {
        cdr::Writer out{{.order = big}};
        type->write(out);
        const auto bytes = out.copy();
        const auto attempt = [](const Octets& some) {
            cdr::Reader in{some, {.order = big}};
            try {
                const auto read = TypeCode::read(in);
                cdr::Writer again;
                read->write(again);
                (void)read->to_string();
                (void)read->equal(*read);
            } catch (const SystemError&) {
            }
        };
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            attempt({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i)});
            for (const std::uint8_t flip : {0x01, 0x80, 0xff}) {
                auto some = bytes;
                some[i] ^= flip;
                attempt(some);
            }
        }
    }
    SUCCEED();
}
