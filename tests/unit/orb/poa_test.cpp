// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/orb/echo_servant.hpp"

using namespace PortableServer;

namespace {

struct Fixture {
    TestOrb orb{"server"};
    IDL::traits<POA>::ref_type root = orb.active_root();

    IDL::traits<POA>::ref_type user_poa(const std::string& name) {
        return root->create_POA(name, root->the_POAManager(),
                                {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID)});
    }
    auto echo() { return CORBA::make_reference<EchoServant>(root); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "POA: its faults are the exceptions that IDL names") {
    const auto poa = user_poa("a");
    const auto id = string_to_ObjectId("x");
    poa->activate_object_with_id(id, echo());
    CHECK_THROWS_AS(user_poa("a"), POA::AdapterAlreadyExists);
    CHECK_THROWS_AS(root->find_POA("z", false), POA::AdapterNonExistent);
    CHECK_THROWS_AS(poa->activate_object_with_id(id, echo()), POA::ObjectAlreadyActive);
    CHECK_THROWS_AS(poa->deactivate_object(string_to_ObjectId("y")), POA::ObjectNotActive);
    CHECK_THROWS_AS(poa->activate_object(echo()), POA::WrongPolicy);
    CHECK_THROWS_AS(root->reference_to_id(poa->id_to_reference(id)), POA::WrongAdapter);
    const auto servant = echo();
    root->activate_object(servant);
    CHECK_THROWS_AS(root->activate_object(servant), POA::ServantAlreadyActive);
    CHECK_THROWS_AS(poa->servant_to_id(servant), POA::ServantNotActive);
    CHECK_THROWS_AS(root->activate_object(nullptr), CORBA::BAD_PARAM);
    try {
        root->create_POA("b", nullptr,
                         {root->create_lifespan_policy(LifespanPolicyValue::PERSISTENT),
                          root->create_servant_retention_policy(ServantRetentionPolicyValue::NON_RETAIN)});
        FAIL("created");
    } catch (const POA::InvalidPolicy& error) {
        CHECK(error.index() == 1);
        CHECK_THAT(error.what(), Catch::Contains("RETAIN"));
    }
}

TEST_CASE_METHOD(Fixture, "POA: names, parents, children, managers") {
    const auto a = user_poa("a");
    const auto b = a->create_POA("b", nullptr, {});
    CHECK(b->the_name() == "b");
    CHECK(b->the_parent()->id() == a->id());
    CHECK_FALSE(root->the_parent());
    CHECK(root->the_children().size() == 1);
    CHECK(root->find_POA("a", false)->id() == a->id());
    CHECK(b->the_POAManager()->get_state() == POAManager::State::HOLDING);
    CHECK(a->the_POAManager()->get_state() == POAManager::State::ACTIVE);
    b->the_POAManager()->deactivate(true, true);
    CHECK_THROWS_AS(b->the_POAManager()->activate(), POAManager::AdapterInactive);
    a->destroy(true, true);
    CHECK(root->the_children().empty());
    CHECK_THROWS_AS(b->create_reference("IDL:Test/Echo:1.0"), CORBA::OBJECT_NOT_EXIST);
}

TEST_CASE_METHOD(Fixture, "POA: a default servant serves every id") {
    const auto poa = root->create_POA(
        "default", root->the_POAManager(),
        {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
         root->create_id_uniqueness_policy(IdUniquenessPolicyValue::MULTIPLE_ID),
         root->create_servant_retention_policy(ServantRetentionPolicyValue::NON_RETAIN),
         root->create_request_processing_policy(RequestProcessingPolicyValue::USE_DEFAULT_SERVANT)});
    CHECK_THROWS_AS(poa->get_servant(), POA::NoServant);
    const auto servant = echo();
    poa->set_servant(servant);
    CHECK(poa->get_servant() == ServantRef{servant});
    for (const auto* name : {"any", "other"}) {
        const auto object = IDL::traits<Test::Echo>::narrow(
            poa->create_reference_with_id(string_to_ObjectId(name), "IDL:Test/Echo:1.0"));
        CHECK(object->whoami() == name);
    }
}

TEST_CASE_METHOD(Fixture, "POA: policies are objects with values") {
    const auto policy = root->create_thread_policy(ThreadPolicyValue::SINGLE_THREAD_MODEL);
    CHECK(policy->value() == ThreadPolicyValue::SINGLE_THREAD_MODEL);
    CHECK(policy->policy_type() == THREAD_POLICY_ID);
    const IDL::traits<CORBA::Policy>::ref_type base = policy;
    CHECK(IDL::traits<ThreadPolicy>::narrow(base->copy())->value() == policy->value());
    CHECK_FALSE(IDL::traits<LifespanPolicy>::narrow(base));
}

TEST_CASE_METHOD(Fixture, "POA: Current outside of a request is NoContext") {
    const auto current = IDL::traits<Current>::narrow(orb->resolve_initial_references("POACurrent"));
    REQUIRE(current);
    CHECK_THROWS_AS(current->get_POA(), Current::NoContext);
    CHECK_THROWS_AS(current->get_object_id(), Current::NoContext);
}

TEST_CASE("POA: references to POAs and POAManagers may outlive the ORB") {
    IDL::traits<POA>::ref_type root, child;
    IDL::traits<POAManager>::ref_type manager;
    {
        TestOrb orb{"gone"};
        root = orb.root();
        manager = root->the_POAManager();
        child = root->create_POA("child", manager, {});
        CHECK(child->the_POAManager()->get_state() == POAManager::State::HOLDING);
    }
    CHECK_THROWS_AS(root->create_POA("other", manager, {}), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(child->create_POA("other", nullptr, {}), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(root->activate_object(CORBA::make_reference<EchoServant>(root)), CORBA::OBJECT_NOT_EXIST);
    child->destroy(true, true);
    manager->activate();
    CHECK(child->the_POAManager()->get_state() == POAManager::State::ACTIVE);
    CHECK(child->the_parent()->the_name() == "RootPOA");
}

TEST_CASE("POA: ids as text") {
    const ObjectId id{'a', 0, 0xff};
    CHECK(string_to_ObjectId(ObjectId_to_string(id)) == id);
    CHECK(wstring_to_ObjectId(ObjectId_to_wstring(id)) == id);
    CHECK_THROWS_AS(wstring_to_ObjectId(L"\x100"), CORBA::BAD_PARAM);
}

TEST_CASE("POA: persistent references survive a restart on the same port") {
    std::string ior;
    std::uint16_t port = 0;
    TestOrb client{"client"};
    for (int run = 0; run < 2; ++run) {
        TestOrb server{"server", {}, port};
        const auto root = server.active_root();
        const auto poa =
            root->create_POA("kept", root->the_POAManager(),
                             {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
                              root->create_lifespan_policy(LifespanPolicyValue::PERSISTENT)});
        poa->activate_object_with_id(string_to_ObjectId("x"), CORBA::make_reference<EchoServant>(root));
        const auto place = server->endpoints().at(0);
        port = static_cast<std::uint16_t>(std::stoi(place.substr(place.rfind(':') + 1)));
        if (ior.empty()) ior = server->object_to_string(poa->id_to_reference(string_to_ObjectId("x")));
        const auto object = IDL::traits<Test::Echo>::narrow(client->string_to_object(ior));
        CHECK(object->twice(4) == 8);
    }
}
