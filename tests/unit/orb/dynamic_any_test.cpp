// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/dynamic_any.hpp>
#include <corbel/type_members.hpp>

#include "dynamic_skel.hpp"
#include "tests/unit/orb/echo_servant.hpp"

using namespace DynamicAny;
using CORBA::TCKind;
using DynRef = IDL::traits<DynAny>::ref_type;
using TypeMismatch = DynAny::TypeMismatch;
using InvalidValue = DynAny::InvalidValue;

namespace {

struct Fixture {
    TestOrb orb{"dynamic"};
    IDL::traits<DynAnyFactory>::ref_type factory =
        IDL::traits<DynAnyFactory>::narrow(orb->resolve_initial_references("DynAnyFactory"));

    DynRef of_type(const CORBA::typecode_reference& type) { return factory->create_dyn_any_from_type_code(type); }
    template <class T>
    DynRef of(const T& value) {
        CORBA::Any any;
        any <<= value;
        return factory->create_dyn_any(any);
    }
};

template <class Kind>
typename IDL::traits<Kind>::ref_type as(const DynRef& dyn) {
    const auto narrowed = IDL::traits<Kind>::narrow(dyn);
    REQUIRE(narrowed);
    return narrowed;
}

template <class T>
T value_in(const CORBA::Any& any) {
    T value{};
    REQUIRE((any >>= value));
    return value;
}

template <class T>
CORBA::Any any_of(const T& value) {
    CORBA::Any any;
    any <<= value;
    return any;
}

using ValueRef = IDL::traits<CORBA::ValueBase>::ref_type;

class Sealed final : public Dynamic::obv::Sealed {
public:
    explicit Sealed(std::int32_t value = 0) { content = value; }
    void marshal(IDL::traits<CORBA::DataOutputStream>::ref_type os) override { os->write_long(content); }
    void unmarshal(IDL::traits<CORBA::DataInputStream>::ref_type is) override { content = is->read_long(); }
    std::int32_t content = 0;
};

/// A custom value in a custom value.
class Nest final : public Dynamic::obv::Nest {
public:
    explicit Nest(ValueRef value = nullptr) : inside{std::move(value)} {}
    void marshal(IDL::traits<CORBA::DataOutputStream>::ref_type os) override { os->write_Value(inside); }
    void unmarshal(IDL::traits<CORBA::DataInputStream>::ref_type is) override { inside = is->read_Value(); }
    ValueRef inside;
};

class Talker final : public Dynamic::obv::Talker {
public:
    explicit Talker(const std::string& words = {}) { text(words); }
    std::string speak() override { return text(); }
};

template <class T>
class Factory final : public CORBA::ValueFactoryBase {
    ValueRef create_for_unmarshal() override { return CORBA::make_reference<T>(); }
};

class Phone final : public CORBA::servant_traits<Dynamic::Phone>::base_type {
public:
    std::string speak() override { return "ring"; }
};

Dynamic::Item item() {
    CORBA::Any extra;
    extra <<= std::int32_t{7};
    return {"bolt",    Dynamic::Colour::green,  std::vector<std::int32_t>{1, 2, 3},
            {4, 5, 6}, Dynamic::Price{"-12.50"}, extra};
}

}  // namespace

TEST_CASE_METHOD(Fixture, "dynany: basic values go in and come out as their own type and no other") {
    const auto check = [&](const CORBA::typecode_reference& type, auto insert, auto get, auto value) {
        const auto dyn = of_type(type);
        CHECK((shared_pointer(dyn).get()->*get)() == decltype(value){});
        (shared_pointer(dyn).get()->*insert)(value);
        CHECK((shared_pointer(dyn).get()->*get)() == value);
        CHECK(dyn->type() == type);
        CHECK(dyn->component_count() == 0);
        CHECK_FALSE(dyn->seek(0));
        CHECK_FALSE(dyn->next());
        CHECK_THROWS_AS(dyn->current_component(), TypeMismatch);
        CHECK(value_in<decltype(value)>(dyn->to_any()) == value);
        const auto copy = dyn->copy();
        CHECK(copy->equal(dyn));
        (shared_pointer(dyn).get()->*insert)(decltype(value){});
        CHECK_FALSE(copy->equal(dyn));
        dyn->assign(copy);
        CHECK(copy->equal(dyn));
        const auto other = of_type(type->kind() == TCKind::tk_long ? CORBA::_tc_short : CORBA::_tc_long);
        CHECK_THROWS_AS((shared_pointer(other).get()->*insert)(value), TypeMismatch);
        CHECK_THROWS_AS((shared_pointer(other).get()->*get)(), TypeMismatch);
        CHECK_THROWS_AS(other->assign(dyn), TypeMismatch);
        CHECK_THROWS_AS(other->from_any(dyn->to_any()), TypeMismatch);
        CHECK_FALSE(other->equal(dyn));
    };
    check(CORBA::_tc_boolean, &DynAny::insert_boolean, &DynAny::get_boolean, true);
    check(CORBA::_tc_octet, &DynAny::insert_octet, &DynAny::get_octet, std::uint8_t{200});
    check(CORBA::_tc_char, &DynAny::insert_char, &DynAny::get_char, 'x');
    check(CORBA::_tc_short, &DynAny::insert_short, &DynAny::get_short, std::int16_t{-3});
    check(CORBA::_tc_ushort, &DynAny::insert_ushort, &DynAny::get_ushort, std::uint16_t{65535});
    check(CORBA::_tc_long, &DynAny::insert_long, &DynAny::get_long, std::int32_t{-70000});
    check(CORBA::_tc_ulong, &DynAny::insert_ulong, &DynAny::get_ulong, 4'000'000'000u);
    check(CORBA::_tc_longlong, &DynAny::insert_longlong, &DynAny::get_longlong, std::int64_t{-1} << 40);
    check(CORBA::_tc_ulonglong, &DynAny::insert_ulonglong, &DynAny::get_ulonglong, ~std::uint64_t{0});
    check(CORBA::_tc_float, &DynAny::insert_float, &DynAny::get_float, 1.5f);
    check(CORBA::_tc_double, &DynAny::insert_double, &DynAny::get_double, -2.25);
    check(CORBA::_tc_longdouble, &DynAny::insert_longdouble, &DynAny::get_longdouble, 1.0L / 3);
    check(CORBA::_tc_wchar, &DynAny::insert_wchar, &DynAny::get_wchar, L'\u20ac');
    check(CORBA::_tc_string, &DynAny::insert_string, &DynAny::get_string, std::string{"text"});
    check(CORBA::_tc_wstring, &DynAny::insert_wstring, &DynAny::get_wstring, std::wstring{L"w\u20ac"});
}

TEST_CASE_METHOD(Fixture, "dynany: references, TypeCodes and anys") {
    const auto echo = CORBA::make_reference<EchoServant>(orb.active_root())->_this();
    const auto reference = of_type(Test::_tc_Echo);
    CHECK_FALSE(reference->get_reference());
    reference->insert_reference(echo);
    CHECK(IDL::traits<Test::Echo>::narrow(reference->get_reference())->twice(4) == 8);
    CHECK(value_in<IDL::traits<Test::Echo>::ref_type>(reference->to_any())->twice(4) == 8);
    CHECK_THROWS_AS(reference->insert_reference(orb.root()), CORBA::MARSHAL);
    CHECK_THROWS_AS(orb->object_to_string(reference), CORBA::MARSHAL);  // a DynAny is local itself

    const auto type = of_type(CORBA::_tc_TypeCode);
    CHECK(type->get_typecode()->kind() == TCKind::tk_null);
    type->insert_typecode(Dynamic::_tc_Item);
    CHECK(type->get_typecode() == CORBA::typecode_reference{Dynamic::_tc_Item});
    CHECK_THROWS_AS(type->insert_typecode(nullptr), InvalidValue);

    const auto any = of_type(CORBA::_tc_any);
    CHECK(any->get_any().type()->kind() == TCKind::tk_null);
    any->insert_any(any_of(item()));
    CHECK(value_in<Dynamic::Item>(any->get_any()) == item());
    any->insert_dyn_any(of(std::string{"inside"}));
    const auto inside = any->get_dyn_any();
    CHECK(inside->get_string() == "inside");
    inside->insert_string("changed");
    CHECK(value_in<std::string>(any->get_any()) == "inside");
    CHECK(any->component_count() == 0);
}

TEST_CASE_METHOD(Fixture, "dynany: types without values, anys without values, bounds") {
    using Inconsistent = DynAnyFactory::InconsistentTypeCode;
    CHECK_THROWS_AS(of_type(orb->create_native_tc("IDL:N:1.0", "N")), Inconsistent);
    CHECK_THROWS_AS(of_type(orb->create_local_interface_tc("IDL:L:1.0", "L")), Inconsistent);
    CHECK_THROWS_AS(of_type(nullptr), Inconsistent);
    CHECK_THROWS_AS(of_type(orb->create_recursive_tc("IDL:R:1.0")), Inconsistent);
    CHECK_THROWS_AS(of_type(orb->create_struct_tc("IDL:S:1.0", "S",
                                                  {{"n", orb->create_native_tc("IDL:N:1.0", "N")}})),
                    Inconsistent);
    CHECK(factory->create_dyn_any({})->type()->kind() == TCKind::tk_null);
    CHECK(of_type(CORBA::_tc_void)->to_any().type()->kind() == TCKind::tk_void);
    CHECK_THROWS_AS(of_type(CORBA::_tc_long)->from_any(CORBA::Any{CORBA::_tc_long, nullptr}), InvalidValue);
    const auto bounded = of_type(orb->create_string_tc(3));
    bounded->insert_string("abc");
    CHECK_THROWS_AS(bounded->insert_string("abcd"), InvalidValue);
    CHECK_THROWS_AS(of_type(orb->create_wstring_tc(2))->insert_wstring(L"abc"), InvalidValue);
    CHECK(bounded->get_string() == "abc");
}

TEST_CASE_METHOD(Fixture, "dynany: what is destroyed answers nothing") {
    const auto whole = of(item());
    const auto part = whole->current_component();
    part->destroy();  // a component stays
    CHECK(part->get_string() == "bolt");
    whole->destroy();
    CHECK_THROWS_AS(part->get_string(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->type(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->to_any(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->copy(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->seek(0), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->component_count(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->insert_long(1), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(whole->destroy(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(of(1.5)->assign(whole), CORBA::OBJECT_NOT_EXIST);
    DynRef kept;
    {
        const auto gone = of(item());
        kept = gone->current_component();
    }
    CHECK(kept->get_string() == "bolt");  // a component keeps the whole
}

TEST_CASE_METHOD(Fixture, "dynany: a struct, member by member") {
    const auto dyn = as<DynStruct>(of(item()));
    CHECK(dyn->component_count() == 6);
    CHECK(dyn->current_member_name() == "name");
    CHECK(dyn->current_member_kind() == TCKind::tk_string);
    CHECK(dyn->get_string() == "bolt");
    dyn->insert_string("nut");
    CHECK(dyn->current_member_name() == "name");
    CHECK(dyn->next());
    CHECK(dyn->current_member_name() == "shade");
    CHECK_THROWS_AS(dyn->get_ulong(), TypeMismatch);
    const auto shade = as<DynEnum>(dyn->current_component());
    CHECK(shade->get_as_string() == "green");
    shade->set_as_string("blue");
    CHECK(dyn->seek(2));
    CHECK(dyn->get_long_seq() == std::vector<std::int32_t>{1, 2, 3});
    dyn->insert_long_seq({9, 8});
    CHECK_THROWS_AS(dyn->insert_long_seq({1, 2, 3, 4, 5}), InvalidValue);
    CHECK_THROWS_AS(dyn->insert_long(1), TypeMismatch);  // the component is made of components itself
    CHECK(dyn->seek(3));
    const auto tag = as<DynArray>(dyn->current_component());
    CHECK(tag->get_octet() == 4);
    tag->insert_octet(40);
    CHECK(dyn->seek(4));
    CHECK(as<DynFixed>(dyn->current_component())->set_value("99.25"));
    CHECK(dyn->seek(5));
    dyn->insert_any(any_of(std::string{"more"}));
    CHECK_FALSE(dyn->next());
    CHECK_FALSE(dyn->current_component());
    CHECK_THROWS_AS(dyn->current_member_name(), InvalidValue);
    CHECK_THROWS_AS(dyn->get_string(), InvalidValue);
    dyn->rewind();
    CHECK(dyn->get_string() == "nut");

    const auto made = value_in<Dynamic::Item>(dyn->to_any());
    CHECK(made.name() == "nut");
    CHECK(made.shade() == Dynamic::Colour::blue);
    CHECK(made.sizes() == std::vector<std::int32_t>{9, 8});
    CHECK(made.tag()[0] == 40);
    CHECK(made.cost() == Dynamic::Price{"99.25"});
    CHECK(value_in<std::string>(made.extra()) == "more");
}

TEST_CASE_METHOD(Fixture, "dynany: all members of a struct at once") {
    const auto dyn = as<DynStruct>(of_type(Dynamic::_tc_Item));
    const auto source = as<DynStruct>(of(item()));
    auto members = source->get_members();
    REQUIRE(members.size() == 6);
    CHECK(members[1].id() == "shade");
    dyn->seek(3);
    dyn->set_members(members);
    CHECK(dyn->equal(source));
    CHECK(dyn->current_member_name() == "name");
    members[0].value() <<= std::string{"renamed"};
    members[0].id("");
    dyn->set_members(members);
    CHECK(dyn->get_string() == "renamed");
    members[0].id("title");
    CHECK_THROWS_AS(dyn->set_members(members), TypeMismatch);
    members[0].id("name");
    members[0].value() <<= 1.5;
    CHECK_THROWS_AS(dyn->set_members(members), TypeMismatch);
    members.pop_back();
    CHECK_THROWS_AS(dyn->set_members(members), InvalidValue);
    CHECK(dyn->get_string() == "renamed");
    dyn->set_members_as_dyn_any(source->get_members_as_dyn_any());
    CHECK(dyn->equal(source));

    const auto failed = as<DynStruct>(of(Dynamic::Failed{"because"}));
    CHECK(failed->get_string() == "because");
    failed->insert_string("why not");
    CHECK(value_in<Dynamic::Failed>(failed->to_any()).why() == "why not");
    const auto empty = as<DynStruct>(of_type(Dynamic::_tc_Empty));
    CHECK(empty->component_count() == 0);
    CHECK_THROWS_AS(empty->current_component(), TypeMismatch);
    CHECK_THROWS_AS(empty->current_member_name(), TypeMismatch);
    empty->set_members({});
    CHECK((empty->to_any().type() == CORBA::typecode_reference{Dynamic::_tc_Empty}));
}

TEST_CASE_METHOD(Fixture, "dynany: enums and fixed") {
    const auto colour = as<DynEnum>(of_type(Dynamic::_tc_Colour));
    CHECK(colour->get_as_string() == "red");
    colour->set_as_ulong(2);
    CHECK(colour->get_as_string() == "blue");
    CHECK(value_in<Dynamic::Colour>(colour->to_any()) == Dynamic::Colour::blue);
    CHECK_THROWS_AS(colour->set_as_ulong(3), InvalidValue);
    CHECK_THROWS_AS(colour->set_as_string("pink"), InvalidValue);
    CHECK_THROWS_AS(colour->insert_ulong(1), TypeMismatch);
    CHECK(colour->get_as_ulong() == 2);

    const auto price = as<DynFixed>(of_type(orb->create_fixed_tc(5, 2)));
    CHECK(price->get_value() == "0.00");
    CHECK(price->set_value(" -12.5d "));
    CHECK(price->get_value() == "-12.50");
    CHECK_FALSE(price->set_value("1.239"));
    CHECK(price->get_value() == "1.23");
    CHECK(price->set_value("+.5"));
    CHECK(price->get_value() == "0.50");
    CHECK_THROWS_AS(price->set_value("1000"), InvalidValue);
    for (const auto* bad : {"", "-", ".", "1.2.3", "12a", "1e3", "1 2"})
        CHECK_THROWS_AS(price->set_value(bad), TypeMismatch);
    CHECK(price->get_value() == "0.50");
    CHECK(price->set_value("-0"));
    CHECK(value_in<Dynamic::Price>(price->to_any()) == Dynamic::Price{"0"});
}

TEST_CASE_METHOD(Fixture, "dynany: a union follows its discriminator") {
    const auto dyn = as<DynUnion>(of_type(Dynamic::_tc_Choice));
    CHECK(dyn->component_count() == 2);
    CHECK(dyn->discriminator_kind() == TCKind::tk_enum);
    CHECK(dyn->member_name() == "warm");
    CHECK(dyn->member_kind() == TCKind::tk_long);
    const auto warm = dyn->member();
    warm->insert_long(42);
    const auto discriminator = as<DynEnum>(dyn->get_discriminator());
    discriminator->set_as_string("red");
    CHECK(warm->get_long() == 42);  // the member stays as long as it is selected
    discriminator->set_as_string("green");
    CHECK_THROWS_AS(warm->get_long(), CORBA::OBJECT_NOT_EXIST);
    CHECK(dyn->member()->get_string() == "");
    CHECK(dyn->get_string() == "");  // the current component is the member now
    dyn->insert_string("mild");
    CHECK(value_in<Dynamic::Choice>(dyn->to_any()).mild() == "mild");
    CHECK_FALSE(dyn->is_set_to_default_member());
    dyn->set_to_default_member();
    CHECK(dyn->is_set_to_default_member());
    CHECK(dyn->member_name() == "other");
    CHECK(discriminator->get_as_string() == "blue");
    CHECK_FALSE(dyn->has_no_active_member());
    CHECK_THROWS_AS(dyn->set_to_no_active_member(), TypeMismatch);
    dyn->set_discriminator(of(Dynamic::Colour::red));
    CHECK(dyn->member()->get_long() == 0);
    CHECK_THROWS_AS(dyn->set_discriminator(of(std::int32_t{0})), TypeMismatch);

    Dynamic::Choice choice;
    choice.other(item());
    dyn->from_any(any_of(choice));
    CHECK(as<DynStruct>(dyn->member())->get_string() == "bolt");
    CHECK(dyn->get_discriminator()->equal(of(Dynamic::Colour::blue)));
}

TEST_CASE_METHOD(Fixture, "dynany: a union without an active member") {
    const auto dyn = as<DynUnion>(of_type(Dynamic::_tc_Partial));
    CHECK(dyn->member_name() == "number");
    CHECK_THROWS_AS(dyn->set_to_default_member(), TypeMismatch);
    dyn->set_to_no_active_member();
    CHECK(dyn->has_no_active_member());
    CHECK(dyn->component_count() == 1);
    CHECK_FALSE(dyn->seek(1));
    CHECK_THROWS_AS(dyn->member(), InvalidValue);
    CHECK_THROWS_AS(dyn->member_name(), InvalidValue);
    CHECK_THROWS_AS(dyn->member_kind(), InvalidValue);
    const auto empty = value_in<Dynamic::Partial>(dyn->to_any());
    CHECK_FALSE((empty._d() >= 1 && empty._d() <= 3));
    dyn->rewind();
    dyn->insert_short(2);  // the discriminator is the current component
    CHECK(dyn->member_name() == "number");
    CHECK(dyn->seek(1));
    dyn->insert_long(5);
    dyn->get_discriminator()->insert_short(1);  // another label of the same member
    CHECK(dyn->member()->get_long() == 5);
    CHECK(value_in<Dynamic::Partial>(dyn->to_any())._d() == 1);

    const auto full = as<DynUnion>(of_type(Dynamic::_tc_Full));
    CHECK_THROWS_AS(full->set_to_no_active_member(), TypeMismatch);
    CHECK(full->member_name() == "yes");
}

TEST_CASE_METHOD(Fixture, "dynany: sequences grow and shrink") {
    const auto dyn = as<DynSequence>(of_type(Dynamic::_tc_FewLongs));
    CHECK(dyn->get_length() == 0);
    CHECK_FALSE(dyn->current_component());
    CHECK_THROWS_AS(dyn->insert_long(1), InvalidValue);
    dyn->set_length(2);
    CHECK(dyn->get_long() == 0);
    dyn->insert_long(1);
    dyn->next();
    dyn->insert_long(2);
    const auto second = dyn->current_component();
    dyn->set_length(4);
    CHECK(dyn->get_long() == 2);
    second->insert_long(20);
    CHECK(dyn->get_long_seq() == std::vector<std::int32_t>{1, 20, 0, 0});
    CHECK_THROWS_AS(dyn->set_length(5), InvalidValue);
    dyn->set_length(1);
    CHECK_THROWS_AS(second->get_long(), CORBA::OBJECT_NOT_EXIST);
    CHECK_FALSE(dyn->current_component());
    dyn->set_length(3);
    CHECK(dyn->get_long() == 0);  // position -1 goes to the first new element
    CHECK(dyn->next());
    CHECK_FALSE(dyn->next());

    auto elements = dyn->get_elements();
    REQUIRE(elements.size() == 3);
    CHECK(value_in<std::int32_t>(elements[0]) == 1);
    elements[2] <<= std::int32_t{33};
    dyn->set_elements(elements);
    CHECK(dyn->get_long() == 1);
    CHECK(dyn->get_long_seq().back() == 33);
    elements[1] <<= std::string{"x"};
    CHECK_THROWS_AS(dyn->set_elements(elements), TypeMismatch);
    CHECK_THROWS_AS(dyn->set_elements(AnySeq(5, any_of(std::int32_t{1}))), InvalidValue);
    dyn->set_elements_as_dyn_any({of(std::int32_t{5}), dyn->get_elements_as_dyn_any()[2]});
    CHECK(dyn->get_long_seq() == std::vector<std::int32_t>{5, 33});
    dyn->set_elements({});
    CHECK(dyn->get_length() == 0);
}

TEST_CASE_METHOD(Fixture, "dynany: arrays, and lists of each basic type") {
    const auto key = as<DynArray>(of_type(CORBA::typecode_reference{Dynamic::_tc_Item}->member_type(3)));
    CHECK(key->component_count() == 3);
    CHECK(key->seek(2));
    key->insert_octet(9);
    CHECK(key->get_octet_seq() == std::vector<std::uint8_t>{0, 0, 9});
    CHECK(value_in<std::uint8_t>(key->get_elements()[2]) == 9);
    key->set_elements({any_of(std::uint8_t{1}), any_of(std::uint8_t{2}), any_of(std::uint8_t{3})});
    CHECK(key->get_octet() == 1);
    CHECK_THROWS_AS(key->set_elements({any_of(std::uint8_t{1})}), InvalidValue);
    CHECK_THROWS_AS(key->insert_octet_seq({1}), InvalidValue);
    CHECK_THROWS_AS(key->insert_char_seq({'a', 'b', 'c'}), TypeMismatch);

    const auto check = [&](const CORBA::typecode_reference& element, auto insert, auto get, auto list) {
        const auto dyn = of_type(orb->create_sequence_tc(0, element));
        (shared_pointer(dyn).get()->*insert)(list);
        CHECK((shared_pointer(dyn).get()->*get)() == list);
        CHECK(dyn->component_count() == 2);
        CHECK(value_in<decltype(list)>(dyn->to_any()) == list);
    };
    check(CORBA::_tc_boolean, &DynAny::insert_boolean_seq, &DynAny::get_boolean_seq, std::vector<bool>{true, false});
    check(CORBA::_tc_octet, &DynAny::insert_octet_seq, &DynAny::get_octet_seq, std::vector<std::uint8_t>{1, 255});
    check(CORBA::_tc_char, &DynAny::insert_char_seq, &DynAny::get_char_seq, std::vector<char>{'a', 'b'});
    check(CORBA::_tc_short, &DynAny::insert_short_seq, &DynAny::get_short_seq, std::vector<std::int16_t>{1, -1});
    check(CORBA::_tc_ushort, &DynAny::insert_ushort_seq, &DynAny::get_ushort_seq, std::vector<std::uint16_t>{1, 2});
    check(CORBA::_tc_long, &DynAny::insert_long_seq, &DynAny::get_long_seq, std::vector<std::int32_t>{1, -1});
    check(CORBA::_tc_ulong, &DynAny::insert_ulong_seq, &DynAny::get_ulong_seq, std::vector<std::uint32_t>{1, 2});
    check(CORBA::_tc_longlong, &DynAny::insert_longlong_seq, &DynAny::get_longlong_seq,
          std::vector<std::int64_t>{1, -1});
    check(CORBA::_tc_ulonglong, &DynAny::insert_ulonglong_seq, &DynAny::get_ulonglong_seq,
          std::vector<std::uint64_t>{1, 2});
    check(CORBA::_tc_float, &DynAny::insert_float_seq, &DynAny::get_float_seq, std::vector<float>{1.5f, 2});
    check(CORBA::_tc_double, &DynAny::insert_double_seq, &DynAny::get_double_seq, std::vector<double>{1.5, 2});
    check(CORBA::_tc_longdouble, &DynAny::insert_longdouble_seq, &DynAny::get_longdouble_seq,
          std::vector<long double>{1.5L, 2});
    check(CORBA::_tc_wchar, &DynAny::insert_wchar_seq, &DynAny::get_wchar_seq, std::vector<wchar_t>{L'a', L'\u20ac'});
}

TEST_CASE_METHOD(Fixture, "dynany: valuetypes are null or have members, and are shared") {
    const auto dyn = as<DynValue>(of_type(Dynamic::_tc_Node));
    CHECK(dyn->is_null());
    CHECK(dyn->component_count() == 0);
    CHECK_FALSE(dyn->seek(0));
    CHECK_THROWS_AS(dyn->get_members(), InvalidValue);
    CHECK_FALSE(dyn->get_val());
    dyn->set_to_value();
    REQUIRE(dyn->component_count() == 3);
    CHECK(dyn->current_member_name() == "number");
    dyn->insert_long(1);
    dyn->next();
    dyn->insert_string("first");
    dyn->next();
    CHECK(dyn->current_member_kind() == TCKind::tk_value);
    const auto next = as<DynValue>(dyn->current_component());
    CHECK(next->is_null());
    next->set_to_value();
    next->seek(1);
    next->insert_string("second");
    dyn->set_to_value();  // it is one already
    const auto made = value_in<IDL::traits<Dynamic::Node>::ref_type>(dyn->to_any());
    CHECK(made->number() == 1);
    CHECK(made->name() == "first");

    const auto copy = as<DynValue>(dyn->copy());
    CHECK(copy->equal(dyn));
    next->insert_string("third");
    CHECK_FALSE(copy->equal(dyn));
    auto members = copy->get_members();
    CHECK(members[1].id() == "name");
    dyn->set_to_null();
    CHECK_THROWS_AS(next->get_string(), CORBA::OBJECT_NOT_EXIST);
    dyn->set_members(members);
    CHECK(dyn->equal(copy));
    members.pop_back();
    CHECK_THROWS_AS(dyn->set_members(members), InvalidValue);

    const auto base = as<DynValue>(of_type(Dynamic::_tc_Base));
    base->insert_val(IDL::traits<CORBA::ValueBase>::ref_type{CORBA::make_reference<Dynamic::obv::Base>(7)});
    CHECK(base->get_long() == 7);
    CHECK_THROWS_AS(of(1.5)->insert_val(nullptr), TypeMismatch);
}

TEST_CASE_METHOD(Fixture, "dynany: long chains of values") {
    const auto node = CORBA::typecode_reference{Dynamic::_tc_Node};
    const auto first = as<DynValue>(of_type(node));
    first->set_to_value();
    auto last = first;
    for (int i = 1; i < 200; ++i) {
        CHECK(last->seek(2));
        last = as<DynValue>(last->current_component());
        last->set_to_value();
        last->insert_long(i);
    }
    CHECK(last->get_long() == 199);
    const auto any = first->to_any();
    const auto again = as<DynValue>(factory->create_dyn_any(any));
    CHECK(again->equal(first));
    last->insert_long(0);
    CHECK_FALSE(again->equal(first));
    CHECK(again->copy()->equal(again));
}

TEST_CASE_METHOD(Fixture, "dynany: value boxes") {
    const auto box = as<DynValueBox>(of_type(Dynamic::_tc_Label));
    CHECK(box->is_null());
    CHECK_THROWS_AS(box->get_boxed_value(), InvalidValue);
    CHECK_THROWS_AS(box->get_boxed_value_as_dyn_any(), InvalidValue);
    box->set_boxed_value(any_of(std::string{"text"}));
    CHECK_FALSE(box->is_null());
    CHECK(box->get_string() == "text");
    CHECK(value_in<IDL::traits<Dynamic::Label>::ref_type>(box->to_any())->_value() == "text");
    box->get_boxed_value_as_dyn_any()->insert_string("changed");
    CHECK(value_in<std::string>(box->get_boxed_value()) == "changed");
    CHECK_THROWS_AS(box->set_boxed_value(any_of(1.5)), TypeMismatch);
    box->set_boxed_value_as_dyn_any(of(std::string{"last"}));
    CHECK(box->get_string() == "last");
    box->set_to_null();
    CHECK(box->component_count() == 0);
    box->set_to_value();
    CHECK(box->get_string() == "");
}

TEST_CASE_METHOD(Fixture, "dynany: abstract interfaces hold an object or a value") {
    const auto type = orb->create_abstract_interface_tc("IDL:omg.org/CORBA/AbstractBase:1.0", "AbstractBase");
    const auto dyn = of_type(type);
    CHECK_FALSE(dyn->get_abstract());
    CHECK_THROWS_AS(of(1.5)->get_abstract(), TypeMismatch);
    dyn->insert_abstract(nullptr);
    CHECK_FALSE(dyn->get_abstract());

    const auto speaker = of_type(Dynamic::_tc_Speaker);
    const auto says = [](const IDL::traits<CORBA::AbstractBase>::ref_type& target) {
        const auto speaks = IDL::traits<Dynamic::Speaker>::narrow(target);
        REQUIRE(speaks);
        return speaks->speak();
    };
    const auto root = orb.active_root();
    const auto phone = CORBA::make_reference<Phone>();
    root->activate_object(phone);
    speaker->insert_abstract(IDL::traits<Dynamic::Phone>::narrow(root->servant_to_reference(phone)));
    CHECK(says(speaker->get_abstract()) == "ring");
    CHECK(says(value_in<IDL::traits<Dynamic::Speaker>::ref_type>(speaker->to_any())) == "ring");

    orb->register_value_factory(Talker::_repository_id_, CORBA::make_reference<Factory<Talker>>());
    speaker->insert_abstract(CORBA::make_reference<Talker>("hello"));
    CHECK(says(speaker->get_abstract()) == "hello");
    CHECK(speaker->get_abstract()->_to_value());
    const auto again = factory->create_dyn_any(speaker->to_any());
    CHECK(again->equal(speaker));
    CHECK(says(again->copy()->get_abstract()) == "hello");
    CHECK(says(value_in<IDL::traits<Dynamic::Speaker>::ref_type>(again->to_any())) == "hello");
}

TEST_CASE_METHOD(Fixture, "dynany: values that only their own class knows are kept whole") {
    const auto own = CORBA::make_reference<Sealed>(42);
    CHECK_THROWS_AS(of(IDL::traits<Dynamic::Sealed>::ref_type{own}), CORBA::MARSHAL);  // no factory
    orb->register_value_factory(Sealed::_repository_id_, CORBA::make_reference<Factory<Sealed>>());
    const auto content = [](const ValueRef& value) {
        const auto* sealed = dynamic_cast<const Sealed*>(value.operator->());
        return sealed ? sealed->content : -1;
    };
    const auto dyn = as<DynValue>(of(IDL::traits<Dynamic::Sealed>::ref_type{own}));
    CHECK_FALSE(dyn->is_null());
    CHECK(dyn->component_count() == 0);
    CHECK_THROWS_AS(dyn->get_members(), InvalidValue);
    CHECK_THROWS_AS(dyn->get_members_as_dyn_any(), InvalidValue);
    CHECK_THROWS_AS(dyn->current_member_name(), InvalidValue);
    CHECK_THROWS_AS(dyn->set_members({{"secret", any_of(std::int32_t{1})}}), CORBA::NO_IMPLEMENT);
    CHECK(content(dyn->get_val()) == 42);
    CHECK(content(value_in<IDL::traits<Dynamic::Sealed>::ref_type>(dyn->to_any())) == 42);
    const auto copy = as<DynValue>(dyn->copy());
    CHECK(copy->equal(dyn));
    copy->insert_val(ValueRef{CORBA::make_reference<Sealed>(7)});
    CHECK_FALSE(copy->equal(dyn));
    CHECK(content(copy->get_val()) == 7);
    dyn->from_any(copy->to_any());
    CHECK(copy->equal(dyn));
    dyn->set_to_null();
    CHECK(dyn->is_null());
    CHECK_THROWS_AS(dyn->set_to_value(), CORBA::NO_IMPLEMENT);

    // A derived one that may not be truncated.
    orb->register_value_factory(Dynamic::Extended::_repository_id_,
                                CORBA::make_reference<Factory<Dynamic::obv::Extended>>());
    const auto extended = CORBA::make_reference<Dynamic::obv::Extended>(5, "more");
    const auto base = as<DynValue>(of(IDL::traits<Dynamic::Base>::ref_type{extended}));
    CHECK(base->component_count() == 0);
    const auto value = IDL::traits<Dynamic::Extended>::narrow(base->get_val());
    REQUIRE(value);
    CHECK(value->more() == "more");
    base->set_members({{"number", any_of(std::int32_t{9})}});
    CHECK(base->get_long() == 9);
    orb->register_value_factory(Dynamic::Base::_repository_id_, CORBA::make_reference<Factory<Dynamic::obv::Base>>());
    CHECK_FALSE(IDL::traits<Dynamic::Extended>::narrow(base->get_val()));
}

TEST_CASE_METHOD(Fixture, "dynany: truncation is told where it is not allowed") {
    using MustTruncate = DynAnyFactory::MustTruncate;
    const auto node = CORBA::make_reference<Dynamic::obv::Node>(3, "derived", nullptr);
    const auto cut = any_of(IDL::traits<Dynamic::Base>::ref_type{node});
    CHECK_THROWS_AS(factory->create_dyn_any_without_truncation(cut), MustTruncate);
    CHECK_THROWS_AS(factory->create_multiple_dyn_anys({any_of(1.5), cut}, false), MustTruncate);
    const auto base = as<DynValue>(factory->create_dyn_any(cut));
    CHECK(base->component_count() == 1);
    CHECK(base->get_long() == 3);
    const auto whole = any_of(IDL::traits<Dynamic::Node>::ref_type{node});
    CHECK(as<DynValue>(factory->create_dyn_any_without_truncation(whole))->component_count() == 3);
    const CORBA::Any native{orb->create_native_tc("IDL:N:1.0", "N"), nullptr};
    CHECK_THROWS_AS(factory->create_dyn_any_without_truncation(native), DynAnyFactory::InconsistentTypeCode);
    CHECK_THROWS_AS(factory->create_multiple_dyn_anys({native}, true), DynAnyFactory::InconsistentTypeCode);
}

TEST_CASE_METHOD(Fixture, "dynany: several at once share what their values share") {
    using BaseRef = IDL::traits<Dynamic::Base>::ref_type;
    const BaseRef shared = CORBA::make_reference<Dynamic::obv::Base>(1);
    const auto anys = std::vector<CORBA::Any>{any_of(shared), any_of(std::string{"between"}),
                                              any_of(Dynamic::Pair{shared, nullptr}), any_of(shared)};
    const auto all = factory->create_multiple_dyn_anys(anys, true);
    REQUIRE(all.size() == 4);
    as<DynValue>(all[0])->insert_long(8);
    CHECK(as<DynValue>(all[3])->get_long() == 8);
    CHECK(as<DynValue>(all[2]->current_component())->get_long() == 8);
    CHECK(all[1]->get_string() == "between");
    CHECK(shared->number() == 1);  // the program's own is not touched

    const auto back = factory->create_multiple_anys(all);
    REQUIRE(back.size() == 4);
    as<DynValue>(all[0])->insert_long(9);
    CHECK(value_in<BaseRef>(back[3])->number() == 8);
    const auto again = factory->create_multiple_dyn_anys(back, false);
    as<DynValue>(again[3])->insert_long(10);
    CHECK(as<DynValue>(again[0])->get_long() == 10);
    CHECK(as<DynValue>(all[0])->get_long() == 9);

    CHECK(factory->create_multiple_dyn_anys({}, true).empty());
    CHECK_THROWS_AS(factory->create_multiple_anys({DynRef{}}), CORBA::BAD_PARAM);
    orb->register_value_factory(Sealed::_repository_id_, CORBA::make_reference<Factory<Sealed>>());
    const IDL::traits<Dynamic::Sealed>::ref_type sealed = CORBA::make_reference<Sealed>(4);
    CHECK(factory->create_multiple_dyn_anys({any_of(shared), any_of(sealed)}, false).size() == 2);
}

TEST_CASE_METHOD(Fixture, "dynany: values that only their own class knows, inside of others") {
    orb->register_value_factory(Sealed::_repository_id_, CORBA::make_reference<Factory<Sealed>>());
    orb->register_value_factory(Nest::_repository_id_, CORBA::make_reference<Factory<Nest>>());
    orb->register_value_factory(Dynamic::Safe::_repository_id_, CORBA::make_reference<Factory<Dynamic::obv::Safe>>());
    const auto secret = [](const ValueRef& value) {
        const auto* sealed = dynamic_cast<const Sealed*>(value.operator->());
        return sealed ? sealed->content : -1;
    };
    const auto shared = CORBA::make_reference<Sealed>(42);
    const auto safe = CORBA::make_reference<Dynamic::obv::Safe>(8, shared, shared, nullptr);
    Dynamic::Chest chest;
    chest.before(1);
    chest.one(shared);
    chest.sack(CORBA::make_reference<Nest>(shared));
    chest.more(any_of(IDL::traits<Dynamic::Nest>::ref_type{
        CORBA::make_reference<Nest>(CORBA::make_reference<Sealed>(43))}));
    chest.strongbox(safe);
    chest.after(9);
    const auto dyn = as<DynStruct>(of(chest));
    REQUIRE(dyn->component_count() == 6);
    const auto part = [&](std::uint32_t index) {
        REQUIRE(dyn->seek(static_cast<std::int32_t>(index)));
        return dyn->current_component();
    };
    CHECK(part(0)->get_long() == 1);
    CHECK(secret(part(1)->get_val()) == 42);
    CHECK(part(2)->component_count() == 0);
    CHECK(part(5)->get_long() == 9);
    const auto inside = as<DynValue>(part(4));
    REQUIRE(inside->component_count() == 4);
    REQUIRE(inside->seek(1));
    CHECK(secret(inside->current_component()->get_val()) == 42);
    REQUIRE(inside->seek(0));
    inside->current_component()->insert_long(7);

    const auto again = value_in<Dynamic::Chest>(dyn->to_any());
    CHECK(again.after() == 9);
    CHECK(secret(again.one()) == 42);
    CHECK(again.strongbox()->number() == 7);
    CHECK(secret(again.strongbox()->other()) == 42);
    CHECK_FALSE(again.strongbox()->next());
    const auto nest = [&](const ValueRef& value) { return dynamic_cast<const Nest&>(*value.operator->()).inside; };
    CHECK(secret(nest(again.sack())) == 42);
    CHECK(secret(nest(value_in<IDL::traits<Dynamic::Nest>::ref_type>(again.more()))) == 43);
}

TEST_CASE_METHOD(Fixture, "dynany: an any in a struct has values of a type that was met before") {
    orb->register_value_factory(Dynamic::Base::_repository_id_, CORBA::make_reference<Factory<Dynamic::obv::Base>>());
    orb->register_value_factory(Dynamic::Extended::_repository_id_,
                                CORBA::make_reference<Factory<Dynamic::obv::Extended>>());
    const auto base = [](std::int32_t number) { return CORBA::make_reference<Dynamic::obv::Extended>(number, "more"); };
    const Dynamic::Mixture mixture{base(1), any_of(IDL::traits<Dynamic::Base>::ref_type{base(2)})};
    const auto again = value_in<Dynamic::Mixture>(as<DynStruct>(of(mixture))->to_any());
    CHECK(again.one()->number() == 1);
    CHECK(value_in<IDL::traits<Dynamic::Base>::ref_type>(again.other())->number() == 2);
}

TEST_CASE_METHOD(Fixture, "dynany: recursive types without valuetypes") {
    const auto self = orb->create_recursive_tc("IDL:Tree:1.0");
    const auto tree = orb->create_struct_tc("IDL:Tree:1.0", "Tree",
                                            {{"n", CORBA::_tc_long}, {"branches", orb->create_sequence_tc(0, self)}});
    const auto root = as<DynStruct>(of_type(tree));
    auto at = root;
    for (int depth = 0; depth < 20; ++depth) {
        at->insert_long(depth);
        CHECK(at->seek(1));
        const auto branches = as<DynSequence>(at->current_component());
        branches->set_length(2);
        at->rewind();
        branches->seek(1);
        at = as<DynStruct>(branches->current_component());
    }
    const auto copy = factory->create_dyn_any(root->to_any());
    CHECK(copy->equal(root));
    at->insert_long(-1);
    CHECK_FALSE(copy->equal(root));
}
