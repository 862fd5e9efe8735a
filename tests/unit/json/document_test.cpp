// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "orb/json/base64.hpp"
#include "orb/json/document.hpp"

using namespace corbel;
using namespace corbel::json;

namespace {

std::string fault(const std::string& text) {
    try {
        parse(text);
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("JSON is read and written without a loss", "[json]") {
    for (const std::string text : {"null", "true", "false", "0", "-0", "1.50", "1e400",
                                   "123456789012345678901234567890", "\"\"", "\"a\\\"\\\\\\n\\u0001\"",
                                   "[]", "[1,[2],{}]", "{\"b\":1,\"a\":[null]}"})
        CHECK(to_text(parse(text)) == text);
    CHECK(parse(" {\n\"a\" : [ 1 , 2 ] }\t").find("a")->items.size() == 2);
    CHECK(parse("\"\\ud834\\udd1e\\u20ac\"").text == "\xf0\x9d\x84\x9e\xe2\x82\xac");
    CHECK(to_pretty_text(parse("{\"a\":[1,2],\"b\":{}}")) == "{\n  \"a\": [1, 2],\n  \"b\": {}\n}");
}

TEST_CASE("what is not JSON is refused with its place", "[json]") {
    CHECK(fault("{\"a\":1,}") == "line 1, column 8: expected the name of a member in quotation marks, found '}'");
    CHECK(fault("[1,\n 2") == "line 2, column 3: expected ',' or ']', found the end of the text");
    CHECK(fault("hello").find("text stands in") != std::string::npos);
    CHECK(fault("{\"a\":1,\"a\":2}").find("once only") != std::string::npos);
    for (const std::string text : {"", "01", "1.", "-", "1e", "+1", "tru", "\"a", "\"\\x\"", "\"\\ud800\"",
                                   "\"\\udc00\"", "\"\t\"", "1 2", "[", "{\"a\"}", "{a:1}", "\"\xff\"", "nan"})
        CHECK_FALSE(fault(text).empty());
    CHECK_FALSE(fault(std::string(300, '[')).empty());
}

TEST_CASE("base64", "[json]") {
    CHECK(to_base64(as_bytes("")) == "");
    CHECK(to_base64(as_bytes("f")) == "Zg==");
    CHECK(to_base64(as_bytes("fo")) == "Zm8=");
    CHECK(to_base64(as_bytes("foobar")) == "Zm9vYmFy");
    CHECK(as_text(*from_base64("Zm9v")) == "foo");
    CHECK(as_text(*from_base64("Zg")) == "f");
    CHECK_FALSE(from_base64("Zh=="));  // bits that belong to no octet
    CHECK_FALSE(from_base64("Z"));
    CHECK_FALSE(from_base64("Z*=="));
}
