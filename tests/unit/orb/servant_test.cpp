// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <thread>

#include "tests/unit/orb/echo_servant.hpp"

namespace {

using EchoRef = IDL::traits<Test::Echo>::ref_type;

void call_everything(const EchoRef& echo, EchoServant& servant) {
    CHECK(echo->name() == "echo");
    CHECK(echo->twice(21) == 42);
    CHECK(echo->self()->twice(2) == 4);
    CHECK(echo->self()->_is_equivalent(echo));
    try {
        echo->refuse(5);
        FAIL("not refused");
    } catch (const Test::Refused& refused) {
        CHECK(refused.code() == 5);
    }
    try {
        echo->refuse(-1);
        FAIL("not refused");
    } catch (const CORBA::NO_PERMISSION& error) {
        CHECK(error.minor() == 7);
        CHECK(error.completed() == CORBA::COMPLETED_YES);
    }
    CHECK_THROWS_AS(echo->refuse(0), CORBA::UNKNOWN);
    servant.noted = 0;
    echo->note(9);
    for (int i = 0; i < 1000 && servant.noted == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    CHECK(servant.noted == 9);
}

}  // namespace

TEST_CASE("servant: called over TCP and in its own process alike") {
    TestOrb server{"server"}, client{"client"};
    const auto servant = CORBA::make_reference<EchoServant>(server.active_root());
    const auto near = servant->_this();
    const auto far = IDL::traits<Test::Echo>::narrow(client->string_to_object(server->object_to_string(near)));
    REQUIRE(far);
    call_everything(near, *shared_pointer(servant));
    call_everything(far, *shared_pointer(servant));
}

TEST_CASE("servant: the operations every object has") {
    TestOrb server{"server"}, client{"client"};
    const auto near = CORBA::make_reference<EchoServant>(server.active_root())->_this();
    for (const auto& object : {client->string_to_object(server->object_to_string(near)),
                               IDL::traits<CORBA::Object>::ref_type{near}}) {
        CHECK(object->_is_a("IDL:Test/Echo:1.0"));
        CHECK(object->_is_a("IDL:Test/Named:1.0"));
        CHECK(object->_is_a("IDL:omg.org/CORBA/Object:1.0"));
        CHECK_FALSE(object->_is_a("IDL:Test/Other:1.0"));
        CHECK_FALSE(object->_non_existent());
        CHECK(object->_repository_id() == "IDL:Test/Echo:1.0");
        CHECK(IDL::traits<Test::Named>::narrow(object)->name() == "echo");
        CHECK(object->_is_equivalent(near));
    }
    CHECK(near->_get_orb() == server.ref());
}

TEST_CASE("servant: _this() activates once, and in an upcall is the object that is called") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto servant = CORBA::make_reference<EchoServant>(root);
    const auto first = servant->_this(), second = servant->_this();
    CHECK(first->_is_equivalent(second));
    CHECK(root->reference_to_servant(first) == PortableServer::ServantRef{servant});

    const auto many =
        root->create_POA("many", root->the_POAManager(),
                         {root->create_id_assignment_policy(PortableServer::IdAssignmentPolicyValue::USER_ID),
                          root->create_id_uniqueness_policy(PortableServer::IdUniquenessPolicyValue::MULTIPLE_ID)});
    const auto shared = CORBA::make_reference<EchoServant>(many);
    for (const auto* name : {"one", "two"}) {
        const auto id = PortableServer::string_to_ObjectId(name);
        many->activate_object_with_id(id, shared);
        const auto object = IDL::traits<Test::Echo>::narrow(many->id_to_reference(id));
        CHECK(object->whoami() == name);
        CHECK(many->reference_to_id(object->self()) == id);
    }
    CHECK_THROWS_AS(shared->_this(), PortableServer::POA::WrongPolicy);
}

TEST_CASE("servant: one that nobody holds is freed when it is deactivated") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    auto servant = CORBA::make_reference<EchoServant>(root);
    const auto object = servant->_this();
    const auto weak = servant.weak_reference();
    servant.reset();
    CHECK(object->twice(1) == 2);
    CHECK_FALSE(weak.expired());
    root->deactivate_object(root->reference_to_id(object));
    CHECK(weak.expired());
    CHECK(object->_non_existent());
    CHECK_THROWS_AS(object->twice(1), CORBA::OBJECT_NOT_EXIST);
}

TEST_CASE("servant: traits and narrowing of servants") {
    TestOrb server{"server"};
    using Traits = CORBA::servant_traits<Test::Echo>;
    const Traits::ref_type servant = CORBA::make_reference<EchoServant>(server.root());
    const PortableServer::ServantRef base = servant;
    CHECK(Traits::narrow(base) == servant);
    CHECK_FALSE(Traits::narrow(nullptr));
    CHECK(servant->_is_a("IDL:omg.org/CORBA/Object:1.0"));
    CHECK(servant->_repository_id() == "IDL:Test/Echo:1.0");
}

TEST_CASE("servant: the words of its std::exception reach the clients that may hear them") {
    for (const auto& [audience, heard] : {std::pair{"never", false}, {"loopback", true}, {"always", true}}) {
        TestOrb server{"server", {"-ORBservantExceptionText", audience}}, client{"client"};
        const auto near = CORBA::make_reference<EchoServant>(server.active_root())->_this();
        const auto far = IDL::traits<Test::Echo>::narrow(client->string_to_object(server->object_to_string(near)));
        try {
            far->refuse(0);
            FAIL("not refused");
        } catch (const CORBA::UNKNOWN& error) {
            CHECK((std::string{error.what()}.find("out of paper") != std::string::npos) == heard);
        }
    }
}
