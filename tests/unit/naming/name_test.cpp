// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "cos-naming/name.hpp"

using namespace corbel::naming;

TEST_CASE("names and their text, both ways") {
    const std::vector<std::pair<Name, std::string>> table{
        {{{"a", ""}}, "a"},
        {{{"a", "b"}, {"c", "d"}}, "a.b/c.d"},
        {{{"", "kind"}}, ".kind"},
        {{{"", ""}}, "."},
        {{{"", ""}, {"x", ""}}, "./x"},
        {{{"a/b", "c.d"}, {"\\", ""}}, "a\\/b.c\\.d/\\\\"},
        {{{"white space", "Grüße"}}, "white space.Grüße"},
    };
    for (const auto& [name, text] : table) {
        CHECK(to_string(name) == text);
        CHECK(parse_name(text) == name);
    }
}

TEST_CASE("text that is no name is refused with its place") {
    for (const char* text : {"", "/", "a/", "/a", "a//b", "a.", "a./b", "a.b.c", "a\\", "a\\x", "..", "a/.b.c"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_name(text), BadName);
    }
    CHECK_THROWS_WITH(parse_name("ab//c"), Catch::Contains("empty component at character 4"));
}

TEST_CASE("names keep to the limits") {
    CHECK_THROWS_AS(check({}), BadName);
    CHECK_NOTHROW(check(Name(max_components, {"x", ""})));
    CHECK_THROWS_AS(check(Name(max_components + 1, {"x", ""})), BadName);
    CHECK_NOTHROW(check({{std::string(max_component_length, 'x'), ""}}));
    CHECK_THROWS_AS(check({{std::string(max_component_length + 1, 'x'), ""}}), BadName);
    CHECK_THROWS_AS(check({{"", std::string(max_component_length + 1, 'x')}}), BadName);
    std::string deep = "x";
    for (int i = 0; i < 100000; ++i) deep += "/x";
    CHECK_THROWS_AS(parse_name(deep), BadName);
}

TEST_CASE("a corbaname URL is made of an address and a name") {
    CHECK(to_url(":host:2809", "a.b/c") == "corbaname::host:2809#a.b/c");
    CHECK(to_url("rir:", "a") == "corbaname:rir:#a");
    CHECK(to_url("iiop:1.2@host,:other:1/Key%20x", "x") == "corbaname:iiop:1.2@host,:other:1/Key%20x#x");
    CHECK(to_url(":[::1]:2809", "x") == "corbaname::[::1]:2809#x");
    CHECK(to_url(":host", "") == "corbaname::host");
    CHECK(to_url(":host", "a b\\.c<%>") == "corbaname::host#a%20b%5c.c%3c%25%3e");
}

TEST_CASE("an address that no corbaloc could have is refused") {
    for (const char* address : {"", "host", ":", ":host:", ":host:65536", ":host:x", "iiop:x@host", ":,:h",
                                ":host,", "i-op:host", ":ho st", ":host#x", ":[::1"}) {
        CAPTURE(address);
        CHECK_THROWS_AS(to_url(address, "a"), BadAddress);
    }
    CHECK_THROWS_AS(to_url(":host", "a//b"), BadName);
}

TEST_CASE("every character may be in a name, and comes back from text") {
    for (int first = 0; first < 256; ++first)
        for (const char second : {'a', '/', '.', '\\', '\0'}) {
            const std::string text{static_cast<char>(first), second};
            for (const Name& name : {Name{{text, ""}}, Name{{"", text}}, Name{{text, text}, {"", ""}, {text, ""}}})
                CHECK(parse_name(to_string(name)) == name);
        }
}
