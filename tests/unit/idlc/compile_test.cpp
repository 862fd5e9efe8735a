// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <sstream>
#include <thread>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

TEST_CASE("every construct arrives in the tree") {
    const Compiled idl{R"(
        module Bench {
            enum Colour { red, green, blue };
            struct Point { long id; double x, y; Colour c; string<8> name; long grid[2][3]; };
            typedef sequence<octet, 16> Octets;
            exception Refused { long code; };
            union Shape switch (Colour) {
                case red: case green: Point p;
                default: sequence<Shape> parts;
            };
            interface Base { readonly attribute string label; };
            interface Target : Base {
                oneway void fire(in long n);
                unsigned long long refuse(inout any a, out wstring w) raises (Refused);
                attribute Object o, p;
            };
        };)"};
    REQUIRE(idl.ok());
    std::ostringstream out;
    dump(idl.compilation.specification, out);
    CHECK(out.str() == R"(module Bench  [IDL:Bench:1.0]
  enum Colour  [IDL:Bench/Colour:1.0]
    red green blue
  struct Point  [IDL:Bench/Point:1.0]
    long id
    double x
    double y
    Bench::Colour c
    string<8> name
    long[2][3] grid
  typedef sequence<octet, 16> Octets  [IDL:Bench/Octets:1.0]
  exception Refused  [IDL:Bench/Refused:1.0]
    long code
  union Shape switch Bench::Colour  [IDL:Bench/Shape:1.0]
    case Bench::red: case Bench::green: Bench::Point p
    default: sequence<Bench::Shape> parts
    unlabelled Bench::blue
  interface Base  [IDL:Bench/Base:1.0]
    readonly attribute string label  [IDL:Bench/Base/label:1.0]
  interface Target  [IDL:Bench/Target:1.0]
    : Bench::Base
    oneway void fire(in long n)  [IDL:Bench/Target/fire:1.0]
    unsigned long long refuse(inout any a, out wstring w) raises (Bench::Refused)  [IDL:Bench/Target/refuse:1.0]
    attribute Object o  [IDL:Bench/Target/o:1.0]
    attribute Object p  [IDL:Bench/Target/p:1.0]
)");
}

TEST_CASE("a name that was declared forward leads to the definition") {
    const Compiled idl{R"(
        interface Node;
        struct Link;
        typedef sequence<Link> Links;
        struct Link { Node target; Links more; };
        interface Node { Links all(); };
        interface Stranger;)"};
    REQUIRE(idl.ok());
    const auto& link = idl.get<Structure>("Link");
    CHECK(link.is_defined);
    CHECK(declared<Interface>(link.members[0].type) == &idl.get<Interface>("Node"));
    CHECK(idl.get<Interface>("Node").is_defined);
    CHECK_FALSE(idl.get<Interface>("Stranger").is_defined);
    CHECK(idl.first() == "main.idl:7:19: warning: interface 'Stranger' is declared but never defined");
}

TEST_CASE("types defined inside a member belong to the struct") {
    const Compiled idl{"struct Outer { struct Inner { long x; } one; enum E { a, b } two; };"};
    REQUIRE(idl.ok());
    CHECK(idl.get<Structure>("Outer").nested.size() == 2);
    CHECK(idl.id("Outer::Inner") == "IDL:Outer/Inner:1.0");
    CHECK(idl.find("Outer::a") != nullptr);
}

TEST_CASE("the predeclared names of CORBA") {
    const auto check = [](const Compiled& idl) {
        INFO(idl.first());
        REQUIRE(idl.ok());
        CHECK(idl.get<Structure>("S").members[0].type->is(Primitive::type_code));
        CHECK(idl.get<Structure>("S").members[1].type->is(Primitive::object));
    };
    check(Compiled{"struct S { CORBA::TypeCode t; CORBA::Object o; };"});
    const Compiled included{"#include <orb.idl>\nstruct S { CORBA::TypeCode t; Object o; };"};
    check(included);
    REQUIRE(included.compilation.specification.includes.size() == 1);
    CHECK(included.compilation.specification.includes[0].is_builtin);

    const Compiled reopened{"module CORBA { interface TypeCode {}; }; struct S { CORBA::TypeCode t; };"};
    REQUIRE(reopened.ok());
    CHECK(reopened.get<Structure>("S").members[0].type->is(Primitive::type_code));
}

TEST_CASE("module Components is there where something is declared that needs it") {
    const auto includes = [](const Compiled& idl) {
        INFO(idl.first());
        REQUIRE(idl.ok());
        std::string text;
        for (const auto& each : idl.compilation.specification.includes)
            text += each.written + ' ' + each.resolved + ';';
        return text;
    };
    for (const auto* text : {"component C {};", "module M { module N { eventtype E {}; }; };", "import Components;",
                             "component C;", "component C {}; home H manages C {};"}) {
        const Compiled idl{text};
        CHECK(includes(idl) == "Components.idl <Components.idl>;");
        CHECK(idl.id("Components::Cookie") == "IDL:omg.org/Components/Cookie:1.0");
        CHECK_FALSE(idl.find("Components")->in_main_file);
        CHECK(idl.compilation.dependencies == std::vector<std::string>{"main.idl"});
    }
    // The words are names elsewhere.
    CHECK(includes(Compiled{"interface component { void home(in long eventtype); };"}).empty());
    CHECK_FALSE(Compiled{"interface component {};"}.find("Components"));
    // What an included file needs is an include of that file.
    const Compiled included{"#include \"c.idl\"\ninterface I { C take(); };", {{"c.idl", "component C {};"}}};
    CHECK(includes(included) == "c.idl c.idl;");
    const Compiled asked{"#include <Components.idl>\ncomponent C {};"};
    CHECK(includes(asked) == "Components.idl <Components.idl>;");
    const Compiled own{"#include \"Components.idl\"\ncomponent C {};",
                       {{"Components.idl", "module Components { interface CCMObject {}; };"}}};
    CHECK(includes(own) == "Components.idl Components.idl;");
    CHECK(own.id("Components::CCMObject") == "IDL:Components/CCMObject:1.0");
    // Prefixes and macros of the source do not reach into it.
    Options options;
    options.definitions = {"Components=Others"};
    const Compiled apart{"#pragma prefix \"a.org\"\neventtype E {};", {}, options};
    CHECK(apart.id("EConsumer") == "IDL:a.org/EConsumer:1.0");
    CHECK(apart.get<Interface>("EConsumer").bases[0]->repository_id == "IDL:omg.org/Components/EventConsumerBase:1.0");
}

TEST_CASE("prefixes and ids of the source reach what is implied") {
    const Compiled idl{R"(
module M {
    typeprefix M "of.m";
    eventtype E {};
    component C { uses multiple Object n; emits E told; };
    home H manages C { exception X {}; factory f() raises (X); };
    typeprefix C "of.c";
    typeid C::connect_told "IDL:of.its/own:1.0";
};
#pragma ID M::EConsumer "IDL:other/Consumer:2.0"
#pragma version M::HExplicit 3.1
)"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.id("M::E") == "IDL:of.m/M/E:1.0");
    CHECK(idl.id("M::EConsumer") == "IDL:other/Consumer:2.0");
    CHECK(idl.id("M::EConsumer::push_E") == "IDL:of.m/M/EConsumer/push_E:1.0");
    CHECK(idl.id("M::C") == "IDL:of.c/M/C:1.0");
    CHECK(idl.id("M::C::nConnection") == "IDL:of.c/M/C/nConnection:1.0");
    CHECK(idl.id("M::C::connect_told") == "IDL:of.its/own:1.0");
    CHECK(idl.id("M::HExplicit") == "IDL:of.m/M/HExplicit:3.1");
    CHECK(idl.id("M::HExplicit::X") == "IDL:of.m/M/HExplicit/X:1.0");
    CHECK(idl.id("M::HImplicit::create") == "IDL:of.m/M/HImplicit/create:1.0");
}

TEST_CASE("what is equivalent to a port has its place and its comment") {
    const Compiled idl{"component C {\n    // How to get in.\n    provides Object door;\n};\n"
                       "//@CORBA(ami=true)\ncomponent D {};"};
    REQUIRE(idl.ok());
    CHECK_FALSE(idl.get<Interface>("C").is_asynchronous);
    CHECK(idl.get<Interface>("D").is_asynchronous);
    const auto& operation = *idl.find("C::provide_door");
    CHECK(operation.comment == "How to get in.");
    CHECK(operation.location.line == 3);
    CHECK(operation.location.column == 21);
    CHECK(operation.in_main_file);
}

TEST_CASE("comments in front of a declaration stay with it") {
    const Compiled idl{R"(
/** A bank.
 *  It has accounts.
 */
interface Bank {
    long a();  // trailing
    // opens
    void open();
};)"};
    REQUIRE(idl.ok());
    CHECK(idl.find("Bank")->comment == "A bank.\nIt has accounts.");
    CHECK(idl.find("Bank::a")->comment.empty());
    CHECK(idl.find("Bank::open")->comment == "opens");
}

TEST_CASE("brackets may be nested 256 deep") {
    const auto nested = [](int depth) {
        return Compiled{"const long c = " + std::string(depth, '(') + "1" + std::string(depth, ')') + ";"};
    };
    CHECK(nested(256).ok());
    CHECK(nested(257).first() == "main.idl:1:272: error: brackets are nested more than 256 deep");
    CHECK_FALSE(nested(1000000).ok());
}

TEST_CASE("a long sum is not deep") {
    std::string sum = "1";
    for (int i = 1; i < 20000; ++i) sum += "+1";
    const Compiled idl{"const long c = " + sum + ";"};
    REQUIRE(idl.ok());
    CHECK(idl.value("c") == "20000");
}

TEST_CASE("after a hundred errors the compiler stops") {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "typedef Missing T" + std::to_string(i) + ";\n";
    const Compiled idl{text};
    CHECK_FALSE(idl.ok());
    CHECK(idl.sink.diagnostics.size() == 101);  // the last one says so
}

TEST_CASE("a missing main file is an error without a place") {
    MemoryLoader loader;
    CollectingSink sink;
    CHECK_FALSE(compile("none.idl", loader, sink).ok);
    REQUIRE(sink.diagnostics.size() == 1);
    CHECK(headline(sink.diagnostics[0]) == "idlc: error: cannot read 'none.idl': No such file or directory");
}

TEST_CASE("the printed form") {
    MemoryLoader loader{{{"a.idl", "interface Account {};\n\ttypedef account Mine;\n"}}};
    std::ostringstream out;
    PrintingSink sink{out};
    compile("a.idl", loader, sink);
    CHECK(out.str() == R"(a.idl:2:10: error: 'account' differs from 'Account' only in case
    2 |  typedef account Mine;
      |          ^~~~~~~
a.idl:1:11: note: 'Account' is declared here
    1 | interface Account {};
      |           ^~~~~~~
)");
}

TEST_CASE("control characters of the source do not reach the terminal") {
    const Compiled idl{"typedef \x1b[31m Missing;"};
    CHECK_FALSE(idl.ok());
    std::ostringstream out;
    PrintingSink sink{out};
    for (const auto& each : idl.sink.diagnostics) sink.report(each);
    CHECK(out.str().find('\x1b') == std::string::npos);
}

TEST_CASE("two threads compile at once") {
    const auto work = [](const std::string& name, std::string& result) {
        for (int i = 0; i < 20; ++i) {
            const Compiled idl{"module " + name + R"( {
                #include "part.idl"
                union U switch (E) { case a: long x; default: Missing y; };
                const long n = (1 << 4) | 3; };)", {{"part.idl", "enum E { a, b };\n"}}};
            result += idl.first() + idl.value(name + "::n") + idl.id(name + "::E") + '\n';
        }
    };
    std::string first, second, again;
    std::thread one{[&] { work("First", first); }}, other{[&] { work("Second", second); }};
    one.join();
    other.join();
    work("First", again);
    CHECK(first == again);
    CHECK(second.substr(0, second.find('\n')) ==
          "main.idl:3:63: error: 'Missing' is not declared19IDL:E:1.0");
}

TEST_CASE("a file that takes too long is given up") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "struct S" + std::to_string(i) + " { long a, b, c, d; };\n";
    Options options;
    options.time_limit = std::chrono::milliseconds{1};
    const Compiled hasty{text, {}, options};
    CHECK_FALSE(hasty.ok());
    CHECK(hasty.first() == "idlc: error: stopped after 0 seconds with 'main.idl'; --time-limit=0 lets it run on");
    options.time_limit = std::chrono::milliseconds{0};
    CHECK(Compiled{text.substr(0, text.find('\n')), {}, options}.ok());
}

TEST_CASE("a file that is included into a scope is a part of the file that includes it", "[idlc]") {
    const Compiled unit{"#include \"whole.idl\"\n"
                        "module M {\n#include \"part.idl\"\n  interface I { typedef Part P; };\n};\n",
                        {{"whole.idl", "struct Whole { long x; };\n"},
                         {"part.idl", "#include \"inner.idl\"\nstruct Part { Inner x; };\n"},
                         {"inner.idl", "typedef long Inner;\n"}}};
    REQUIRE(unit.ok());
    CHECK_FALSE(unit.find("Whole")->in_main_file);
    CHECK(unit.find("M::Part")->in_main_file);
    CHECK(unit.find("M::Inner")->in_main_file);
    const auto& includes = unit.compilation.specification.includes;
    REQUIRE(includes.size() == 2);
    CHECK_FALSE(includes[0].is_inside);
    CHECK(includes[1].is_inside);
}
