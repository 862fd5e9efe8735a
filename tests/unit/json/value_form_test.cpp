// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/idl_loader/load.hpp"
#include "orb/json/value_form.hpp"

using namespace corbel;

namespace {

constexpr const char* idl = R"(
module M {
  enum Colour { red, green };
  struct Point { long x; double y; };
  struct Tree { string name; sequence<Tree> children; };
  union U switch (Colour) { case red: long number; default: string text; };
  union Partial switch (short) { case 1: case 2: octet some; };
  typedef fixed<5,2> Money;
  typedef octet Pixels[2][2];
  typedef sequence<Point, 2> Points;
  valuetype Node { public string name; public Node next; private long secret; };
  valuetype Derived : truncatable Node { public short more; };
  valuetype Box string;
  abstract interface Abstract {};
  abstract interface More : Abstract {};
  valuetype Supporting supports More { public short s; };
  abstract valuetype Idea {};
  valuetype Thought : Idea { public short t; };
  struct Holder { Node first; Box second; };
  interface Bank { exception Refused { string why; }; void take(in long n, out Point p) raises (Refused); };
};
)";

const dynamic::Model& model() {
    static const auto loaded = idl_loader::load_text(idl, "m.idl");
    return loaded;
}

json::Context context() { return {&model(), {}}; }

types::TypeCodePtr type(const std::string& text) { return json::type_from_json(json::Node::string(text), context()); }

/// The value through its tree, CDR in both byte orders, and back.
std::string round_trip(const std::string& type_text, const std::string& text) {
    const auto code = type(type_text);
    dynamic::Values value{json::from_json(json::parse(text), *code, context())};
    const dynamic::LastUse last{value};
    std::string result;
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        cdr::Writer out{{.order = order}};
        out.put(std::uint8_t{1});
        dynamic::encode(out, *code, value.front());
        const auto bytes = out.copy();
        cdr::Reader in{bytes, {.order = order}};
        in.skip(1);
        dynamic::Values read{dynamic::decode(in, *code, model().finder())};
        const dynamic::LastUse last_of_read{read};
        CHECK(in.at_end());
        result = json::to_text(json::to_json(read.front(), *code, context()));
    }
    return result;
}

std::string fault(const std::string& type_text, const std::string& text) {
    try {
        json::from_json(json::parse(text), *type(type_text), context(), "v");
        return {};
    } catch (const json::Error& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("every IDL type survives JSON and CDR", "[json]") {
    const std::pair<const char*, const char*> same[] = {
        {"boolean", "true"},
        {"short", "-32768"},
        {"long long", "\"-9223372036854775808\""},
        {"unsigned long long", "\"18446744073709551615\""},
        {"long long", "9007199254740991"},
        {"float", "0.1"},
        {"double", "0.1"},
        {"double", "1.7976931348623157e+308"},
        {"double", "\"NaN\""},
        {"float", "\"-Infinity\""},
        {"long double", "2.5"},
        {"long double", "\"0.1\""},
        {"char", "\"x\""},
        {"wchar", "\"\xe2\x82\xac\""},
        {"octet", "255"},
        {"string", "\"a \xc3\xbc\""},
        {"wstring", "\"\xf0\x9d\x84\x9e\""},
        {"string<3>", "\"abc\""},
        {"M::Colour", "\"green\""},
        {"M::Point", R"({"x":1,"y":-0.5})"},
        {"M::Tree", R"({"name":"a","children":[{"name":"b","children":[]}]})"},
        {"M::U", R"({"_d":"red","number":7})"},
        {"M::U", R"({"_d":"green","text":"t"})"},
        {"M::Partial", R"({"_d":2,"some":1})"},
        {"M::Partial", R"({"_d":5})"},
        {"M::Money", "\"-123.40\""},
        {"fixed<4,4>", "\"0.0001\""},
        {"fixed<3,0>", "\"7\""},
        {"M::Pixels", R"(["AAE=","AgM="])"},
        {"sequence<octet>", "\"AAEC\""},
        {"long[2][3]", "[[1,2,3],[4,5,6]]"},
        {"M::Points", R"([{"x":1,"y":1},{"x":2,"y":2}])"},
        {"any", R"({"_type":"M::Point","value":{"x":1,"y":2}})"},
        {"any", R"({"_type":"null","value":null})"},
        {"any", R"({"_type":"any","value":{"_type":"string<4>","value":"abcd"}})"},
        {"TypeCode", "\"sequence<M::Point,3>\""},
        {"TypeCode", "\"long[2][3]\""},
        {"Object", "null"},
        {"M::Node", "null"},
        {"M::Node", R"({"_value":"IDL:M/Node:1.0","name":"a","next":null,"secret":1})"},
        {"M::Node", R"({"_value":"IDL:M/Derived:1.0","name":"a","next":null,"secret":1,"more":2})"},
        {"M::Node", R"({"_value":"IDL:M/Node:1.0","_id":1,"name":"a","next":{"_ref":1},"secret":1})"},
        {"sequence<M::Node>",
         R"([{"_value":"IDL:M/Node:1.0","_id":1,"name":"a","next":null,"secret":1},{"_ref":1},null])"},
        {"M::Box", R"({"_value":"IDL:M/Box:1.0","value":"boxed"})"},
        {"M::Abstract", R"({"_value":"IDL:M/Supporting:1.0","s":1})"},
        {"M::Abstract", "null"},
        {"M::Bank::Refused", R"({"why":"no"})"},
    };
    for (const auto& [type_text, text] : same) {
        INFO(type_text << ' ' << text);
        CHECK(round_trip(type_text, text) == text);
    }
    CHECK(round_trip("M::U", R"({"text":"t"})") == R"({"_d":"green","text":"t"})");
    CHECK(round_trip("M::Money", "12.5") == "\"12.50\"");
    CHECK(round_trip("sequence<octet>", "[1,2,255]") == "\"AQL/\"");
    CHECK(round_trip("long", "\"5\"") == "5");
}

TEST_CASE("TypeCodes unknown to the IDL are described in full", "[json]") {
    const auto round = [](const std::string& text) {
        return json::to_text(json::type_to_json(*json::type_from_json(json::parse(text), context()), context()));
    };
    for (const std::string text : {
             R"({"kind":"struct","id":"IDL:X:1.0","name":"X","members":[{"name":"a","type":"long"}]})",
             R"({"kind":"struct","id":"IDL:T:1.0","name":"T","members":[)"
             R"({"name":"a","type":{"kind":"sequence","element":{"kind":"recursive","id":"IDL:T:1.0"}}}]})",
             R"({"kind":"union","id":"IDL:U:1.0","name":"U","discriminator":"char","members":[)"
             R"({"label":"a","name":"one","type":"short"},{"default":true,"name":"two","type":"string"}]})",
             R"({"kind":"enum","id":"IDL:E:1.0","name":"E","members":["a","b"]})",
             R"({"kind":"alias","id":"IDL:A:1.0","name":"A","type":"sequence<string<5>,2>"})",
             R"({"kind":"interface","id":"IDL:I:1.0","name":"I"})",
             R"({"kind":"valuetype","id":"IDL:V:1.0","name":"V","modifier":"truncatable","base":"M::Node","members":[)"
             R"({"name":"x","type":"long","private":true}]})",
             R"({"kind":"valuebox","id":"IDL:B:1.0","name":"B","type":"long"})"})
        CHECK(round(text) == text);
    CHECK_THROWS_WITH(type("M::Pont"), Catch::Contains("did you mean \"M::Point\"?"));
    CHECK_THROWS_AS(type("sequence<long"), json::Error);
    CHECK_THROWS_AS(type("long[x]"), json::Error);
    CHECK_THROWS_AS(json::type_from_json(json::parse(R"({"kind":"struct"})"), context()), json::Error);
}

TEST_CASE("wrong values are refused with the path, what was expected and what was found", "[json]") {
    CHECK(fault("M::Tree", R"({"name":"a","children":[{"name":"b","children":[]},{"name":5,"children":[]}]})") ==
          "at v.children[1].name: expected a string, found the number 5");
    CHECK(fault("short", "40000") ==
          "at v: expected a whole number of type short (-32768 to 32767), found the number 40000");
    CHECK(fault("long", "1.5").find("found the number 1.5") != std::string::npos);
    CHECK(fault("octet", "-1").find("(0 to 255)") != std::string::npos);
    CHECK(fault("M::Point", R"({"x":1})") == "at v: the member \"y\" (double) is missing");
    CHECK(fault("M::Point", R"({"x":1,"y":1,"z":1})") == "at v: Point has no member \"z\"; there are \"x\" and \"y\"");
    CHECK(fault("M::Tree", R"({"name":"a"})") == "at v: the member \"children\" (sequence<M::Tree>) is missing");
    CHECK(fault("sequence<M::Point>", "5") == "at v: expected an array for sequence<M::Point>, found the number 5");
    CHECK(fault("M::Colour", "\"gren\"").find("did you mean \"green\"?") != std::string::npos);
    CHECK(fault("M::U", R"({"_d":"red","text":"t"})").find("selects the member \"number\"") != std::string::npos);
    CHECK(fault("M::Partial", R"({"_d":9,"some":1})").find("selects no member") != std::string::npos);
    CHECK(fault("M::Points", R"([{"x":1,"y":1},{"x":1,"y":1},{"x":1,"y":1}])").find("at most 2") != std::string::npos);
    CHECK(fault("long[2]", "[1]").find("2 elements") != std::string::npos);
    CHECK(fault("string<3>", "\"abcd\"").find("at most 3") != std::string::npos);
    CHECK(fault("char", "\"\xe2\x82\xac\"").find("up to U+00FF") != std::string::npos);
    CHECK(fault("M::Money", "\"1234.5\"").find("3 digits before and 2 behind") != std::string::npos);
    CHECK(fault("any", R"({"value":1})").find("_type") != std::string::npos);
    CHECK(fault("any", R"({"_type":"Nothing","value":1})").find("v._type") != std::string::npos);
    CHECK(fault("Object", "\"IOR:zz\"").find("at v:") == 0);
    CHECK(fault("M::Node", R"({"_ref":3})").find("no value with \"_id\" 3") != std::string::npos);
    CHECK(fault("float", "1e39").find("expected a float") != std::string::npos);
}

TEST_CASE("a valuetype must be of the declared type", "[json]") {
    CHECK(fault("M::Node", R"({"_value":"M::Box","value":"b"})") ==
          "at v._value: expected the valuetype M::Node or one that is derived from it, found the text \"M::Box\"; "
          "there are \"M::Node\" and \"M::Derived\"");
    CHECK(fault("M::Box", R"({"_value":"M::Node","name":"n","next":null,"secret":1})") ==
          "at v._value: expected the value box M::Box, found the text \"M::Node\"; there is \"M::Box\"");
    CHECK_THAT(fault("M::Node", R"({"_value":"M::Nod","name":"n"})"),
               Catch::StartsWith("at v._value: expected the name or id of a valuetype"));
    CHECK(fault("M::Abstract", R"({"_value":"M::Node","name":"n"})") ==
          "at v._value: expected a valuetype that supports M::Abstract, found the text \"M::Node\"; there is "
          "\"M::Supporting\"");
    CHECK(fault("M::Abstract", R"({"s":1})").find("(\"_value\") is missing") != std::string::npos);
    CHECK(fault("M::Idea", R"({})").find("(\"_value\") is missing") != std::string::npos);
    CHECK(fault("M::Idea", R"({"_value":"M::Idea"})").find("is abstract: it has no values") != std::string::npos);
    CHECK(fault("ValueBase", R"({"_value":"M::Point","x":1,"y":1})").find("of a valuetype") != std::string::npos);
    CHECK(fault("M::Holder", R"({"first":{"_id":1,"name":"n","next":null,"secret":1},"second":{"_ref":1}})") ==
          "at v.second._ref: expected the value box M::Box, found the number 1, which is of M::Node; there is "
          "\"M::Box\"");

    CHECK_NOTHROW(round_trip("M::Node", R"({"_value":"M::Derived","name":"n","next":null,"secret":1,"more":2})"));
    CHECK_NOTHROW(round_trip("M::Abstract", R"({"_value":"M::Supporting","s":1})"));
    CHECK_NOTHROW(round_trip("M::Idea", R"({"_value":"IDL:M/Thought:1.0","t":1})"));
    CHECK_NOTHROW(round_trip("ValueBase", R"({"_value":"M::Box","value":"b"})"));
    CHECK_NOTHROW(round_trip("AbstractBase", R"({"_value":"M::Supporting","s":1})"));
}

TEST_CASE("types that are declared nowhere are words", "[json]") {
    for (const std::string word : {"ValueBase", "AbstractBase", "Object", "TypeCode"}) {
        CHECK(json::to_text(json::type_to_json(*type(word), context())) == "\"" + word + "\"");
        CHECK(type("CORBA::" + word)->equal(*type(word)));
    }
    CHECK_THROWS_WITH(type("fixed<40,2>"), Catch::StartsWith("at type: "));
}

TEST_CASE("a message says what there is", "[json]") {
    CHECK(json::instead_of("x", {}).empty());
    CHECK(json::instead_of("x", {"a"}) == "; there is \"a\"");
    CHECK(json::instead_of("x", {"a", "b", "c"}) == "; there are \"a\", \"b\" and \"c\"");
    const std::vector<std::string> many{"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3",
                                        "length"};
    CHECK(json::instead_of("lenght", many) == "; did you mean \"length\"?");
    CHECK(json::instead_of("something", many).ends_with("\"b3\", ..."));
}

TEST_CASE("a value of another type is not written", "[dynamic]") {
    cdr::Writer out;
    CHECK_THROWS_AS(dynamic::encode(out, *type("long"), dynamic::Value{std::string{"x"}}), SystemError);
    CHECK_THROWS_AS(dynamic::encode(out, *type("short"), dynamic::Value{std::int64_t{70000}}), SystemError);
    CHECK_THROWS_AS(dynamic::encode(out, *type("M::Point"), dynamic::Value{dynamic::Values{}}), SystemError);
    CHECK_THROWS_AS(dynamic::encode(out, *type("M::Colour"), dynamic::Value{std::uint64_t{2}}), SystemError);
    CHECK_THROWS_AS(dynamic::encode(out, *type("string<2>"), dynamic::Value{std::string{"abc"}}), SystemError);
}

TEST_CASE("initial values can be written", "[dynamic]") {
    for (const auto& each : model().types()) {
        INFO(each.name);
        const auto value = dynamic::initial_value(*each.type);
        cdr::Writer out;
        dynamic::encode(out, *each.type, value);
        const auto bytes = out.copy();
        cdr::Reader in{bytes};
        CHECK(dynamic::decode(in, *each.type, model().finder()) == value);
    }
}

TEST_CASE("names that differ only in case are refused, told or taken", "[idl_loader]") {
    const std::string text = "interface Policy {}; interface I { void set(in Policy policy); };";
    CHECK_THROWS_WITH(idl_loader::load_text(text, "c.idl"),
                      Catch::Contains("only in case") && Catch::Contains("note: ") &&
                      Catch::Contains("--case-clash=warn"));
    std::vector<std::string> heard;
    idl_loader::Options options;
    options.warn = [&](const std::string& message) { heard.push_back(message); };
    options.case_clash = idl_loader::CaseClash::warning;
    CHECK(idl_loader::load_text(text, "c.idl", options).interface("I"));
    REQUIRE(heard.size() == 1);
    CHECK_THAT(heard.front(), Catch::Contains("warning: ") && Catch::Contains("note: "));
    options.case_clash = idl_loader::CaseClash::ignored;
    CHECK(idl_loader::load_text(text, "c.idl", options).interface("I"));
    CHECK(heard.size() == 1);
}

TEST_CASE("IDL is loaded as a model", "[idl_loader]") {
    const auto* bank = model().interface("IDL:M/Bank:1.0");
    REQUIRE(bank);
    CHECK(bank->name == "M::Bank");
    const auto take = model().operation(*bank, "take");
    REQUIRE(take);
    CHECK(take->parameters.at(1).direction == dynamic::Direction::out);
    CHECK(take->raises.at(0)->equal(*model().type("M::Bank::Refused")));
    CHECK(model().operation(*bank, "_is_a"));
    CHECK_FALSE(model().operation(*bank, "_get_take"));
    CHECK_THROWS_WITH(idl_loader::load_text("interface I { lng x; };", "bad.idl"), Catch::Contains("bad.idl:1:"));
    CHECK_THROWS_AS(idl_loader::load("/does/not/exist.idl"), idl_loader::LoadError);
}

TEST_CASE("types of IDL 4 have the forms of what they are on the wire") {
    const auto loaded = idl_loader::load_text(R"(
        module N {
            typedef map<string, long> Counts;
            @bit_bound(8) bitmask Rights { read, write };
            bitset Header { bitfield<12> some; };
            struct Base { int8 x; };
            struct Place : Base { @optional string name; Rights may; Header head; };
            union U switch (int8) { case -1: long number; };
            const int8 Least = -128;
        };)", "n.idl", {{}, {}, true});
    const json::Context here{&loaded, {}};
    const auto same = [&](const std::string& type_text, const std::string& text) {
        INFO(type_text);
        const auto code = json::type_from_json(json::Node::string(type_text), here);
        const auto value = json::from_json(json::parse(text), *code, here);
        cdr::Writer out;
        dynamic::encode(out, *code, value);
        cdr::Reader in{out.contiguous()};
        CHECK(json::to_text(json::to_json(dynamic::decode(in, *code, loaded.finder()), *code, here)) == text);
    };
    same("N::Counts", R"([{"key":"a","value":1}])");
    same("N::Rights", "3");
    same("N::Header", "4095");
    same("N::Place", R"({"x":255,"name":{"_d":true,"value":"n"},"may":1,"head":2})");
    same("N::Place", R"({"x":1,"name":{"_d":false},"may":1,"head":2})");
    same("N::U", R"({"_d":255,"number":7})");
    CHECK_THROWS_AS(idl_loader::load_text("typedef map<string, long> M;", "n.idl"), idl_loader::LoadError);
}
