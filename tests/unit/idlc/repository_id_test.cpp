// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/repository_id.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

TEST_CASE("a prefix holds to the end of its scope, for names from that scope on") {
    const Compiled idl{R"(
#pragma prefix "P1"
module M {
    typedef long A;
    module N {
#pragma prefix "P2"
        typedef long B;
        struct S { struct T { long x; } t1; };
#pragma prefix ""
        typedef long C;
    };
    typedef long D;
};
#pragma prefix "P3"
module M { typedef long E; };)"};
    REQUIRE(idl.ok());
    CHECK(idl.id("M") == "IDL:P1/M:1.0");
    CHECK(idl.id("M::A") == "IDL:P1/M/A:1.0");
    CHECK(idl.id("M::N::B") == "IDL:P2/B:1.0");
    CHECK(idl.id("M::N::S::T") == "IDL:P2/S/T:1.0");
    CHECK(idl.id("M::N::C") == "IDL:C:1.0");
    CHECK(idl.id("M::D") == "IDL:P1/M/D:1.0");
    CHECK(idl.id("M::E") == "IDL:P3/M/E:1.0");
}

TEST_CASE("an included file has its own prefix") {
    const Compiled idl{R"(
#pragma prefix "main"
#include "part.idl"
typedef long Mine;
)", {{"part.idl", "typedef long A;\n#pragma prefix \"part\"\ntypedef long B;\n"}}};
    REQUIRE(idl.ok());
    CHECK(idl.id("A") == "IDL:A:1.0");
    CHECK(idl.id("B") == "IDL:part/B:1.0");
    CHECK(idl.id("Mine") == "IDL:main/Mine:1.0");
    CHECK_FALSE(idl.find("A")->in_main_file);
    CHECK(idl.find("Mine")->in_main_file);
}

TEST_CASE("a file included into a scope begins without a prefix, unless typeprefix gave the scope one") {
    const std::map<std::string, std::string> parts{
        {"part.idl", "typedef long A;\n#pragma prefix \"part\"\ntypedef long B;\n"}};
    const Compiled idl{"#pragma prefix \"main\"\nmodule M {\n#include \"part.idl\"\ntypedef long C; };", parts};
    REQUIRE(idl.ok());
    CHECK(idl.id("M::A") == "IDL:A:1.0");
    CHECK(idl.id("M::B") == "IDL:part/B:1.0");
    CHECK(idl.id("M::C") == "IDL:main/M/C:1.0");
    const Compiled typed{"module M {\ntypeprefix M \"type\";\n#include \"part.idl\"\n};", parts};
    REQUIRE(typed.ok());
    CHECK(typed.id("M::A") == "IDL:type/M/A:1.0");
    CHECK(typed.id("M::B") == "IDL:part/B:1.0");
}

TEST_CASE("a definition in a file without a prefix, or with the same, has the id of its forward declaration") {
    const Compiled idl{"#pragma prefix \"main\"\nmodule M {\ninterface I; struct S;\n#include \"part.idl\"\n};",
                       {{"part.idl", "interface I { void f(); };\nstruct S { long x; };\n"}}};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.id("M::I") == "IDL:main/M/I:1.0");
    CHECK(idl.id("M::S") == "IDL:main/M/S:1.0");
    const Compiled again{"#pragma prefix \"main\"\nmodule M {\ninterface I;\n#include \"part.idl\"\n};",
                         {{"part.idl", "#pragma prefix \"main\"\ninterface I { void f(); };\n"}}};
    REQUIRE(again.ok());
    CHECK(again.id("M::I") == "IDL:main/M/I:1.0");
    CHECK_FALSE(Compiled{"#pragma prefix \"main\"\nmodule M {\ninterface I;\n#include \"part.idl\"\n};",
                         {{"part.idl", "#pragma prefix \"other\"\ninterface I { void f(); };\n"}}}.ok());
}

TEST_CASE("typeprefix gives whole scoped names") {
    const Compiled idl{R"(
#pragma prefix "out"
module M {
#pragma prefix "in"
    module N { interface I { void f(); }; typedef long A; typeprefix N "type"; typedef long B; };
    typedef long C;
};
module M { module N { typedef long D; }; };)"};
    REQUIRE(idl.ok());
    CHECK(idl.id("M::N::I::f") == "IDL:type/M/N/I/f:1.0");
    CHECK(idl.id("M::N::A") == "IDL:type/M/N/A:1.0");
    CHECK(idl.id("M::N::B") == "IDL:type/M/N/B:1.0");
    CHECK(idl.id("M::C") == "IDL:in/C:1.0");
    CHECK(idl.id("M::N::D") == "IDL:type/M/N/D:1.0");
}

TEST_CASE("operations, attributes and state members have ids from their scoped names") {
    const Compiled idl{R"(
module M {
    interface I { void f(); attribute long a, b; };
    valuetype V { public long x; private long y; };
};
#pragma ID M::I "IDL:other/I:3.0"
#pragma ID M::I::a "IDL:other/a:2.1"
#pragma version M::V::x 4.5
typeid M::V::y "IDL:other/y:1.0";)"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.id("M::I::f") == "IDL:M/I/f:1.0");
    CHECK(idl.id("M::I::a") == "IDL:other/a:2.1");
    CHECK(idl.id("M::I::b") == "IDL:M/I/b:1.0");
    CHECK(idl.id("M::V::x") == "IDL:M/V/x:4.5");
    CHECK(idl.id("M::V::y") == "IDL:other/y:1.0");
}

TEST_CASE("an id or version set by a pragma") {
    const Compiled idl{R"(
module M { typedef long A; typedef long B; exception E {}; };
#pragma ID M::A "DCE:700dc518-0110-11ce-ac8f-0800090b5d3e:1"
#pragma version M::B 2.13
#pragma ID ::M::E "IDL:other/E:1.1"
)"};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.id("M::A") == "DCE:700dc518-0110-11ce-ac8f-0800090b5d3e:1");
    CHECK(idl.id("M::B") == "IDL:M/B:2.13");
    CHECK(idl.id("M::E") == "IDL:other/E:1.1");
}

TEST_CASE("a definition has the id of its forward declaration") {
    const Compiled idl{"interface A;\n#pragma ID A \"IDL:x/A:2.0\"\ninterface A { void f(); };"};
    REQUIRE(idl.ok());
    CHECK(idl.id("A") == "IDL:x/A:2.0");
}

TEST_CASE("what can be a repository id") {
    CHECK(fault_of_repository_id("IDL:omg.org/CORBA/Object:1.0").empty());
    CHECK(fault_of_repository_id("RMI:java.lang.Exception:0:1").empty());
    CHECK_FALSE(fault_of_repository_id("IDL:a/b").empty());
    CHECK_FALSE(fault_of_repository_id("IDL:a\"b:1.0").empty());
    CHECK_FALSE(fault_of_repository_id(":1.0").empty());
    CHECK_FALSE(fault_of_repository_id(std::string{"IDL:a\n:1.0"}).empty());
    CHECK_FALSE(fault_of_repository_id("IDL:" + std::string(1 << 20, 'a') + ":1.0").empty());
}
