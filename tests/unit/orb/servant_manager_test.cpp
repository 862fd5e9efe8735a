// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/orb/echo_servant.hpp"

using namespace PortableServer;

namespace {

using PoaRef = IDL::traits<POA>::ref_type;
using EchoRef = IDL::traits<Test::Echo>::ref_type;

struct Fixture {
    TestOrb orb{"server"};
    TestOrb client{"client"};
    PoaRef root = orb.active_root();

    PoaRef managed(ServantRetentionPolicyValue retention) {
        return root->create_POA(
            "managed", root->the_POAManager(),
            {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
             root->create_lifespan_policy(LifespanPolicyValue::PERSISTENT),
             root->create_servant_retention_policy(retention),
             root->create_request_processing_policy(RequestProcessingPolicyValue::USE_SERVANT_MANAGER)});
    }
    /// The object as another process has it, so that requests pass the wire.
    EchoRef object(const PoaRef& poa, const std::string& id) {
        const auto near = poa->create_reference_with_id(string_to_ObjectId(id), "IDL:Test/Echo:1.0");
        return IDL::traits<Test::Echo>::narrow(client->string_to_object(orb->object_to_string(near)));
    }
};

struct Activator final : ServantActivator {
    std::vector<std::string> log;
    IDL::traits<CORBA::Object>::ref_type elsewhere;

    ServantRef incarnate(const ObjectId& oid, PoaRef adapter) override {
        const auto name = ObjectId_to_string(oid);
        log.push_back("incarnate " + adapter->the_name() + "/" + name);
        if (name == "elsewhere") throw ForwardRequest{elsewhere};
        if (name == "forbidden") throw CORBA::NO_PERMISSION{3, CORBA::COMPLETED_NO};
        if (name == "broken") throw std::runtime_error{"out of ink"};
        if (name == "nil") return nullptr;
        return CORBA::make_reference<EchoServant>(adapter, "made");
    }
    void etherealize(const ObjectId& oid, PoaRef, ServantRef serv, bool cleanup, bool remaining) override {
        log.push_back("etherealize " + ObjectId_to_string(oid) + (serv ? "" : " nil") + (cleanup ? " cleanup" : "") +
                      (remaining ? " remaining" : ""));
    }
};

struct Locator final : ServantLocator {
    std::vector<std::string> log;
    IDL::traits<CORBA::Object>::ref_type elsewhere;

    ServantRef preinvoke(const ObjectId& oid, PoaRef adapter, const std::string& operation, Cookie& cookie) override {
        log.push_back("before " + operation);
        if (ObjectId_to_string(oid) == "elsewhere") throw ForwardRequest{elsewhere};
        cookie = std::string{"cookie of "} + operation;
        return CORBA::make_reference<EchoServant>(adapter, "located");
    }
    void postinvoke(const ObjectId&, PoaRef, const std::string&, const Cookie& cookie, ServantRef servant) override {
        log.push_back(std::any_cast<std::string>(cookie) + (servant ? "" : ", nil"));
    }
};

struct Activation final : AdapterActivator {
    bool unknown_adapter(PoaRef parent, const std::string& name) override {
        if (name == "broken") throw CORBA::NO_RESOURCES{1, CORBA::COMPLETED_NO};
        if (name != "managed") return false;
        const auto poa = parent->create_POA(name, parent->the_POAManager(),
                                            {parent->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
                                             parent->create_lifespan_policy(LifespanPolicyValue::PERSISTENT)});
        poa->activate_object_with_id(string_to_ObjectId("x"), CORBA::make_reference<EchoServant>(poa, "activated"));
        return true;
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "servant managers: an activator incarnates, forwards, refuses and hears of the end") {
    const auto poa = managed(ServantRetentionPolicyValue::RETAIN);
    CHECK_FALSE(poa->get_servant_manager());
    const auto activator = CORBA::make_reference<Activator>();
    activator->elsewhere = CORBA::make_reference<EchoServant>(root, "elsewhere")->_this();
    poa->set_servant_manager(activator);
    CHECK(poa->get_servant_manager() == activator);
    CHECK_THROWS_AS(poa->set_servant_manager(activator), CORBA::BAD_INV_ORDER);

    const auto one = object(poa, "one");
    CHECK(one->name() == "made");
    CHECK(one->whoami() == "one");
    poa->deactivate_object(string_to_ObjectId("one"));
    CHECK(one->name() == "made");
    CHECK(object(poa, "elsewhere")->name() == "elsewhere");
    CHECK_THROWS_AS(object(poa, "forbidden")->name(), CORBA::NO_PERMISSION);
    CHECK_THROWS_AS(object(poa, "broken")->name(), CORBA::UNKNOWN);
    CHECK_THROWS_AS(object(poa, "nil")->name(), CORBA::OBJ_ADAPTER);
    activator->log.clear();
    poa->destroy(true, true);
    CHECK(activator->log == std::vector<std::string>{"etherealize one cleanup"});
}

TEST_CASE_METHOD(Fixture, "servant managers: a locator is asked for each request and gets its cookie back") {
    const auto poa = managed(ServantRetentionPolicyValue::NON_RETAIN);
    const auto locator = CORBA::make_reference<Locator>();
    locator->elsewhere = CORBA::make_reference<EchoServant>(root, "elsewhere")->_this();
    poa->set_servant_manager(locator);
    CHECK(poa->get_servant_manager() == locator);
    CHECK(object(poa, "x")->twice(4) == 8);
    CHECK(object(poa, "elsewhere")->name() == "elsewhere");
    CHECK(locator->log == std::vector<std::string>{"before twice", "cookie of twice", "before name"});
}

TEST_CASE_METHOD(Fixture, "servant managers: the wrong kind and the wrong policy") {
    const auto poa = managed(ServantRetentionPolicyValue::RETAIN);
    CHECK_THROWS_AS(poa->set_servant_manager(CORBA::make_reference<Locator>()), CORBA::OBJ_ADAPTER);
    CHECK_THROWS_AS(poa->set_servant_manager(nullptr), CORBA::OBJ_ADAPTER);
    CHECK_THROWS_AS(root->set_servant_manager(CORBA::make_reference<Activator>()), POA::WrongPolicy);
    CHECK_THROWS_AS(root->get_servant_manager(), POA::WrongPolicy);
}

TEST_CASE_METHOD(Fixture, "servant managers: an adapter activator makes POAs for requests and for find_POA") {
    auto poa = managed(ServantRetentionPolicyValue::RETAIN);
    const auto remote = object(poa, "x");
    poa->destroy(false, true);
    CHECK_THROWS_AS(remote->name(), CORBA::OBJECT_NOT_EXIST);
    CHECK_FALSE(root->the_activator());
    const auto activation = CORBA::make_reference<Activation>();
    root->the_activator(activation);
    CHECK(root->the_activator() == activation);
    CHECK(remote->name() == "activated");
    root->find_POA("managed", false)->destroy(false, true);
    CHECK_THROWS_AS(root->find_POA("managed", false), POA::AdapterNonExistent);
    CHECK(root->find_POA("managed", true)->the_name() == "managed");
    CHECK_THROWS_AS(root->find_POA("other", true), POA::AdapterNonExistent);
    CHECK_THROWS_AS(root->find_POA("broken", true), CORBA::OBJ_ADAPTER);
}

TEST_CASE_METHOD(Fixture, "servant managers: a forward to a nil reference is TRANSIENT") {
    const auto poa = managed(ServantRetentionPolicyValue::RETAIN);
    poa->set_servant_manager(CORBA::make_reference<Activator>());
    CHECK_THROWS_AS(object(poa, "elsewhere")->name(), CORBA::TRANSIENT);
}
