// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/may_connect.hpp>

#include <thread>

#include "tests/unit/orb/echo_servant.hpp"

TEST_CASE("ORB: one for each id, until it is destroyed") {
    IDL::traits<CORBA::ORB>::ref_type first;
    {
        TestOrb a{"a"}, b{"b"};
        int argc = 0;
        first = CORBA::ORB_init(argc, nullptr, "a");
        CHECK(first == a.ref());
        CHECK_FALSE(first == b.ref());
        CHECK(first->id() == "a");
    }
    TestOrb again{"a"};
    CHECK_FALSE(again.ref() == first);
}

TEST_CASE("ORB: its options leave the command line, wrong ones are BAD_PARAM") {
    char program[] = "program", option[] = "-ORBid", value[] = "from the command line", rest[] = "rest";
    char* argv[] = {program, option, value, rest, nullptr};
    int argc = 4;
    const auto orb = CORBA::ORB_init(argc, argv);
    CHECK(orb->id() == "from the command line");
    CHECK(argc == 2);
    CHECK(argv[1] == rest);
    orb->destroy();
    char wrong[] = "-ORBendpoint";
    char* wrong_argv[] = {program, wrong, value, nullptr};
    argc = 3;
    try {
        CORBA::ORB_init(argc, wrong_argv);
        FAIL("accepted");
    } catch (const CORBA::BAD_PARAM& error) {
        CHECK_THAT(error.what(), Catch::Contains("-ORBendPoint"));
    }
}

TEST_CASE("ORB: initial references") {
    TestOrb orb{"server", {"-ORBInitRef", "Elsewhere=corbaloc::127.0.0.1:1/x"}};
    const auto echo = CORBA::make_reference<EchoServant>(orb.active_root())->_this();
    orb->register_initial_reference("Echo", echo);
    CHECK(IDL::traits<Test::Echo>::narrow(orb->resolve_initial_references("Echo"))->twice(1) == 2);
    CHECK_THROWS_AS(orb->register_initial_reference("Echo", echo), CORBA::ORB::InvalidName);
    CHECK_THROWS_AS(orb->resolve_initial_references("Nothing"), CORBA::ORB::InvalidName);
    CHECK_THROWS_AS(orb->register_initial_reference("Nil", nullptr), CORBA::BAD_PARAM);
    CHECK(orb->resolve_initial_references("Elsewhere"));
    CHECK(orb->list_initial_services() ==
          std::vector<std::string>{"CodecFactory", "DynAnyFactory", "Echo", "Elsewhere", "NameService",
                                   "ORBPolicyManager", "PICurrent", "POACurrent", "PolicyCurrent", "RootPOA"});
}

TEST_CASE("ORB: a program decides where connections may go") {
    TestOrb server{"server"}, client{"client"}, inside{"inside", {"-ORBclientTransportRule", "10.0.0.0/8 tcp"}};
    const auto ior = server->object_to_string(CORBA::make_reference<EchoServant>(server.active_root())->_this());
    const auto echo = IDL::traits<Test::Echo>::narrow(client->string_to_object(ior));
    std::string asked;
    corbel::may_connect(client.ref(), [&](const corbel::Destination& to) {
        asked = to.host + ":" + std::to_string(to.port);
        return false;
    });
    CHECK_THROWS_AS(echo->twice(3), CORBA::NO_PERMISSION);
    CHECK(asked == server->endpoints().at(0));
    corbel::may_connect(client.ref(), {});
    CHECK(echo->twice(3) == 6);
    const auto far = IDL::traits<Test::Echo>::narrow(inside->string_to_object(ior));
    CHECK_THROWS_AS(far->twice(3), CORBA::NO_PERMISSION);
}

TEST_CASE("ORB: objects under keys of the program's own") {
    TestOrb server{"server"}, client{"client"};
    server->register_object_key("Echo", CORBA::make_reference<EchoServant>(server.active_root())->_this());
    const auto url = "corbaloc::" + server->endpoints().at(0) + "/Echo";
    CHECK(IDL::traits<Test::Echo>::narrow(client->string_to_object(url))->twice(3) == 6);
}

TEST_CASE("ORB: nil and local objects as strings") {
    TestOrb orb{"a"};
    CHECK_FALSE(orb->string_to_object(orb->object_to_string(nullptr)));
    CHECK_THROWS_AS(orb->object_to_string(orb.root()), CORBA::MARSHAL);
    CHECK_THROWS_AS(orb->string_to_object("nonsense:"), CORBA::BAD_PARAM);
}

TEST_CASE("ORB: _default_POA() is the root POA of the only ORB") {
    struct Plain final : EchoServant {
        Plain() : EchoServant{nullptr} {}
        IDL::traits<PortableServer::POA>::ref_type _default_POA() override { return ServantBase::_default_POA(); }
    };
    const auto servant = CORBA::make_reference<Plain>();
    CHECK_THROWS_AS(servant->_this(), CORBA::BAD_INV_ORDER);
    TestOrb orb{"only"};
    orb.active_root();
    CHECK(servant->_this()->twice(1) == 2);
}

TEST_CASE("ORB: run() ends by shutdown(), also from within a request") {
    TestOrb server{"server"};
    struct Stopping final : EchoServant {
        IDL::traits<CORBA::ORB>::ref_type orb;
        Stopping(IDL::traits<CORBA::ORB>::ref_type orb, IDL::traits<PortableServer::POA>::ref_type poa)
            : EchoServant{std::move(poa)}, orb{std::move(orb)} {}
        std::int32_t twice(std::int32_t n) override {
            CHECK_THROWS_AS(orb->shutdown(true), CORBA::BAD_INV_ORDER);
            orb->shutdown(false);
            return n;
        }
    };
    const auto object = CORBA::make_reference<Stopping>(server.ref(), server.active_root())->_this();
    std::thread runner{[&] { server->run(); }};
    CHECK(object->twice(5) == 5);
    runner.join();
    CHECK_THROWS_AS(server->resolve_initial_references("RootPOA"), CORBA::BAD_INV_ORDER);
}

TEST_CASE("ORB: calls after destroy() are BAD_INV_ORDER") {
    IDL::traits<Test::Echo>::ref_type object;
    {
        TestOrb server{"server"};
        object = CORBA::make_reference<EchoServant>(server.active_root())->_this();
        CHECK(object->twice(5) == 10);
    }
    CHECK_THROWS_AS(object->twice(5), CORBA::BAD_INV_ORDER);
}
