// SPDX-License-Identifier: BSL-1.0
#include <functional>

#include "tests/unit/cdr/support.hpp"

using namespace corbel;
using namespace corbel::cdr;

namespace {

Encoding with(CodeSet wire, CodeSet native, ByteOrder order = native_order) {
    return {.order = order, .chars = wire, .native_chars = native};
}

Encoding wide(std::uint8_t minor, ByteOrder order = ByteOrder::big_endian) {
    return {.order = order, .giop_minor = minor};
}

std::string read_string(std::string_view bytes, Encoding encoding = big_endian()) {
    const auto data = hex(bytes);
    Reader in{data, encoding};
    auto text = in.string();
    CHECK(in.at_end());
    return text;
}

std::wstring read_wide(std::string_view bytes, Encoding encoding) {
    const auto data = hex(bytes);
    Reader in{data, encoding};
    std::wstring text;
    in.wide_string(text);
    CHECK(in.at_end());
    return text;
}

std::string written(const std::function<void(Writer&)>& write, Encoding encoding) {
    Writer out{encoding};
    write(out);
    return to_hex(out.contiguous());
}

}  // namespace

TEST_CASE("strings: length counts the NUL") {
    CHECK(written([](Writer& out) { out.string("hi"); }, big_endian()) == "00000003686900");
    CHECK(written([](Writer& out) { out.string(""); }, big_endian()) == "0000000100");
    CHECK(read_string("00000003 686900") == "hi");
    CHECK(read_string("00000001 00").empty());
    std::string reused(100, 'x');
    const auto data = hex("00000003 686900");
    Reader{data, big_endian()}.string(reused);
    CHECK(reused == "hi");
    CHECK(reused.capacity() >= 100);
}

TEST_CASE("strings: what is not one is refused", "[W1][W3]") {
    check_fails(Error::marshal, minor::string_without_nul, [] { read_string("00000000"); });
    check_fails(Error::marshal, minor::string_without_nul, [] { read_string("00000002 6869"); });
    check_fails(Error::marshal, minor::string_with_nul, [] { read_string("00000003 680000"); });
    check_fails(Error::marshal, minor::message_too_short, [] { read_string("ffffffff 6869"); });
    check_fails(Error::marshal, minor::message_too_short, [] { read_string("00000004 686900"); });
    check_fails(Error::data_conversion, minor::invalid_utf8, [] { read_string("00000003 c3 28 00"); });
    Writer out;
    check_fails(Error::bad_param, minor::string_with_nul, [&] { out.string({"a\0b", 3}); });
    check_fails(Error::bad_param, minor::string_with_nul, [&] { out.wide_string({L"a\0b", 3}); });
    check_fails(Error::data_conversion, minor::invalid_utf8, [&] { out.string("\xff"); });
}

TEST_CASE("strings: between UTF-8 and ISO-8859-1", "[W17]") {
    const std::string utf8 = "caf\xc3\xa9", latin1 = "caf\xe9";
    const auto string = [](const std::string& text) { return [&](Writer& out) { out.string(text); }; };
    const auto to_latin1 = with(CodeSet::iso_8859_1, CodeSet::utf_8, ByteOrder::big_endian);
    CHECK(written(string(utf8), to_latin1) == "00000005636166e900");
    CHECK(read_string("00000005 636166e900", to_latin1) == utf8);
    const auto to_utf8 = with(CodeSet::utf_8, CodeSet::iso_8859_1, ByteOrder::big_endian);
    CHECK(written(string(latin1), to_utf8) == "00000006636166c3a900");
    CHECK(read_string("00000006 636166c3a900", to_utf8) == latin1);
    const auto as_is = with(CodeSet::iso_8859_1, CodeSet::iso_8859_1, ByteOrder::big_endian);
    CHECK(written(string(latin1), as_is) == "00000005636166e900");
    CHECK(read_string("00000005 636166e900", as_is) == latin1);
    check_fails(Error::data_conversion, minor::char_not_in_codeset,
                [&] { written(string("\xe2\x82\xac"), to_latin1); });
    check_fails(Error::data_conversion, minor::char_not_in_codeset,
                [&] { read_string("00000004 e282ac00", to_utf8); });
}

TEST_CASE("chars above 0x7f are none of UTF-8") {
    const std::uint8_t octet = 0xe9;
    check_fails(Error::data_conversion, minor::char_not_in_codeset, [&] { Reader{{&octet, 1}}.character(); });
    Writer out;
    check_fails(Error::data_conversion, minor::char_not_in_codeset, [&] { out.character('\xe9'); });
    const auto latin1 = with(CodeSet::iso_8859_1, CodeSet::iso_8859_1);
    CHECK((Reader{{&octet, 1}, latin1}.character()) == '\xe9');
    out.encoding(latin1);
    out.character('\xe9');
    out.character('a');
    CHECK(to_hex(out.contiguous()) == "e961");
}

TEST_CASE("identifiers are never converted") {
    const auto latin1 = with(CodeSet::iso_8859_1, CodeSet::utf_8, ByteOrder::big_endian);
    CHECK(written([](Writer& out) { out.identifier("op\xe9"); }, latin1) == "000000046f70e900");
    const auto bytes = hex("00000000 00000003 6f7000");
    Reader in{bytes, big_endian()};
    CHECK(in.identifier().empty());  // a length of 0, as some ORBs write an empty one
    CHECK(in.identifier() == "op");
    const auto bad = hex("00000002 6f70");
    check_fails(Error::marshal, minor::string_without_nul, [&] { Reader{bad, big_endian()}.identifier(); });
}

TEST_CASE("wide strings of GIOP 1.2: octets of UTF-16, big-endian without a mark") {
    for (auto order : orders) {
        const auto text = written([](Writer& out) { out.wide_string(L"h\u20ac\U0001f600"); }, wide(2, order));
        CHECK(text == (order == ByteOrder::big_endian ? "00000008" : "08000000") + std::string{"006820acd83dde00"});
    }
    CHECK(read_wide("00000002 0068", wide(2)) == L"h");
    CHECK(read_wide("00000000", wide(2)).empty());
    CHECK(read_wide("00000006 feff 0068 20ac", wide(2)) == L"h\u20ac");
    CHECK(read_wide("00000006 fffe 6800 ac20", wide(2)) == L"h\u20ac");
    CHECK(read_wide("02000000 0068", wide(2, ByteOrder::little_endian)) == L"h");
    CHECK(read_wide("00000004 d83dde00", wide(2)) == L"\U0001f600");
    CHECK(read_wide("00000002 feff", wide(2)).empty());
    // What would be taken for a mark has one before it.
    for (const std::wstring_view text : {L"\ufeff", L"\ufeff\u3cfa", L"\ufffea"}) {
        const auto bytes = written([&](Writer& out) { out.wide_string(text); }, wide(2));
        CHECK(bytes.substr(8, 4) == "feff");
        CHECK(read_wide(bytes, wide(2)) == text);
    }
}

TEST_CASE("wide strings of GIOP 1.1: characters in the message's byte order, with a NUL") {
    CHECK(written([](Writer& out) { out.wide_string(L"h\u20ac"); }, wide(1)) == "00000003006820ac0000");
    CHECK(written([](Writer& out) { out.wide_string(L"h"); }, wide(1, ByteOrder::little_endian)) == "0200000068000000");
    CHECK(read_wide("00000003 0068 20ac 0000", wide(1)) == L"h\u20ac");
    CHECK(read_wide("02000000 6800 0000", wide(1, ByteOrder::little_endian)) == L"h");
    check_fails(Error::marshal, minor::string_without_nul, [] { read_wide("00000000", wide(1)); });
    check_fails(Error::marshal, minor::string_without_nul, [] { read_wide("00000001 0068", wide(1)); });
    check_fails(Error::marshal, minor::message_too_short, [] { read_wide("7fffffff 0068", wide(1)); });
}

TEST_CASE("wide text that is none is refused", "[W3][W17]") {
    check_fails(Error::marshal, minor::invalid_utf16, [] { read_wide("00000003 006820", wide(2)); });
    check_fails(Error::data_conversion, minor::invalid_utf16, [] { read_wide("00000002 d83d", wide(2)); });
    check_fails(Error::data_conversion, minor::invalid_utf16, [] { read_wide("00000004 de00d83d", wide(2)); });
    check_fails(Error::marshal, minor::string_with_nul, [] { read_wide("00000004 0068 0000", wide(2)); });
    check_fails(Error::marshal, minor::message_too_short, [] { read_wide("fffffffe 0068", wide(2)); });
    Writer out;
    check_fails(Error::data_conversion, minor::char_not_in_codeset,
                [&] { out.wide_string(std::wstring(1, static_cast<wchar_t>(0xd83d))); });
}

TEST_CASE("wide text where there is none", "[W17]") {
    const auto none = Encoding{.wide_chars = CodeSet::none};
    for (auto encoding : {wide(0), none}) {
        Writer out{encoding};
        check_fails(Error::marshal, minor::wchar_in_giop_1_0, [&] { out.wide_string(L"x"); });
        check_fails(Error::marshal, minor::wchar_in_giop_1_0, [&] { out.wide_character(L'x'); });
        check_fails(Error::marshal, minor::wchar_in_giop_1_0, [&] { read_wide("00000002 0068", encoding); });
        const Octets bytes{2, 0, 0x68};
        check_fails(Error::marshal, minor::wchar_in_giop_1_0, [&] { Reader{bytes, encoding}.wide_character(); });
    }
}

TEST_CASE("wide characters") {
    const auto wide_char = [](wchar_t c) { return [c](Writer& out) { out.wide_character(c); }; };
    CHECK(written(wide_char(L'\u20ac'), wide(2)) == "0220ac");
    CHECK(written(wide_char(static_cast<wchar_t>(0x1f600)), wide(2)) == "04d83dde00");
    CHECK(written(wide_char(L'\ufeff'), wide(2)) == "04fefffeff");
    for (const std::string_view text : {"02feff", "04fefffeff", "04fffefffe"}) {
        const auto bytes = hex(text);
        CHECK(Reader{bytes, wide(2)}.wide_character() == L'\ufeff');
    }
    CHECK(written(wide_char(L'\u20ac'), wide(1)) == "20ac");
    check_fails(Error::data_conversion, minor::char_not_in_codeset,
                [&] { written(wide_char(static_cast<wchar_t>(0x1f600)), wide(1)); });
    const auto read = [](std::string_view bytes, Encoding encoding) {
        const auto data = hex(bytes);
        return Reader{data, encoding}.wide_character();
    };
    CHECK(read("02 20ac", wide(2)) == L'\u20ac');
    CHECK(read("04 feff20ac", wide(2)) == L'\u20ac');
    CHECK(read("04 fffeac20", wide(2)) == L'\u20ac');
    CHECK(read("04 d83dde00", wide(2)) == static_cast<wchar_t>(0x1f600));
    CHECK(read("20ac", wide(1)) == L'\u20ac');
    check_fails(Error::data_conversion, minor::invalid_utf16, [&] { read("00", wide(2)); });
    check_fails(Error::data_conversion, minor::invalid_utf16, [&] { read("04 00680069", wide(2)); });
    check_fails(Error::data_conversion, minor::invalid_utf16, [&] { read("d83d", wide(1)); });
    check_fails(Error::marshal, minor::invalid_utf16, [&] { read("01 68", wide(2)); });
    check_fails(Error::marshal, minor::message_too_short, [&] { read("fe 0068", wide(2)); });
}
