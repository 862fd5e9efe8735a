// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/corba.hpp>
#include <corbel/time_limit.hpp>

#include <future>

#include "tests/unit/orb/echo_servant.hpp"

namespace {

using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using EchoRef = IDL::traits<Test::Echo>::ref_type;
using Timeout = Messaging::RelativeRoundtripTimeoutPolicy;

constexpr TimeBase::TimeT milliseconds = 10'000;

/// Does not answer before it is allowed to.
class Slow final : public EchoServant {
public:
    using EchoServant::EchoServant;
    std::promise<void> go_on;
    std::shared_future<void> allowed{go_on.get_future()};

    std::int32_t twice(std::int32_t n) override {
        allowed.wait();
        return 2 * n;
    }
    void note(std::int32_t n) override {
        if (n < 0) throw CORBA::NO_PERMISSION{1, CORBA::COMPLETED_NO};
        noted = n;
    }
};

struct Fixture {
    TestOrb server{"server"}, client{"client"};
    IDL::traits<PortableServer::POA>::ref_type root = server.active_root();
    CORBA::servant_traits<Test::Echo>::ref_type servant = CORBA::make_reference<Slow>(root);
    Slow& slow = dynamic_cast<Slow&>(*servant.operator->());
    EchoRef near = servant->_this();
    EchoRef far = IDL::traits<Test::Echo>::narrow(client->string_to_object(server->object_to_string(near)));

    CORBA::PolicyList timeout(TimeBase::TimeT time) {
        CORBA::Any value;
        value <<= time;
        return {client->create_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE, value)};
    }
    CORBA::PolicyList scope(Messaging::SyncScope scope) {
        CORBA::Any value;
        value <<= scope;
        return {client->create_policy(Messaging::SYNC_SCOPE_POLICY_TYPE, value)};
    }
    template <class T>
    typename IDL::traits<T>::ref_type initial(const std::string& name) {
        return IDL::traits<T>::narrow(client->resolve_initial_references(name));
    }
    static EchoRef echo(const ObjectRef& object) { return IDL::traits<Test::Echo>::narrow(object); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "policies: a reference, a thread and an ORB have time limits, in this order") {
    const auto hurried =
        echo(far->_set_policy_overrides(timeout(30 * milliseconds), CORBA::SetOverrideType::SET_OVERRIDE));
    CHECK(hurried->_is_equivalent(far));
    CHECK_THROWS_AS(hurried->twice(1), CORBA::TIMEOUT);

    const auto thread = initial<CORBA::PolicyCurrent>("PolicyCurrent");
    thread->set_policy_overrides(timeout(20 * milliseconds), CORBA::SetOverrideType::ADD_OVERRIDE);
    CHECK_THROWS_AS(far->twice(1), CORBA::TIMEOUT);
    CHECK(thread->get_policy_overrides({}).size() == 1);
    CHECK(thread->get_policy_overrides({Messaging::SYNC_SCOPE_POLICY_TYPE}).empty());

    const auto orb = initial<CORBA::PolicyManager>("ORBPolicyManager");
    orb->set_policy_overrides(timeout(10 * milliseconds), CORBA::SetOverrideType::SET_OVERRIDE);
    const auto in_force = [](const EchoRef& echo) {
        return IDL::traits<Timeout>::narrow(echo->_get_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE))
            ->relative_expiry();
    };
    CHECK(in_force(hurried) == 30 * milliseconds);
    CHECK(in_force(far) == 20 * milliseconds);
    thread->set_policy_overrides({}, CORBA::SetOverrideType::SET_OVERRIDE);
    CHECK(in_force(far) == 10 * milliseconds);
    CHECK_THROWS_AS(far->twice(1), CORBA::TIMEOUT);
    orb->set_policy_overrides({}, CORBA::SetOverrideType::SET_OVERRIDE);
    CHECK(in_force(far) == 60'000 * milliseconds);

    slow.go_on.set_value();
    CHECK(far->twice(1) == 2);
}

TEST_CASE_METHOD(Fixture, "policies: a call in a block has the block's time limit") {
    using std::chrono::milliseconds;
    const auto& orb = client.ref();
    {
        corbel::TimeLimit within{orb, milliseconds{30}};
        CHECK_THROWS_AS(far->twice(1), CORBA::TIMEOUT);
        {
            corbel::TimeLimit longer{orb, std::chrono::minutes{5}};
            slow.go_on.set_value();
            CHECK(far->twice(2) == 4);
        }
        CHECK(initial<CORBA::PolicyCurrent>("PolicyCurrent")->get_policy_overrides({}).size() == 1);
    }
    CHECK(initial<CORBA::PolicyCurrent>("PolicyCurrent")->get_policy_overrides({}).empty());
    CHECK(far->twice(3) == 6);
}

TEST_CASE_METHOD(Fixture, "policies: a oneway that waits for its target brings the target's exception") {
    slow.go_on.set_value();
    for (const auto& echo_ref : {far, near}) {
        const auto sure = echo(echo_ref->_set_policy_overrides(scope(Messaging::SYNC_WITH_TARGET),
                                                               CORBA::SetOverrideType::SET_OVERRIDE));
        sure->note(7);
        CHECK(slow.noted == 7);
        CHECK_THROWS_AS(sure->note(-1), CORBA::NO_PERMISSION);
        slow.noted = 0;
    }
    const auto received =
        echo(far->_set_policy_overrides(scope(Messaging::SYNC_WITH_SERVER), CORBA::SetOverrideType::SET_OVERRIDE));
    CHECK_NOTHROW(received->note(-1));
    CHECK_NOTHROW(far->note(-1));
    CHECK(far->twice(2) == 4);
}

TEST_CASE_METHOD(Fixture, "policies: overrides are kept by the reference and seen there") {
    using enum CORBA::SetOverrideType;
    const auto one = far->_set_policy_overrides(timeout(5 * milliseconds), SET_OVERRIDE);
    const auto two = one->_set_policy_overrides(scope(Messaging::SYNC_WITH_SERVER), ADD_OVERRIDE);
    CHECK(one->_get_policy_overrides({}).size() == 1);
    CHECK(two->_get_policy_overrides({}).size() == 2);
    CHECK(two->_get_policy_overrides({Messaging::SYNC_SCOPE_POLICY_TYPE}).size() == 1);
    CHECK(far->_get_policy_overrides({}).empty());
    CHECK_THROWS_AS(far->_get_policy(PortableServer::THREAD_POLICY_ID), CORBA::INV_POLICY);
    const CORBA::PolicyList of_poa{
        root->create_thread_policy(PortableServer::ThreadPolicyValue::SINGLE_THREAD_MODEL)};
    CHECK_THROWS_AS(far->_set_policy_overrides(of_poa, SET_OVERRIDE), CORBA::NO_PERMISSION);
    CHECK_THROWS_AS(far->_set_policy_overrides({nullptr}, SET_OVERRIDE), CORBA::INV_POLICY);
    try {
        initial<CORBA::PolicyManager>("ORBPolicyManager")->set_policy_overrides(of_poa, SET_OVERRIDE);
        FAIL("accepted");
    } catch (const CORBA::InvalidPolicies& wrong) {
        CHECK(wrong.indices() == std::vector<std::uint16_t>{0});
    }
    CORBA::Any text;
    text <<= std::string{"soon"};
    CHECK_THROWS_AS(client->create_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE, text), CORBA::PolicyError);
    CHECK_THROWS_AS(client->create_policy(99, text), CORBA::PolicyError);
}

TEST_CASE_METHOD(Fixture, "object: _validate_connection, _get_interface and _get_component ask the object") {
    CORBA::PolicyList inconsistent;
    for (const auto& object : {far, near}) {
        CHECK(object->_validate_connection(inconsistent));
        CHECK(inconsistent.empty());
        CHECK_THROWS_AS(object->_get_interface(), CORBA::INTF_REPOS);
        CHECK_FALSE(object->_get_component());
    }
    const auto nowhere = client->string_to_object("corbaloc::127.0.0.1:1/x");
    CHECK_THROWS_AS(nowhere->_validate_connection(inconsistent), CORBA::TRANSIENT);
}

TEST_CASE("ORB: settings of the program come after those of the command line") {
    char program[] = "program", option[] = "-ORBgiopMaxMsgSize", value[] = "20000";
    char* argv[] = {program, option, value, nullptr};
    int argc = 3;
    const auto orb = CORBA::ORB_init(argc, argv, "mine", {{"giopMaxMsgSize", "10000"}, {"poaHoldRequestTimeout", "1"}});
    CHECK(orb->id() == "mine");
    orb->destroy();
    argc = 1;
    try {
        CORBA::ORB_init(argc, argv, "mine", {{"poaHoldRequestTimeOut", "1"}});
        FAIL("accepted");
    } catch (const CORBA::BAD_PARAM& error) {
        CHECK_THAT(error.what(), Catch::Contains("poaHoldRequestTimeout"));
    }
}
