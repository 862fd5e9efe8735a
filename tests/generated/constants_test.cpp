// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <limits>

#include "constants.hpp"
#include "everything.hpp"

using namespace std::string_literals;

static_assert(Constants::least_short == std::numeric_limits<std::int16_t>::min());
static_assert(Constants::most_ushort == 0xffff);
static_assert(Constants::most_long == std::numeric_limits<std::int32_t>::max());
static_assert(Constants::most_ulong == std::numeric_limits<std::uint32_t>::max());
static_assert(Constants::most_longlong == std::numeric_limits<std::int64_t>::max());
static_assert(Constants::most_ulonglong == std::numeric_limits<std::uint64_t>::max());
static_assert(Constants::most_octet == 255);
static_assert(Constants::third == 1.0F / 3.0F);
static_assert(Constants::tenth == 0.1);
static_assert(Constants::whole == 3.0 && Constants::large == 1e300);
static_assert(Constants::letter == 'a' && Constants::quote == '\'' && Constants::high == '\xff');
static_assert(Constants::euro == L'\x20ac' && Constants::yes);
static_assert(Constants::computed == ((1 + 2 * 3) << 4 | (0xf & ~2)));
static_assert(Constants::negative == -Constants::computed);
static_assert(Constants::counted == Constants::computed / 5 % 7);
static_assert(Constants::usual == Constants::Level::high_level);
static_assert(Constants::Holder::limit == 10 && Constants::twice == 20 && at_global_scope == 21);
static_assert(Constants::Holder::first == Constants::Level::low);
static_assert(Everything::masked == ((((0xf0 | 0x0f) & ~0x3)) ^ (1 << 4)));
static_assert(Everything::favourite == Everything::Colour::green);

TEST_CASE("string constants have the value of the IDL", "[constants]") {
    CHECK(Constants::plain == "hello");
    CHECK(Constants::odd == "tab\t \"quoted\" back\\slash ?\? \x01"s + "2 \xe9");
    CHECK(Constants::wide == L"gr\u00fc\u00dfe \"L\"");
    CHECK(Constants::short_text == "five.");
    CHECK(Constants::Holder::title == "holder");
    CHECK(Everything::a_string == "tab\t quote\" backslash\\ two parts!");
    CHECK(Everything::a_wstring == L"wide \u20ac");
    CHECK(Everything::Inner::title == "inner");
}
