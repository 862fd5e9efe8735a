// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <chrono>
#include <sstream>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

namespace {

std::string dumped(const Compiled& idl) {
    INFO(idl.first());
    REQUIRE(idl.ok());
    std::ostringstream out;
    dump(idl.compilation.specification, out);
    return out.str();
}

Options case_matters() {
    Options options;
    options.case_clash = CaseClash::ignored;
    return options;
}

Options idl4() {
    Options options;
    options.idl4 = true;
    return options;
}

Options with_folders(std::vector<std::string> folders) {
    Options options;
    options.include_folders = std::move(folders);
    return options;
}

std::string repeated(const std::string& text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i) result += text;
    return result;
}

}  // namespace

TEST_CASE("valuetypes, abstract and local interfaces in the tree") {
    const Compiled idl{R"(
        abstract interface Named { string name(); };
        local interface Visitor { void visit(in any x) context ("a", "b.*"); };
        interface Shop : Named { void close(); };
        valuetype Node;
        abstract valuetype Idea { void think(); };
        valuetype Base supports Shop {
            exception Bad {};
            public long x;
            private string y, z[3];
            factory init(in long x) raises (Bad);
        };
        valuetype Derived : truncatable Base, Idea supports Named { public Node next; };
        custom valuetype Own { public sequence<Node> all; };
        valuetype Node { public Node next; };
        valuetype Longs sequence<long>;
        valuetype Boxed struct Inner { ValueBase any_value; CORBA::AbstractBase either; };
        native Cookie;)"};
    CHECK(dumped(idl) == R"(abstract interface Named  [IDL:Named:1.0]
  string name()  [IDL:Named/name:1.0]
local interface Visitor  [IDL:Visitor:1.0]
  void visit(in any x) context ("a", "b.*")  [IDL:Visitor/visit:1.0]
interface Shop  [IDL:Shop:1.0]
  : Named
  void close()  [IDL:Shop/close:1.0]
forward Node  [IDL:Node:1.0]
abstract valuetype Idea  [IDL:Idea:1.0]
  void think()  [IDL:Idea/think:1.0]
valuetype Base  [IDL:Base:1.0]
  supports Shop
  exception Bad  [IDL:Base/Bad:1.0]
  public long x  [IDL:Base/x:1.0]
  private string y  [IDL:Base/y:1.0]
  private string[3] z  [IDL:Base/z:1.0]
  factory init(in long x) raises (Base::Bad)
valuetype Derived  [IDL:Derived:1.0]
  : truncatable Base
  : Idea
  supports Named
  public Node next  [IDL:Derived/next:1.0]
custom valuetype Own  [IDL:Own:1.0]
  public sequence<Node> all  [IDL:Own/all:1.0]
valuetype Node  [IDL:Node:1.0]
  public Node next  [IDL:Node/next:1.0]
valuetype sequence<long> Longs  [IDL:Longs:1.0]
struct Inner  [IDL:Inner:1.0]
  ValueBase any_value
  CORBA::AbstractBase either
valuetype Inner Boxed  [IDL:Boxed:1.0]
native Cookie  [IDL:Cookie:1.0]
)");
    CHECK(idl.get<ValueType>("Derived").stateful_base() == &idl.get<ValueType>("Base"));
}

TEST_CASE("fixed-point constants") {
    const auto fixed = [](const std::string& expression) {
        const Compiled idl{"const fixed c = " + expression + ";"};
        INFO(idl.first());
        REQUIRE(idl.ok());
        return to_text(idl.get<Constant>("c").type) + " " + idl.value("c");
    };
    CHECK(fixed("0123.450d") == "fixed<5, 2> 123.45");
    CHECK(fixed("3000.00D") == "fixed<4, 0> 3000");
    CHECK(fixed("0.050d") == "fixed<2, 2> 0.05");
    CHECK(fixed("-0.0d") == "fixed<1, 0> 0");
    CHECK(fixed("1.5d + 2.25d") == "fixed<3, 2> 3.75");
    CHECK(fixed("1d - 2.25d") == "fixed<3, 2> -1.25");
    CHECK(fixed("-1.5d * 1.5d") == "fixed<3, 2> -2.25");
    CHECK(fixed("10d / 4d") == "fixed<2, 1> 2.5");
    CHECK(fixed("2d / 3d") == "fixed<31, 31> 0.6666666666666666666666666666666");
    CHECK(fixed("(0.1d + 0.2d) * 10d") == "fixed<1, 0> 3");
    const Compiled idl{"typedef fixed<5, 2> Money; const Money m = 1.999d; const Money n = m + 0.5d;"};
    REQUIRE(idl.ok());
    CHECK(idl.value("m") == "1.99");
    CHECK(idl.value("n") == "2.49");
}

TEST_CASE("typeid and typeprefix set repository ids") {
    const Compiled idl{R"(
        module M {
            typeprefix M "example.org";
            interface A { struct S { long x; }; };
            interface B;
            typeid B "IDL:other/B:7.1";
            interface B {};
            #include "inner.idl"
        };
        module M { interface C {}; };
        module N { interface D { enum E { one }; }; };
        typeprefix N::D "d.example";
        typeprefix N "n.example";)", {{"inner.idl", "interface Included {};\n"}}};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.id("M") == "IDL:example.org/M:1.0");
    CHECK(idl.id("M::A::S") == "IDL:example.org/M/A/S:1.0");
    CHECK(idl.id("M::B") == "IDL:other/B:7.1");
    CHECK(idl.id("M::Included") == "IDL:example.org/M/Included:1.0");
    CHECK(idl.id("M::C") == "IDL:example.org/M/C:1.0");
    CHECK(idl.id("N") == "IDL:n.example/N:1.0");
    CHECK(idl.id("N::D") == "IDL:d.example/N/D:1.0");
    CHECK(idl.id("N::D::E") == "IDL:d.example/N/D/E:1.0");
    const Compiled global{"typeprefix :: \"example.org\"; interface I {};"};
    CHECK(global.id("I") == "IDL:example.org/I:1.0");
}

TEST_CASE("nested types are reached through their struct") {
    const Compiled idl{R"(
        struct Father { struct Son { long x; } first; long n; };
        union Choice switch (enum Way { left, right }) { case left: struct Part { long y; } l; };
        struct User { Father::Son a; Choice::Part b; Choice::Way c; };
        exception Failed { struct Detail { string text; } why; };
        struct Last { Failed::Detail d; };)"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(declared<Structure>(idl.get<Structure>("User").members[0].type) == &idl.get<Structure>("Father::Son"));
}

TEST_CASE("names that differ only in case, where that is allowed") {
    const Compiled two{R"(
        interface Policy { void open(); void Open(); };
        interface Hello : Policy { string hello(in Policy policy, in long POLICY); void OPEN(); };
        module corba { typedef long TypeCode; };
        typedef corba::TypeCode Number;
        struct S { Number number; long NUMBER; };)", {}, case_matters()};
    INFO(two.first());
    CHECK(two.ok());
    const Compiled wrong{"interface Policy {}; interface policy {}; typedef POLICY p;", {}, case_matters()};
    CHECK(wrong.first() == "main.idl:1:51: error: 'POLICY' differs from 'Policy' only in case");
}

TEST_CASE("labels are names of the discriminator's enum whatever the members are called") {
    const Compiled idl{R"(
        enum Way { left, right };
        union U switch (Way) { case left: long left; case right: short right; };)"};
    INFO(idl.first());
    CHECK(idl.ok());
}

TEST_CASE("unions over every type that selects") {
    const auto check = [](const std::string& type, const std::string& label, const std::string& free) {
        const Compiled idl{"union U switch (" + type + ") { case " + label + ": long x; };", {}, idl4()};
        INFO(idl.first());
        REQUIRE(idl.ok());
        CHECK(to_text(*idl.get<Union>("U").unlabelled) == free);
    };
    check("short", "0", "1");
    check("unsigned short", "1", "0");
    check("long", "-1", "0");
    check("unsigned long", "0", "1");
    check("long long", "-9223372036854775808", "0");
    check("unsigned long long", "18446744073709551615", "0");
    check("char", "'a'", "'\\000'");
    check("boolean", "FALSE", "TRUE");
    check("octet", "0", "1");
    check("wchar", "L'\\u0001'", "L'\\000'");
}

TEST_CASE("a default that nothing can select is left out") {
    const Compiled idl{"union U switch (boolean) { case TRUE: long a; default: long b; case FALSE: long c; };"};
    REQUIRE(idl.ok());
    CHECK(idl.get<Union>("U").cases.size() == 2);
    CHECK_FALSE(idl.get<Union>("U").default_case());
}

TEST_CASE("names of module CORBA keep their meaning where a file describes them") {
    const Compiled idl{R"(
        #pragma prefix "omg.org"
        module CORBA {
            typedef string Identifier;
            interface TypeCode { exception Bounds {}; boolean equal(in TypeCode other); };
            interface Object { boolean is_a(in Identifier id); };
            interface Current;
            local interface Policy {};
        };
        interface User { void use(in CORBA::Object o) raises (CORBA::TypeCode::Bounds); };
        struct S { CORBA::TypeCode t; Object o; CORBA::AbstractBase b; };)"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.id("CORBA::Policy") == "IDL:omg.org/CORBA/Policy:1.0");
    CHECK(idl.get<Structure>("S").members[0].type->is(Primitive::type_code));
    CHECK(idl.get<Structure>("S").members[1].type->is(Primitive::object));
    CHECK(idl.get<Operation>("User::use").parameters[0].type->is(Primitive::object));
    CHECK(dumped(idl).find("interface TypeCode") == std::string::npos);
    CHECK(Compiled{"valuetype V { public CORBA::StringValue s; private CORBA::WStringValue w; };"}.ok());
    CHECK(Compiled{"interface Object {};"}.first() ==
          "main.idl:1:11: error: 'Object' is a keyword; write '_Object' to use it as a name");
}

TEST_CASE("the compiler's own orb.idl gives way to the source") {
    Options options;
    options.builtin_folders = {"own"};
    const Compiled idl{R"(
        module CORBA { typedef string<8> Identifier; };
        #include <orb.idl>
        module CORBA { typedef string<9> ScopedName; };
        interface Mine : CORBA::Policy { void f(in CORBA::Identifier i, in CORBA::ScopedName s, in CORBA::Ids n); };)",
                       {{"own/orb.idl", R"(module CORBA {
                           typedef string Identifier; typedef string ScopedName; typedef sequence<string> Ids;
                           local interface Policy {};
                       };)"}},
                       options};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.get<Interface>("Mine").is_local);
    const auto& parameters = idl.get<Operation>("Mine::f").parameters;
    CHECK(to_text(unaliased(parameters[0].type)) == "string<8>");
    CHECK(to_text(unaliased(parameters[1].type)) == "string<9>");
    CHECK(to_text(parameters[2].type) == "sequence<string>");
}

TEST_CASE("constant expressions stay in their range") {
    const auto first = [](const std::string& text) { return Compiled{text}.first(); };
    CHECK(first("const unsigned long c = 1 << 40;") ==
          "main.idl:1:25: error: 1099511627776 is out of the range of 'unsigned long', 0 to 4294967295");
    CHECK(first("const long c = 1 << 1000000000;") ==
          "main.idl:1:21: error: a shift by 1000000000 is not possible; 0 to 63 are");
    CHECK(first("const long long c = -9223372036854775808 / -1;").find("out of the range") != std::string::npos);
    CHECK(first("const long c = 5 % 0;") == "main.idl:1:20: error: division by zero");
    CHECK(first("const long c = 1" + std::string(500, '0') + ";").find("does not fit into 64 bits") !=
          std::string::npos);
    CHECK(first("const double c = 1e999999;").find("too large") != std::string::npos);
    CHECK(Compiled{"const unsigned long c = ~0; const octet d = ~1;"}.value("d") == "254");
    CHECK(Compiled{"const long c = - - +5;"}.value("c") == "5");
    CHECK(first("const long a = b; const long b = a;") == "main.idl:1:16: error: 'b' is not declared");
}

TEST_CASE("hostile input: nesting") {
    const auto refused = [](const std::string& text) {
        const Compiled idl{text};
        CHECK_FALSE(idl.ok());
        CHECK(idl.first().find("nested more than 256 deep") != std::string::npos);
    };
    constexpr int deep = 100000;
    refused("const long c = " + std::string(deep, '-') + "1;");
    refused("typedef " + repeated("sequence<", deep) + "long" + std::string(deep, '>') + " T;");
    refused(repeated("module M {", deep));
    refused(repeated("struct S {", deep));
    refused(repeated("union U switch (long) { case 1: ", deep));
    refused("@a" + std::string(deep, '('));
    refused("component C " + std::string(deep, '{'));
    const Compiled dimensions{"typedef long T" + repeated("[1]", 10000) + ";"};
    CHECK(dimensions.ok());
}

TEST_CASE("hostile input: long flat files take linear time") {
    const auto seconds = [](const std::string& text) {
        const auto begin = std::chrono::steady_clock::now();
        const Compiled idl{text};
        CHECK(idl.ok());
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    const auto structs = [](int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "struct S" + std::to_string(i) + " { long a; string b; };\n";
        return text;
    };
    const auto enumeration = [](int count) {
        std::string text = "enum Numbers { first";
        for (int i = 0; i < count; ++i) text += ", e" + std::to_string(i);
        return text + " };";
    };
    // Ten times as much takes less than thirty times as long: quadratic would take a hundred times.
    CHECK(seconds(structs(5000)) < 30 * seconds(structs(500)));
    CHECK(seconds(enumeration(20000)) < 30 * seconds(enumeration(2000)));
}

TEST_CASE("hostile input: a chain of bases and a lattice of diamonds") {
    std::string chain = "interface I0 { void f(); };\n";
    for (int i = 1; i < 3000; ++i)
        chain += "interface I" + std::to_string(i) + " : I" + std::to_string(i - 1) + " {};\n";
    CHECK(Compiled{chain}.ok());
    std::string lattice = "interface L0 { void f(); }; interface R0 { void g(); };\n";
    for (int i = 1; i < 64; ++i)
        for (const char* side : {"L", "R"})
            lattice += "interface " + std::string{side} + std::to_string(i) + " : L" + std::to_string(i - 1) + ", R" +
                       std::to_string(i - 1) + " {};\n";
    CHECK(Compiled{lattice}.ok());
}

TEST_CASE("hostile input: thousands of faults end after the hundredth") {
    for (const std::string line : {"interface { void (; };\n", "const long = = 5;\n", "}}}};\n",
                                   "struct S { struct S {\n"}) {
        const Compiled idl{repeated(line, 5000)};
        CHECK_FALSE(idl.ok());
        CHECK(idl.sink.diagnostics.size() <= 300);
    }
}

TEST_CASE("names that COS files lean on are there whatever orb.idl they find") {
    const Compiled idl{R"(
        #include <orb.idl>
        typedef CORBA::ServiceOption Option;
        interface I { void f(in CORBA::Environment env, in CORBA::ServiceType type); };)",
                       {{"theirs/orb.idl", "module CORBA { typedef long Mine; };\n"}}, with_folders({"theirs"})};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(to_text(idl.get<Typedef>("Option").type) == "unsigned long");
    const Compiled own{"module CORBA { typedef string ServiceOption; };\ntypedef CORBA::ServiceOption Option;"};
    REQUIRE(own.ok());
    CHECK(to_text(own.get<Typedef>("Option").type) == "CORBA::ServiceOption");
}

TEST_CASE("what inherits from a local interface of the compiler's own orb.idl is local, at any distance") {
    auto options = with_folders({"own", "theirs"});
    options.builtin_folders = {"own"};
    CHECK(Compiled{"module CORBA { local interface Current {}; local interface Policy {}; };\n"
                   "interface A : CORBA::Current {}; interface B : CORBA::Policy {};"}
              .get<Interface>("B")
              .is_local);
    const Compiled idl{"#include <orb.idl>\ninterface A : CORBA::Current {};\ninterface B : A {};\n",
                       {{"own/orb.idl", "module CORBA { local interface Current {}; };\n"},
                        {"theirs/orb.idl", "module CORBA { typedef long Mine; };\n"}}, options};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.get<Interface>("B").is_local);
    const Compiled theirs{"local interface Current {};\ninterface A : Current {};\n"};
    CHECK_FALSE(theirs.ok());
}

TEST_CASE("structs and bitsets inherit at most so deep") {
    const auto chain = [](const std::string& kind, const std::string& first, int depth) {
        std::string text = kind + " S0 { " + first + " };\n";
        for (int i = 1; i < depth; ++i)
            text += kind + " S" + std::to_string(i) + " : S" + std::to_string(i - 1) + " {};\n";
        return text;
    };
    CHECK(Compiled{chain("struct", "long x;", 256), {}, idl4()}.ok());
    CHECK(Compiled{chain("struct", "long x;", 257), {}, idl4()}.first() ==
          "main.idl:257:15: error: bases are nested more than 256 deep");
    CHECK_FALSE(Compiled{chain("struct", "long x;", 20'000), {}, idl4()}.ok());
    CHECK_FALSE(Compiled{chain("bitset", "bitfield<1> x;", 20'000), {}, idl4()}.ok());
}

TEST_CASE("a comment in front of an interface asks for asynchronous calls") {
    const Compiled idl{"//@CORBA(ami=true)\ninterface A {};\n"
                       "// what it is for\n/* @CORBA( ami = true ) */\n// and how\ninterface B {};\n"
                       "interface C {}; //@CORBA(ami=true)\n\n//@CORBA(ami=true)\n\ninterface D {};\n"
                       "//@CORBA(ami=false)\ninterface E {};\n//@CORBA(ami=true)\nlocal interface F {};\n"
                       "//@CORBA(ami=true)\ninterface G;\ninterface G {};"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    for (const auto* each : {"A", "B", "G"}) CHECK(idl.get<Interface>(each).is_asynchronous);
    for (const auto* each : {"C", "D", "E", "F"}) CHECK_FALSE(idl.get<Interface>(each).is_asynchronous);
    CHECK(idl.find("A")->comment.empty());
    CHECK(idl.find("B")->comment == "what it is for\nand how");
}

TEST_CASE("adjacent literals are one wherever a literal stands") {
    const Compiled idl{"interface A { void f() context (\"a\" \"b\", \"c\"); };\ntypeid A \"IDL:x\" \"y:1.0\";\n"
                       "module M { interface I {}; };\ntypeprefix M \"m\" \".org\";\n"
                       "#pragma prefix \"p\"  \".org\"\"/q\"\ninterface B {};\n"
                       "#pragma ID B \"IDL:\" \"b:1.0\"\ninterface C {};"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.get<Operation>("A::f").context == std::vector<std::string>{"ab", "c"});
    CHECK(idl.id("A") == "IDL:xy:1.0");
    CHECK(idl.id("M::I") == "IDL:m.org/M/I:1.0");
    CHECK(idl.id("B") == "IDL:b:1.0");
    CHECK(idl.id("C") == "IDL:p.org/q/C:1.0");
}
