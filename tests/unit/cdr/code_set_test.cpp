// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/code_set.hpp"
#include "tests/unit/cdr/support.hpp"

using namespace corbel;
using namespace corbel::cdr;

TEST_CASE("UTF-8: well-formed text") {
    for (std::string_view text : {"", "a", "eight by", "more than eight bytes", "\x7f", "\xc2\x80", "\xdf\xbf",
                                  "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
                                  "\xf4\x8f\xbf\xbf", "1234567\xc3\xa9", "12345678\xc3\xa9 and on\xe2\x82\xac"})
        CHECK(is_utf8(text));
}

TEST_CASE("UTF-8: overlong forms, surrogates, what lies beyond, and what is cut off") {
    for (std::string_view text :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82",
          "\xe2\x41\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "12345678\xff", "1234567\xc3"})
        CHECK_FALSE(is_utf8(text));
}

TEST_CASE("every code point goes to UTF-16 and back") {
    std::wstring all;
    for (char32_t point = 1; point <= 0x10ffff; point += point < 0x11000 ? 1 : 251)
        if (point < 0xd800 || point > 0xdfff) all += static_cast<wchar_t>(point);
    CHECK(utf16_to_wide(wide_to_utf16(all)) == all);
    CHECK_THROWS_AS(wide_to_utf16(std::wstring(1, static_cast<wchar_t>(0x110000))), SystemError);
    CHECK_THROWS_AS(wide_to_utf16(std::wstring(1, static_cast<wchar_t>(-1))), SystemError);
    CHECK_THROWS_AS(utf16_to_wide(u"\xd800"), SystemError);
    CHECK_THROWS_AS(utf16_to_wide(std::u16string{char16_t(0xdc00), char16_t(0xd800)}), SystemError);
    CHECK_THROWS_AS(utf16_to_wide(std::u16string{char16_t(0xd800), char16_t(0x41)}), SystemError);
}

TEST_CASE("every character of ISO-8859-1 goes to UTF-8 and back") {
    std::string all;
    for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
    const auto utf8 = latin1_to_utf8(all);
    CHECK(is_utf8(utf8));
    CHECK(utf8_to_latin1(utf8) == all);
    CHECK_THROWS_AS(utf8_to_latin1("\xc4\x80"), SystemError);
    CHECK_THROWS_AS(utf8_to_latin1("\xc3"), SystemError);
}

TEST_CASE("plain text: ASCII without NUL, at every length and place") {
    for (std::size_t size = 0; size <= 40; ++size) {
        std::string text(size, 'a');
        CHECK(is_plain(text));
        for (std::size_t at = 0; at < size; ++at)
            for (int octet : {0, 1, 0x7f, 0x80, 0x81, 0xff}) {
                text[at] = static_cast<char>(octet);
                INFO(size << " characters, octet " << octet << " at " << at);
                REQUIRE(is_plain(text) == (octet == 1 || octet == 0x7f));
                text[at] = 'a';
            }
    }
    CHECK_FALSE(is_plain(std::string("\x01\x00", 2)));
    CHECK_FALSE(is_plain(std::string("\x01\x01\x00\x01\x01\x01\x01\x01", 8)));
}
