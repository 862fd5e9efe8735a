// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/dii.hpp>
#include <corbel/dsi.hpp>

#include <atomic>
#include <functional>
#include <thread>

#include "tests/unit/orb/echo_servant.hpp"

namespace {

using namespace PortableServer;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using PoaRef = IDL::traits<POA>::ref_type;
using ServerRequestRef = IDL::traits<CORBA::ServerRequest>::ref_type;
using ListRef = IDL::traits<CORBA::NVList>::ref_type;

ListRef list_of(std::initializer_list<std::pair<CORBA::typecode_reference, CORBA::Flags>> items) {
    auto list = CORBA::make_reference<CORBA::NVList>();
    for (const auto& [type, flags] : items) list->add_value({}, CORBA::Any{type, nullptr}, flags);
    return list;
}

template <class T>
CORBA::Any any_of(T value) {
    CORBA::Any any;
    any <<= std::move(value);
    return any;
}

template <class T>
T value_of(const CORBA::Any& any) {
    T value{};
    REQUIRE((any >>= value));
    return value;
}

/// What Test::Echo does, without its skeleton.
class DynamicEcho : public DynamicImplementation {
public:
    void invoke(ServerRequestRef request) override {
        last = request;
        const auto& operation = request->operation();
        if (operation == "twice") return twice(*shared_pointer(request));
        if (operation == "refuse") return refuse(*shared_pointer(request));
        if (operation == "note") return note(*shared_pointer(request));
        if (operation == "mix") return mix(*shared_pointer(request));
        request->arguments(list_of({}));
        if (operation == "name") return request->set_result(any_of(std::string{"dynamic"}));
        if (operation == "self")
            return request->set_result(any_of(IDL::traits<Test::Echo>::narrow(_this())));
        if (operation == "whoami")
            return request->set_result(any_of(ObjectId_to_string(Current{}.get_object_id())));
        request->set_exception(any_of_error(CORBA::BAD_OPERATION{28, CORBA::COMPLETED_NO}));
    }

    std::string _primary_interface(const ObjectId& id, PoaRef poa) const override {
        REQUIRE(poa);
        return ObjectId_to_string(id) == "named" ? "IDL:Test/Named:1.0" : "IDL:Test/Echo:1.0";
    }

    static CORBA::Any any_of_error(const CORBA::SystemException& error) {
        CORBA::Any any;
        any <<= error;
        return any;
    }

    std::atomic<std::int32_t> noted{0};
    ServerRequestRef last;

private:
    void twice(CORBA::ServerRequest& request) {
        const auto list = list_of({{CORBA::_tc_long, CORBA::ARG_IN}});
        request.arguments(list);
        request.set_result(any_of(2 * value_of<std::int32_t>(list->item(0)->value())));
    }
    void refuse(CORBA::ServerRequest& request) {
        const auto list = list_of({{CORBA::_tc_long, CORBA::ARG_IN}});
        request.arguments(list);
        const auto code = value_of<std::int32_t>(list->item(0)->value());
        if (code == 0) throw std::runtime_error{"out of paper"};
        if (code == 8) throw Test::Refused{8};
        if (code == 9) throw CORBA::UnknownUserException{any_of(Test::Refused{9})};
        if (code < 0) return request.set_exception(any_of_error(CORBA::NO_PERMISSION{7, CORBA::COMPLETED_YES}));
        request.set_exception(any_of(Test::Refused{code}));
    }
    void note(CORBA::ServerRequest& request) {
        const auto list = list_of({{CORBA::_tc_long, CORBA::ARG_IN}});
        request.arguments(list);
        noted = value_of<std::int32_t>(list->item(0)->value());
    }
    void mix(CORBA::ServerRequest& request) {
        const auto list = list_of({{CORBA::_tc_string, CORBA::ARG_INOUT},
                                   {CORBA::_tc_double, CORBA::ARG_IN},
                                   {CORBA::_tc_ulong, CORBA::ARG_OUT}});
        request.arguments(list);
        auto text = value_of<std::string>(list->item(0)->value());
        text += text;
        list->item(2)->value() <<= static_cast<std::uint32_t>(text.size());
        list->item(0)->value() <<= text;
        request.set_result(any_of(2 * value_of<double>(list->item(1)->value())));
    }
};

/// A servant whose invoke() is the test's.
class Scripted : public DynamicImplementation {
public:
    explicit Scripted(std::function<void(CORBA::ServerRequest&)> script) : script_{std::move(script)} {}
    void invoke(ServerRequestRef request) override { script_(*shared_pointer(request)); }
    std::string _primary_interface(const ObjectId&, PoaRef) const override { return "IDL:Test/Echo:1.0"; }

private:
    std::function<void(CORBA::ServerRequest&)> script_;
};

void call_everything(const ObjectRef& object) {
    const auto echo = IDL::traits<Test::Echo>::narrow(object);
    REQUIRE(echo);
    CHECK(echo->name() == "dynamic");
    CHECK(echo->twice(21) == 42);
    CHECK(echo->self()->_is_equivalent(echo));
    std::string text = "con";
    std::uint32_t length = 0;
    CHECK(echo->mix(text, 1.5, length) == 3);
    CHECK(text == "concon");
    CHECK(length == 6);
    for (const auto code : {5, 8, 9}) {
        try {
            echo->refuse(code);
            FAIL("not refused");
        } catch (const Test::Refused& refused) {
            CHECK(refused.code() == code);
        }
    }
    try {
        echo->refuse(-1);
        FAIL("not refused");
    } catch (const CORBA::NO_PERMISSION& error) {
        CHECK(error.minor() == 7);
        CHECK(error.completed() == CORBA::COMPLETED_YES);
    }
    CHECK_THROWS_AS(echo->refuse(0), CORBA::UNKNOWN);
    CHECK_THROWS_AS(object->_request("unheard_of")->invoke(), CORBA::BAD_OPERATION);
    CHECK(object->_is_a("IDL:Test/Echo:1.0"));
    CHECK(object->_is_a("IDL:omg.org/CORBA/Object:1.0"));
    CHECK_FALSE(object->_is_a("IDL:Test/Other:1.0"));
    CHECK_FALSE(object->_non_existent());
    CHECK(object->_repository_id() == "IDL:Test/Echo:1.0");
    CHECK_THROWS_AS(object->_get_interface(), CORBA::INTF_REPOS);
    CHECK_FALSE(object->_get_component());
}

/// The object as its own ORB and as another one sees it.
void call_near_and_far(TestOrb& server, const ObjectRef& near) {
    TestOrb client{"client"};
    call_everything(near);
    call_everything(client->string_to_object(server->object_to_string(near)));
}

}  // namespace

TEST_CASE("dsi: an active object, with its own id and implicitly") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto servant = CORBA::make_reference<DynamicEcho>();
    const auto id = root->activate_object(servant);
    call_near_and_far(server, root->id_to_reference(id));

    const auto other = CORBA::make_reference<DynamicEcho>();
    const auto object = root->servant_to_reference(other);  // IMPLICIT_ACTIVATION
    CHECK(object->_reference().ior().type_id == "IDL:Test/Echo:1.0");
    CHECK(root->servant_to_id(other) == root->reference_to_id(object));
    CHECK_THROWS_AS(other->_this(), POA::WrongPolicy);
    CHECK(shared_pointer(root->reference_to_servant(object)) == shared_pointer(ServantRef{other}));
}

TEST_CASE("dsi: oneways, and a request kept too long") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto servant = CORBA::make_reference<DynamicEcho>();
    const auto echo = IDL::traits<Test::Echo>::narrow(root->servant_to_reference(servant));
    echo->note(9);
    for (int i = 0; i < 5000 && servant->noted == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    CHECK(servant->noted == 9);
    CHECK(echo->twice(1) == 2);
    const auto last = servant->last;
    CHECK(last->operation() == "twice");
    CHECK(order_minor([&] { last->arguments(list_of({})); }) == 7);
    CHECK(order_minor([&] { last->set_result({}); }) == 9);
    CHECK(order_minor([&] { last->ctx(); }) == 8);
}

TEST_CASE("dsi: a default servant knows the interface of each object") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto poa = root->create_POA(
        "default", root->the_POAManager(),
        {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
         root->create_id_uniqueness_policy(IdUniquenessPolicyValue::MULTIPLE_ID),
         root->create_servant_retention_policy(ServantRetentionPolicyValue::NON_RETAIN),
         root->create_request_processing_policy(RequestProcessingPolicyValue::USE_DEFAULT_SERVANT)});
    poa->set_servant(CORBA::make_reference<DynamicEcho>());
    const auto object = poa->create_reference_with_id(string_to_ObjectId("one"), "IDL:Test/Echo:1.0");
    call_near_and_far(server, object);
    CHECK(IDL::traits<Test::Echo>::narrow(object)->whoami() == "one");
    const auto named = poa->create_reference_with_id(string_to_ObjectId("named"), "");
    CHECK(named->_repository_id() == "IDL:Test/Named:1.0");
    CHECK_FALSE(named->_is_a("IDL:Test/Echo:1.0"));
    CHECK(IDL::traits<Test::Named>::narrow(named)->name() == "dynamic");
}

namespace {

class Activator : public ServantActivator {
public:
    ServantRef incarnate(const ObjectId&, PoaRef) override { return CORBA::make_reference<DynamicEcho>(); }
    void etherealize(const ObjectId&, PoaRef, ServantRef, bool, bool) override {}
};

class Locator : public ServantLocator {
public:
    ServantRef preinvoke(const ObjectId&, PoaRef, const std::string&, Cookie&) override {
        return CORBA::make_reference<DynamicEcho>();
    }
    void postinvoke(const ObjectId&, PoaRef, const std::string&, const Cookie&, ServantRef) override {}
};

}  // namespace

TEST_CASE("dsi: servant managers give dynamic servants") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto managed = [&](const char* name, ServantRetentionPolicyValue retention) {
        return root->create_POA(name, root->the_POAManager(),
                                {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
                                 root->create_servant_retention_policy(retention),
                                 root->create_request_processing_policy(
                                     RequestProcessingPolicyValue::USE_SERVANT_MANAGER)});
    };
    const auto retaining = managed("activator", ServantRetentionPolicyValue::RETAIN);
    retaining->set_servant_manager(CORBA::make_reference<Activator>());
    call_near_and_far(server, retaining->create_reference_with_id(string_to_ObjectId("a"), "IDL:Test/Echo:1.0"));
    const auto located = managed("locator", ServantRetentionPolicyValue::NON_RETAIN);
    located->set_servant_manager(CORBA::make_reference<Locator>());
    call_near_and_far(server, located->create_reference_with_id(string_to_ObjectId("l"), "IDL:Test/Echo:1.0"));
}

TEST_CASE("dsi: what comes in the wrong order") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto minors_of = [&](std::function<void(CORBA::ServerRequest&)> script) {
        const auto object = root->servant_to_reference(CORBA::make_reference<Scripted>(std::move(script)));
        return order_minor([&] { IDL::traits<Test::Echo>::narrow(object)->name(); });
    };
    const auto text = any_of(std::string{"x"});
    CHECK(minors_of([&](auto& r) { r.arguments(list_of({})), r.arguments(list_of({})); }) == 7);
    CHECK(minors_of([&](auto& r) { r.ctx(); }) == 8);
    CHECK(minors_of([&](auto& r) { r.arguments(list_of({})), r.set_result(text), r.ctx(); }) == 8);
    CHECK(minors_of([&](auto& r) { r.set_result(text); }) == 9);
    CHECK(minors_of([&](auto& r) { r.arguments(list_of({})), r.set_result(text), r.set_result(text); }) == 9);
    CHECK(minors_of([&](auto& r) { r.set_exception(any_of(Test::Refused{1})), r.arguments(list_of({})); }) == 7);
    CHECK(minors_of([](auto&) {}) == 7);
}

TEST_CASE("dsi: lists that do not describe the request, and anys that are no answer") {
    TestOrb server{"server"};
    const auto root = server.active_root();
    const auto called = [&](std::function<void(CORBA::ServerRequest&)> script) {
        const auto object = root->servant_to_reference(CORBA::make_reference<Scripted>(std::move(script)));
        return IDL::traits<Test::Echo>::narrow(object)->twice(4);
    };
    CHECK_THROWS_AS(called([](auto& r) { r.arguments(list_of({})), r.set_result(any_of(std::int32_t{1})); }),
                    CORBA::MARSHAL);
    CHECK_THROWS_AS(called([](auto& r) { r.arguments(list_of({{CORBA::_tc_string, CORBA::ARG_IN}})); }),
                    CORBA::MARSHAL);
    CHECK_THROWS_AS(called([](auto& r) { r.arguments(nullptr); }), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(called([](auto& r) { r.set_exception(any_of(std::int32_t{1})); }), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(called([](auto& r) {
                        r.arguments(list_of({{CORBA::_tc_long, CORBA::ARG_IN}, {CORBA::_tc_long, CORBA::ARG_OUT}}));
                        r.set_result(any_of(std::int32_t{1}));
                    }),
                    CORBA::BAD_PARAM);
    CHECK_THROWS_AS(called([](auto& r) { r.set_exception(any_of(Test::Refused{1})); }), CORBA::UNKNOWN);
}

TEST_CASE("dsi: a context travels from Context to ctx()") {
    TestOrb server{"server"}, client{"client"};
    const auto root = server.active_root();
    std::string seen;
    const auto near = root->servant_to_reference(CORBA::make_reference<Scripted>([&](CORBA::ServerRequest& request) {
        request.arguments(list_of({{CORBA::_tc_long, CORBA::ARG_IN}}));
        if (request.operation() == "ask")
            seen = value_of<std::string>(request.ctx()->get_values("", 0, "user*")->item(0)->value());
        request.set_result({});
    }));
    IDL::traits<CORBA::Context>::ref_type context;
    client->get_default_context(context);
    context->set_one_value("user", any_of(std::string{"me"}));
    context->set_one_value("host", any_of(std::string{"here"}));
    for (const auto* operation : {"ask", "ignore"}) {
        const auto request = client->string_to_object(server->object_to_string(near))->_request(operation);
        request->add_in_arg() <<= std::int32_t{1};
        request->contexts()->add("us*");
        request->ctx(context);
        if (std::string{operation} == "ask") {
            request->invoke();
            CHECK(seen == "me");
        } else {
            CHECK_THROWS_AS(request->invoke(), CORBA::MARSHAL);  // a context clause that the servant does not know
        }
    }
}

TEST_CASE("dsi and dii: a bridge that knows nothing of what it passes on but the types") {
    TestOrb server{"server"}, bridge{"bridge"}, client{"client"};
    const auto target = CORBA::make_reference<EchoServant>(server.active_root())->_this();
    const auto far = bridge->string_to_object(server->object_to_string(target));
    const auto near = bridge.active_root()->servant_to_reference(
        CORBA::make_reference<Scripted>([&](CORBA::ServerRequest& request) {
            const bool mix = request.operation() == "mix";
            const auto list = mix ? list_of({{CORBA::_tc_string, CORBA::ARG_INOUT},
                                             {CORBA::_tc_double, CORBA::ARG_IN},
                                             {CORBA::_tc_ulong, CORBA::ARG_OUT}})
                                  : list_of({{CORBA::_tc_long, CORBA::ARG_IN}});
            request.arguments(list);
            IDL::traits<CORBA::Request>::ref_type onward;
            far->_create_request(nullptr, request.operation(), list, nullptr, onward, 0);
            onward->exceptions()->add(Test::_tc_Refused);
            if (mix) onward->set_return_type(CORBA::_tc_double);
            onward->invoke();
            request.set_result(onward->return_value());
        }));
    const auto echo = IDL::traits<Test::Echo>::narrow(client->string_to_object(bridge->object_to_string(near)));
    std::string text = "ab";
    std::uint32_t length = 0;
    CHECK(echo->mix(text, 4, length) == 8);
    CHECK(text == "abab");
    CHECK_THROWS_AS(echo->refuse(5), Test::Refused);
}
