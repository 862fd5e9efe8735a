// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/type_members.hpp>

#include "tests/unit/orb/echo_servant.hpp"

using CORBA::TCKind;
using CORBA::typecode_reference;

namespace {

template <class T>
CORBA::Any any_of(const T& value) {
    CORBA::Any any;
    any <<= value;
    return any;
}

/// As an interface repository describes a member.
struct Described {
    std::string name() const { return "n"; }
    CORBA::typecode_reference type() const { return CORBA::_tc_long; }
    CORBA::Any label() const { return any_of('x'); }
    std::int16_t access() const { return 0; }
};

template <class E>
std::uint32_t minor_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const E& error) {
        return error.minor() & 0xfff;
    }
    return 0;
}

}  // namespace

TEST_CASE("typecodes: an ORB makes what idlc writes") {
    TestOrb orb{"types"};
    const auto made = orb->create_exception_tc("IDL:Test/Refused:1.0", "Refused", {{"code", CORBA::_tc_long}});
    CHECK(made->equal(Test::_tc_Refused));
    CHECK(orb->create_interface_tc("IDL:Test/Echo:1.0", "Echo")->equal(Test::_tc_Echo));
    CHECK(orb->create_string_tc(0) == typecode_reference{CORBA::_tc_string});
    CHECK(orb->create_wstring_tc(4)->length() == 4);
    CHECK(orb->create_fixed_tc(9, 2)->fixed_scale() == 2);
    CHECK(orb->create_sequence_tc(3, CORBA::_tc_long)->length() == 3);
    CHECK(orb->create_array_tc(3, CORBA::_tc_long)->content_type() == typecode_reference{CORBA::_tc_long});
    CHECK(orb->create_enum_tc("IDL:E:1.0", "E", {"a", "b"})->member_name(1) == "b");
    CHECK(orb->create_alias_tc("IDL:A:1.0", "A", CORBA::_tc_any)->equivalent(CORBA::_tc_any));
    CHECK(orb->create_abstract_interface_tc("IDL:I:1.0", "I")->kind() == TCKind::tk_abstract_interface);
    CHECK(orb->create_local_interface_tc("IDL:I:1.0", "I")->kind() == TCKind::tk_local_interface);
    CHECK(orb->create_native_tc("IDL:I:1.0", "I")->kind() == TCKind::tk_native);
    const auto base = orb->create_value_tc("IDL:V:1.0", "V", CORBA::ValueModifier::none, nullptr,
                                           {{"n", CORBA::_tc_long, CORBA::Visibility::private_member}});
    CHECK(base->member_visibility(0) == CORBA::Visibility::private_member);
    const auto value = orb->create_value_tc("IDL:W:1.0", "W", CORBA::ValueModifier::truncatable, base, {});
    CHECK(value->concrete_base_type() == base);
    CHECK(value->type_modifier() == CORBA::ValueModifier::truncatable);
    CHECK(orb->create_value_box_tc("IDL:B:1.0", "B", CORBA::_tc_long)->content_type()->kind() == TCKind::tk_long);
}

TEST_CASE("typecodes: labels of a union are anys, an octet zero is the default") {
    TestOrb orb{"types"};
    const auto made =
        orb->create_union_tc("IDL:U:1.0", "U", CORBA::_tc_char,
                             {{"a", any_of('x'), CORBA::_tc_long}, {"b", any_of(std::uint8_t{0}), CORBA::_tc_string}});
    CHECK(made->default_index() == 1);
    char letter{};
    REQUIRE((made->member_label(0) >>= letter));
    CHECK(letter == 'x');
    CHECK(minor_of<CORBA::BAD_PARAM>([&] {
              orb->create_union_tc("IDL:U:1.0", "U", CORBA::_tc_char, {{"a", any_of(true), CORBA::_tc_long}});
          }) == 19);
    CHECK(minor_of<CORBA::BAD_PARAM>([&] {
              orb->create_union_tc("IDL:U:1.0", "U", CORBA::_tc_char, {{"a", CORBA::Any{}, CORBA::_tc_long}});
          }) == 19);
    CHECK(minor_of<CORBA::BAD_PARAM>([&] { orb->create_union_tc("IDL:U:1.0", "U", CORBA::_tc_any, {}); }) == 20);
}

TEST_CASE("typecodes: a placeholder answers nothing until its type is made around it") {
    TestOrb orb{"types"};
    const auto self = orb->create_recursive_tc("IDL:Node:1.0");
    CHECK(self->id() == "IDL:Node:1.0");
    CHECK(minor_of<CORBA::BAD_TYPECODE>([&] { self->member_count(); }) == 1);
    CHECK(minor_of<CORBA::BAD_TYPECODE>([&] { self->get_compact_typecode(); }) == 1);
    CHECK(minor_of<CORBA::BAD_TYPECODE>([&] { orb->create_struct_tc("IDL:Node:1.0", "Node", {{"n", self}}); }) == 2);
    const auto node = orb->create_struct_tc("IDL:Node:1.0", "Node", {{"next", orb->create_sequence_tc(0, self)}});
    CHECK(node->member_type(0)->content_type() == node);
    CHECK(node->get_compact_typecode()->member_name(0).empty());
    CORBA::Any any = any_of(node);
    typecode_reference same;
    REQUIRE((any >>= same));
    CHECK(same == node);
}

TEST_CASE("typecodes: from the members of an interface repository") {
    TestOrb orb{"types"};
    const std::vector<Described> members{{}};
    CHECK(orb->create_struct_tc("IDL:S:1.0", "S", members)->equal(
        orb->create_struct_tc("IDL:S:1.0", "S", {{"n", CORBA::_tc_long}})));
    CHECK(orb->create_exception_tc("IDL:E:1.0", "E", members)->member_name(0) == "n");
    CHECK(orb->create_union_tc("IDL:U:1.0", "U", CORBA::_tc_char, members)->member_count() == 1);
    CHECK(orb->create_value_tc("IDL:V:1.0", "V", CORBA::ValueModifier::none, nullptr, members)->member_visibility(0) ==
          CORBA::Visibility::private_member);
}
