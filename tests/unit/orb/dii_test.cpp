// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/dii.hpp>

#include <atomic>
#include <thread>

#include "orb/engine/dynamic/model.hpp"
#include "tests/unit/orb/echo_servant.hpp"

namespace {

using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using RequestRef = IDL::traits<CORBA::Request>::ref_type;

/// An echo servant, seen from another ORB over TCP and from its own.
struct Peers {
    TestOrb server{"server"}, client{"client"};
    IDL::traits<Test::Echo>::ref_type near = CORBA::make_reference<EchoServant>(server.active_root())->_this();
    ObjectRef far = client->string_to_object(server->object_to_string(near));
};

RequestRef twice(const ObjectRef& object, std::int32_t n) {
    auto request = object->_request("twice");
    request->add_in_arg("n") <<= n;
    request->set_return_type(CORBA::_tc_long);
    return request;
}

std::int32_t number(const RequestRef& request) {
    std::int32_t result = 0;
    REQUIRE((request->return_value() >>= result));
    return result;
}

}  // namespace

TEST_CASE("dii: a call without a stub") {
    Peers peers;
    for (const auto& object : {peers.far, ObjectRef{peers.near}}) {
        const auto request = twice(object, 21);
        request->invoke();
        CHECK(number(request) == 42);
        CHECK(request->operation() == "twice");
        CHECK(request->target()->_is_equivalent(object));

        const auto self = object->_request("self");
        self->set_return_type(Test::_tc_Echo);
        self->invoke();
        IDL::traits<Test::Echo>::ref_type echo;
        REQUIRE((self->return_value() >>= echo));
        CHECK(echo->twice(4) == 8);
    }
}

TEST_CASE("dii: arguments in every direction, by lists of the caller's") {
    Peers peers;
    IDL::traits<CORBA::NVList>::ref_type list;
    peers.client->create_list(0, list);
    CORBA::Any text, total;
    text <<= "con";
    total <<= 1.5;
    list->add_value("text", text, CORBA::ARG_INOUT);
    list->add_value("total", total, CORBA::ARG_IN);
    list->add_value("length", CORBA::Any{CORBA::_tc_ulong, nullptr}, CORBA::ARG_OUT);
    IDL::traits<CORBA::NamedValue>::ref_type result;
    peers.client->create_named_value(result);
    result->value() = CORBA::Any{CORBA::_tc_double, nullptr};
    RequestRef request;
    peers.far->_create_request(nullptr, "mix", list, result, request, CORBA::OUT_LIST_MEMORY);
    request->invoke();
    std::string joined;
    std::uint32_t length = 0;
    double doubled = 0;
    REQUIRE((list->item(0)->value() >>= joined));
    REQUIRE((list->item(2)->value() >>= length));
    REQUIRE((result->value() >>= doubled));
    CHECK(joined == "concon");
    CHECK(length == 6);
    CHECK(doubled == 3);
    CHECK_THROWS_AS(list->item(3), CORBA::Bounds);
    list->remove(1);
    CHECK(list->count() == 2);
    CHECK_THROWS_AS(list->add(9), CORBA::INV_FLAG);
    CHECK_THROWS_AS(peers.client->create_list(-1, list), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(peers.far->_create_request(nullptr, "mix", list, result, request, CORBA::INV_NO_RESPONSE),
                    CORBA::INV_FLAG);
    CHECK_THROWS_AS(peers.client.ref()->_request("id"), CORBA::NO_IMPLEMENT);
}

TEST_CASE("dii: user exceptions arrive in UnknownUserException if they were announced") {
    Peers peers;
    const auto refuse = [&](bool announced) {
        auto request = peers.far->_request("refuse");
        request->add_in_arg() <<= std::int32_t{5};
        if (announced) request->exceptions()->add(Test::_tc_Refused);
        return request;
    };
    const auto request = refuse(true);
    try {
        request->invoke();
        FAIL("not refused");
    } catch (const CORBA::UnknownUserException& unknown) {
        Test::Refused refused;
        REQUIRE((unknown.exception() >>= refused));
        CHECK(refused.code() == 5);
    }
    const auto deferred = refuse(true);
    deferred->send_deferred();
    CHECK_THROWS_AS(deferred->get_response(), CORBA::UnknownUserException);
    const auto other = refuse(false);
    try {
        other->invoke();
        FAIL("not refused");
    } catch (const CORBA::UNKNOWN& error) {
        CHECK((error.minor() & 0xfff) == 1);
        CHECK(error.completed() == CORBA::COMPLETED_YES);
    }
    CHECK_THROWS_AS(other->exceptions()->add(CORBA::_tc_long), CORBA::BAD_TYPECODE);

    auto denied = peers.far->_request("refuse");
    denied->add_in_arg() <<= std::int32_t{-1};
    CHECK_THROWS_AS(denied->invoke(), CORBA::NO_PERMISSION);
    CHECK_THROWS_AS(peers.far->_request("unheard_of")->invoke(), CORBA::BAD_OPERATION);
    auto lacking = peers.far->_request("twice");
    lacking->add_in_arg("n");
    CHECK_THROWS_AS(lacking->invoke(), CORBA::BAD_PARAM);
}

TEST_CASE("dii: what is received must be what was announced") {
    Peers peers;
    auto request = peers.far->_request("twice");
    request->add_in_arg() <<= std::int32_t{5};
    CHECK_THROWS_AS(request->invoke(), CORBA::MARSHAL);  // a result that nobody expects
}

TEST_CASE("dii: oneways") {
    TestOrb server{"server"};
    const auto servant = CORBA::make_reference<EchoServant>(server.active_root());
    const auto note = [&](std::int32_t n) {
        auto request = servant->_this()->_request("note");
        request->add_in_arg() <<= n;
        return request;
    };
    note(3)->send_oneway();
    for (int i = 0; i < 5000 && servant->noted == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    CHECK(servant->noted == 3);
    servant->noted = 0;
    server->send_multiple_requests_oneway({note(4), note(4)});
    for (int i = 0; i < 5000 && servant->noted == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    CHECK(servant->noted == 4);
}

TEST_CASE("dii: deferred requests") {
    Peers peers;
    const auto request = twice(peers.far, 5);
    CHECK(order_minor([&] { request->poll_response(); }) == 11);
    CHECK(order_minor([&] { request->get_response(); }) == 11);
    request->send_deferred();
    CHECK(order_minor([&] { request->send_deferred(); }) == 10);
    CHECK(order_minor([&] { request->invoke(); }) == 10);
    while (!request->poll_response()) std::this_thread::yield();
    request->get_response();
    CHECK(number(request) == 10);
    CHECK(order_minor([&] { request->get_response(); }) == 12);
    CHECK(order_minor([&] { request->poll_response(); }) == 12);

    const auto lacking = peers.far->_request("twice");
    lacking->add_in_arg("n");
    const auto sent_and_answered = [&] {
        lacking->send_deferred();
        lacking->get_response();
    };
    CHECK_THROWS_AS(sent_and_answered(), CORBA::BAD_PARAM);
    CHECK(order_minor([&] { lacking->get_response(); }) == 12);

    const auto synchronous = twice(peers.far, 5);
    synchronous->invoke();
    CHECK(order_minor([&] { synchronous->get_response(); }) == 13);
    CHECK(order_minor([&] { synchronous->send_oneway(); }) == 10);
}

TEST_CASE("dii: many deferred requests, answered in any order") {
    Peers peers;
    CHECK(order_minor([&] {
              RequestRef none;
              peers.client->get_next_response(none);
          }) == 11);
    CHECK_FALSE(peers.client->poll_next_response());
    CORBA::RequestSeq requests;
    std::int32_t expected = 0;
    for (std::int32_t i = 0; i < 20; ++i) {
        requests.push_back(twice(peers.far, i));
        expected += 2 * i;
    }
    peers.client->send_multiple_requests_deferred(requests);
    requests.back()->get_response();  // one is taken by itself
    std::int32_t sum = number(requests.back());
    requests.clear();
    for (int i = 0; i < 19; ++i) {
        RequestRef next;
        peers.client->get_next_response(next);
        sum += number(next);
    }
    CHECK(sum == expected);
    CHECK_FALSE(peers.client->poll_next_response());
}

TEST_CASE("dii: deferred requests are dropped without their answers, on every side and at any time") {
    Peers peers;
    for (int round = 0; round < 30; ++round) {
        twice(peers.far, round)->send_deferred();
        const auto kept = twice(peers.far, round);
        kept->send_deferred();
        if (round % 3 == 0) kept->poll_response();
        peers.client->send_multiple_requests_deferred({twice(peers.far, round), kept->target()->_request("name")});
    }
    std::vector<std::jthread> threads;
    std::atomic<int> taken{0};
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 10; ++k) {
                RequestRef next;
                try {
                    peers.client->get_next_response(next);
                } catch (const CORBA::MARSHAL&) {  // a name that nobody expects
                }
                ++taken;
            }
        });
    threads.clear();
    CHECK(taken == 30);
}

TEST_CASE("dii: an answer that does not come is TIMEOUT, one whose ORB goes is an error too") {
    TestOrb server{"server"}, client{"client", {"-ORBclientCallTimeOutPeriod", "100"}};
    server.root();  // never active: requests are held
    const auto near = server.root()->create_reference("IDL:Test/Echo:1.0");
    const auto far = client->string_to_object(server->object_to_string(near));
    const auto request = twice(far, 1);
    request->send_deferred();
    CHECK_THROWS_AS(request->get_response(), CORBA::TIMEOUT);
    const auto last = twice(far, 1);
    last->send_deferred();
    client->destroy();
    CHECK_THROWS_AS(last->get_response(), CORBA::SystemException);
}

TEST_CASE("dii: an operation list from a description of the operation") {
    using corbel::dynamic::Direction;
    TestOrb orb{"orb"};
    corbel::dynamic::Operation operation;
    operation.parameters = {{Direction::in, "a", CORBA::_tc_long},
                            {Direction::out, "b", CORBA::_tc_string},
                            {Direction::inout, "c", CORBA::_tc_any}};
    IDL::traits<CORBA::NVList>::ref_type list;
    orb->create_operation_list(operation, list);
    REQUIRE(list->count() == 3);
    CHECK(list->item(1)->flags() == CORBA::ARG_OUT);
    CHECK(list->item(2)->name() == "c");
    CHECK(list->item(0)->value().type() == CORBA::typecode_reference{CORBA::_tc_long});
}

TEST_CASE("dii: contexts inherit, and match by prefix") {
    TestOrb orb{"orb"};
    IDL::traits<CORBA::Context>::ref_type root;
    orb->get_default_context(root);
    const auto set = [](const auto& context, const std::string& name, const char* text) {
        CORBA::Any value;
        value <<= text;
        context->set_one_value(name, value);
    };
    set(root, "user.name", "root");
    set(root, "user.shell", "sh");
    const auto child = root->create_child("session");
    CHECK(child->parent()->_is_equivalent(root));
    set(child, "user.name", "me");
    const auto values = child->get_values("", 0, "user.*");
    REQUIRE(values->count() == 2);
    std::string text;
    REQUIRE((values->item(0)->value() >>= text));
    CHECK(values->item(0)->name() == "user.name");
    CHECK(text == "me");
    CHECK(child->get_values("", CORBA::CTX_RESTRICT_SCOPE, "user.*")->count() == 1);
    CHECK(child->get_values("session", 0, "user.shell")->count() == 1);
    CHECK_THROWS_AS(child->get_values("elsewhere", 0, "user.*"), CORBA::BAD_CONTEXT);
    CHECK_THROWS_AS(child->get_values("", 0, "host"), CORBA::BAD_CONTEXT);
    child->delete_values("user.name");
    CHECK_THROWS_AS(child->delete_values("user.name"), CORBA::BAD_CONTEXT);
    CORBA::Any number;
    number <<= std::int32_t{1};
    CHECK_THROWS_AS(child->set_one_value("n", number), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(set(child, "a*", "x"), CORBA::BAD_PARAM);
}
