// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/code_sets.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;
using cdr::CodeSet;
using Catch::Matchers::Contains;

namespace {

constexpr std::uint32_t latin1 = 0x00010001, utf8 = 0x05010001, utf16 = 0x00010109, ucs2 = 0x00010100,
                        ucs4 = 0x00010104, ebcdic = 0x10020025;

struct Chosen {
    CodeSet chars, wide;
    friend bool operator==(const Chosen&, const Chosen&) = default;
};

Chosen choose(CodeSetComponents server, CodeSet native = CodeSet::utf_8) {
    const auto encoding = negotiate(server, {1, 2}, native);
    return {encoding.chars, encoding.wide_chars};
}

}  // namespace

TEST_CASE("code sets: the specification's algorithm", "[W17]") {
    const auto w = CodeSet::utf_16;
    CHECK(choose({{utf8, {}}, {utf16, {}}}) == Chosen{CodeSet::utf_8, w});
    CHECK(choose({{latin1, {utf8}}, {utf16, {}}}) == Chosen{CodeSet::iso_8859_1, w});
    CHECK(choose({{latin1, {utf8}}, {utf16, {}}}, CodeSet::iso_8859_1) == Chosen{CodeSet::iso_8859_1, w});
    CHECK(choose({{utf8, {latin1}}, {ucs2, {utf16}}}, CodeSet::iso_8859_1) == Chosen{CodeSet::utf_8, w});
    CHECK(choose({{ebcdic, {utf8}}, {ucs4, {ucs2, utf16}}}) == Chosen{CodeSet::utf_8, w});
    CHECK(choose({{ebcdic, {latin1}}, {utf16, {}}}) == Chosen{CodeSet::iso_8859_1, w});
    // Nothing in common, but sets whose fallback everybody has.
    CHECK(choose({{0x00010002, {}}, {ucs4, {}}}) == Chosen{CodeSet::utf_8, w});
    CHECK(choose({{utf8, {}}, {0, {}}}) == Chosen{CodeSet::utf_8, CodeSet::none});
    CHECK(choose({{0, {}}, {utf16, {}}}) == Chosen{CodeSet::iso_8859_1, w});
}

TEST_CASE("code sets: none common is an error that names both sides", "[W17]") {
    const auto error = error_of_action([] { choose({{ebcdic, {}}, {utf16, {}}}); });
    CHECK(error.error() == Error::codeset_incompatible);
    CHECK_THAT(error.text(), Contains("0x10020025") && Contains("UTF-8 (0x05010001), ISO-8859-1"));
}

TEST_CASE("code sets: a server that offers none, and GIOP 1.0", "[W17]") {
    auto encoding = negotiate({}, {1, 2}, CodeSet::utf_8);
    CHECK(encoding.chars == CodeSet::iso_8859_1);
    CHECK(encoding.wide_chars == CodeSet::none);
    CHECK(encoding.native_chars == CodeSet::utf_8);
    encoding = negotiate(own_code_sets(CodeSet::utf_8), {1, 0}, CodeSet::utf_8);
    CHECK(encoding.giop_minor == 0);
    CHECK(encoding.wide_chars == CodeSet::none);
}

TEST_CASE("code sets: component and context there and back") {
    for (auto native : {CodeSet::utf_8, CodeSet::iso_8859_1}) {
        const auto component = code_sets_component(own_code_sets(native));
        CHECK(component.tag == tag::code_sets);
        const auto read = read_code_sets_component(component.data);
        CHECK(read.chars.native == static_cast<std::uint32_t>(native));
        CHECK(read.wide_chars.native == utf16);
        const auto client = negotiate(read, {1, 2}, CodeSet::utf_8);
        auto server = default_encoding({1, 2}, native);
        CHECK(server.wide_chars == CodeSet::none);
        apply_code_sets_context(code_sets_context(client), server);
        CHECK(server.chars == client.chars);
        CHECK(server.wide_chars == client.wide_chars);
        CHECK(server.native_chars == native);
    }
}

TEST_CASE("code sets: a context that cannot be served or read", "[W13][W16][W17]") {
    auto encoding = default_encoding({1, 2}, CodeSet::utf_8);
    const auto apply = [&](std::string_view data) {
        return error_of_action([&] { apply_code_sets_context({1, hex(data)}, encoding); });
    };
    CHECK(apply("00 000000 10020025 00010109").error() == Error::codeset_incompatible);
    CHECK(apply("").error() == Error::marshal);
    CHECK(apply("00").error() == Error::marshal);
    CHECK(apply("02 000000 05010001 00010109").error() == Error::marshal);
    CHECK(apply("00 000000 05010001 0001").error() == Error::marshal);
    apply_code_sets_context({1, hex("00 000000 05010001 00010104")}, encoding);
    CHECK(encoding.chars == CodeSet::utf_8);
    CHECK(encoding.wide_chars == CodeSet::none);
    apply_code_sets_context({1, hex("01 000000 01000105 09010100")}, encoding);
    CHECK(encoding.wide_chars == CodeSet::utf_16);

    CHECK_THROWS_AS(read_code_sets_component(hex("00 000000 00010001 40000000")), SystemError);
    cdr::Writer many = cdr::Writer::begin_encapsulation();
    many.put(latin1);
    many.put(std::uint32_t{65});
    for (int i = 0; i < 65; ++i) many.put(utf8);
    CHECK_THAT(error_of_action([&] { read_code_sets_component(many.copy()); }).text(), Contains("65 code sets"));
}
