// SPDX-License-Identifier: BSL-1.0
// The interface repository in the program that asks it.
#include <catch2/catch.hpp>

#include <corbel/dii.hpp>

#include "orb/idl_loader/load.hpp"
#include "orb/ifr/service.hpp"
#include "tests/unit/orb/echo_servant.hpp"

using namespace corbel;

namespace {

struct Fixture {
    TestOrb orb{"ifr"};
    ifr::Service service{orb.ref(), idl_loader::load_repository(ECHO_IDL)};
    IDL::traits<CORBA::Repository>::ref_type repository = service.repository();
    IDL::traits<Test::Echo>::ref_type echo = CORBA::make_reference<EchoServant>(orb.active_root())->_this();

    template <class T>
    typename IDL::traits<T>::ref_type found(const std::string& id) {
        const auto definition = IDL::traits<T>::narrow(repository->lookup_id(id));
        REQUIRE(definition);
        return definition;
    }
};

std::uint32_t minor_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const CORBA::BAD_PARAM& error) {
        return error.minor() & 0xfff;
    }
    return 0;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "ifr: what it says of an operation is enough to call it") {
    const auto mix = found<CORBA::OperationDef>("IDL:Test/Echo/mix:1.0");
    IDL::traits<CORBA::NVList>::ref_type list;
    orb->create_operation_list(mix, list);
    REQUIRE(list->count() == 3);
    CHECK(list->item(0)->name() == "text");
    CHECK(list->item(0)->flags() == CORBA::ARG_INOUT);
    CHECK(list->item(1)->flags() == CORBA::ARG_IN);
    CHECK(list->item(2)->flags() == CORBA::ARG_OUT);
    list->item(0)->value() <<= "con";
    list->item(1)->value() <<= 1.5;
    const auto result = CORBA::make_reference<CORBA::NamedValue>(std::string{}, CORBA::Any{mix->result(), nullptr},
                                                                 CORBA::ARG_OUT);
    IDL::traits<CORBA::Request>::ref_type request;
    echo->_create_request(nullptr, mix->name(), list, result, request, 0);
    request->invoke();
    std::string joined;
    double doubled = 0;
    CHECK((list->item(0)->value() >>= joined));
    CHECK(joined == "concon");
    CHECK((result->value() >>= doubled));
    CHECK(doubled == 3);
    CHECK_THROWS_AS(orb->create_operation_list(IDL::traits<CORBA::OperationDef>::ref_type{}, list), CORBA::BAD_PARAM);
}

TEST_CASE_METHOD(Fixture, "ifr: a definition gets another id, name and place, and is still what others name") {
    const auto refused = found<CORBA::ExceptionDef>("IDL:Test/Refused:1.0");
    const auto refuse = found<CORBA::OperationDef>("IDL:Test/Echo/refuse:1.0");
    refused->id("IDL:Other/Denied:2.0");
    refused->id("IDL:Other/Denied:2.1");
    refused->name("Denied");
    refused->version("2.1");
    CHECK(refused->id() == "IDL:Other/Denied:2.1");  // a reference from before both changes
    CHECK(refused->absolute_name() == "::Test::Denied");
    REQUIRE(refuse->exceptions().size() == 1);
    CHECK(refuse->exceptions().front()->_is_equivalent(found<CORBA::ExceptionDef>("IDL:Other/Denied:2.1")));
    CHECK_FALSE(repository->lookup_id("IDL:Test/Refused:1.0"));
    CHECK_FALSE(repository->lookup_id("IDL:Other/Denied:2.0"));

    const auto echo_def = found<CORBA::InterfaceDef>("IDL:Test/Echo:1.0");
    refused->move(echo_def, "Late", "3.0");
    CHECK(refused->absolute_name() == "::Test::Echo::Late");
    CHECK(refused->defined_in()->_is_equivalent(echo_def));
    CHECK(refuse->exceptions().front()->name() == "Late");

    const auto module = found<CORBA::ModuleDef>("IDL:Test:1.0");
    CHECK(minor_of([&] { refused->id("IDL:Test/Echo:1.0"); }) == 2);
    CHECK(minor_of([&] { refuse->name("TWICE"); }) == 3);
    CHECK(minor_of([&] { refuse->move(module, "refuse", "1.0"); }) == 4);
    CHECK(minor_of([&] { module->move(echo_def, "Test", "1.0"); }) == 4);
    CHECK(minor_of([&] { refuse->name("name"); }) == 5);
    CHECK_THROWS_AS(refuse->name(""), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(refuse->id(""), CORBA::BAD_PARAM);
    CHECK(refuse->name() == "refuse");
    CHECK(refuse->id() == "IDL:Test/Echo/refuse:1.0");
}
