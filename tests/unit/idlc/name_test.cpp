// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

namespace {

std::string type_of_member(const Compiled& idl, const std::string& structure) {
    INFO(idl.first());
    REQUIRE(idl.ok());
    return to_text(idl.get<Structure>(structure).members.at(0).type);
}

}  // namespace

TEST_CASE("the nearest declaration is meant") {
    const Compiled idl{R"(
        typedef long T;
        module M {
            struct A { T x; };
            module N { typedef string T; struct B { T x; }; struct C { ::T x; }; };
            struct D { N::T x; };
        };)"};
    CHECK(type_of_member(idl, "M::A") == "T");
    CHECK(type_of_member(idl, "M::N::B") == "M::N::T");
    CHECK(type_of_member(idl, "M::N::C") == "T");
    CHECK(type_of_member(idl, "M::D") == "M::N::T");
}

TEST_CASE("a base is searched before the enclosing scope") {
    const Compiled idl{R"(
        typedef long T;
        interface A { typedef string T; };
        interface B : A { struct S { T x; }; };
        struct U { B::T x; };)"};
    CHECK(type_of_member(idl, "B::S") == "A::T");
    CHECK(type_of_member(idl, "U") == "A::T");
}

TEST_CASE("a reopened module goes on with its names") {
    const Compiled idl{R"(
        module M { typedef long T; };
        module M { struct S { T x; }; };)"};
    CHECK(type_of_member(idl, "M::S") == "M::T");
    REQUIRE(idl.compilation.specification.contents.size() == 2);
    const auto& second = static_cast<const Module&>(*idl.compilation.specification.contents[1]);
    CHECK(second.first == idl.compilation.specification.contents[0]);
}

TEST_CASE("an escaped identifier is the name without its underscore") {
    const Compiled idl{"typedef long _interface; struct _S { ::_interface _x; };"};
    CHECK(type_of_member(idl, "S") == "interface");
    CHECK(idl.get<Structure>("S").members[0].name == "x");
}

TEST_CASE("an inherited type may be redefined") {
    CHECK(Compiled{"interface A { typedef long T; }; interface B : A { typedef string T; T f(); };"}.ok());
}

TEST_CASE("names used in a struct belong to the interface around it") {
    const Compiled idl{R"(
        typedef long T;
        interface A {
            struct S { T x; };
            typedef string T;
        };)"};
    CHECK(idl.first() == "main.idl:5:28: error: 'T' has been used here in another meaning; it cannot be declared now");
}
