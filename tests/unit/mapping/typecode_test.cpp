// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <thread>

#include "orb/engine/types/typecode.hpp"
#include "tests/unit/mapping/sample.hpp"

using CORBA::TCKind;
using CORBA::typecode_reference;

TEST_CASE("TypeCode constants describe their types", "[typecode]") {
    const typecode_reference point = Sample::_tc_Point;
    CHECK(point->kind() == TCKind::tk_struct);
    CHECK(point->id() == "IDL:Sample/Point:1.0");
    CHECK(point->name() == "Point");
    CHECK(point->member_count() == 4);
    CHECK(point->member_name(2) == "c");
    CHECK(point->member_type(2)->equal(Sample::_tc_Colour));
    CHECK_THROWS_AS(point->member_type(4), CORBA::TypeCode::Bounds);
    CHECK_THROWS_AS(point->length(), CORBA::TypeCode::BadKind);
    CHECK_THROWS_AS(point->default_index(), CORBA::TypeCode::BadKind);
    CHECK(CORBA::_tc_long->kind() == TCKind::tk_long);
    CHECK_THROWS_AS(CORBA::_tc_long->id(), CORBA::TypeCode::BadKind);
    CHECK_THROWS_AS(Sample::_tc_Colour->member_type(0), CORBA::TypeCode::BadKind);
    CHECK(Sample::_tc_Colour->member_name(2) == "blue");
    CHECK(Sample::_tc_Tree->member_type(1)->content_type() == typecode_reference{Sample::_tc_Tree});
    CHECK(Sample::_tc_Place->content_type() == point);
    CHECK(Sample::_tc_Place->equivalent(point));
    CHECK(!Sample::_tc_Place->equal(point));
    CHECK(CORBA::_tc_Object->id() == "IDL:omg.org/CORBA/Object:1.0");
}

TEST_CASE("C++ types know their TypeCode", "[typecode]") {
    const auto type_of = []<class T>(const T&) { return typecode_reference{*corbel::type_code_of<T>}; };
    CHECK(type_of(IDL::bounded_string<9>{})->length() == 9);
    const auto sequence = type_of(IDL::bounded_vector<std::vector<Sample::Point>, 4>{});
    CHECK(sequence->length() == 4);
    CHECK(sequence->content_type()->length() == 0);
    CHECK(sequence->content_type()->content_type() == typecode_reference{Sample::_tc_Point});
    const auto array = type_of(std::array<std::array<double, 2>, 3>{});
    CHECK(array->length() == 3);
    CHECK(array->content_type()->length() == 2);
    STATIC_REQUIRE(corbel::type_code_of<int*> == nullptr);
}

TEST_CASE("a label of a union is an any of the discriminator's type", "[typecode]") {
    const typecode_reference type = corbel::types::TypeCode::union_(
        "IDL:Sample/U:1.0", "U", Sample::_tc_Colour,
        {{1, "a", CORBA::_tc_long}, {0, "b", CORBA::_tc_string}}, 1);
    Sample::Colour colour{};
    REQUIRE((type->member_label(0) >>= colour));
    CHECK(colour == Sample::Colour::green);
    std::uint8_t zero = 1;
    REQUIRE((type->member_label(1) >>= zero));
    CHECK(zero == 0);
    CHECK(type->default_index() == 1);
    CHECK(type->discriminator_type() == typecode_reference{Sample::_tc_Colour});
}

TEST_CASE("a constant is built once, whoever comes first", "[typecode]") {
    const CORBA::TypeCodeConstant& constant = corbel::sequence_of<CORBA::_tc_long, 77>;
    std::vector<const void*> seen(4);
    {
        std::vector<std::jthread> threads;
        for (auto& each : seen) threads.emplace_back([&each] { each = constant.pointer().get(); });
    }
    for (const auto* each : seen) CHECK(each == constant.pointer().get());
}
