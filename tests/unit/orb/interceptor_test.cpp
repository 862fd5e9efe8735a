// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/corba.hpp>

#include <functional>
#include <mutex>

#include "tests/unit/orb/echo_servant.hpp"

using namespace PortableInterceptor;

namespace {

using Log = std::vector<std::string>;
using ClientInfo = IDL::traits<ClientRequestInfo>::ref_type;
using ServerInfo = IDL::traits<ServerRequestInfo>::ref_type;
using EchoRef = IDL::traits<Test::Echo>::ref_type;

constexpr IOP::ServiceId request_context = 0x43424c10, reply_context = 0x43424c11;
constexpr IOP::ComponentId component = 0x43424c12;

/// What all interceptors of a test share.
struct Scene {
    std::mutex mutex;
    Log log;
    std::function<void(const std::string&, ClientInfo)> at_client = [](const std::string&, ClientInfo) {};
    std::function<void(const std::string&, ServerInfo)> at_server = [](const std::string&, ServerInfo) {};
    SlotId slot = 0;

    void note(const std::string& text) {
        const std::lock_guard lock{mutex};
        log.push_back(text);
    }
};

struct Client final : ClientRequestInterceptor {
    Scene& scene;
    std::string id;
    Client(Scene& scene, std::string id) : scene{scene}, id{std::move(id)} {}
    std::string name() override { return id; }
    void point(const std::string& what, const ClientInfo& info) {
        scene.note(id + " " + what + " " + info->operation());
        scene.at_client(id + " " + what, info);
    }
    void send_request(ClientInfo info) override { point("send_request", info); }
    void receive_reply(ClientInfo info) override { point("receive_reply", info); }
    void receive_exception(ClientInfo info) override { point("receive_exception", info); }
    void receive_other(ClientInfo info) override { point("receive_other", info); }
    void destroy() override { scene.note(id + " destroyed"); }
};

struct Server final : ServerRequestInterceptor {
    Scene& scene;
    explicit Server(Scene& scene) : scene{scene} {}
    std::string name() override { return "server"; }
    void point(const std::string& what, const ServerInfo& info) {
        scene.note(what + " " + info->operation());
        scene.at_server(what, info);
    }
    void receive_request_service_contexts(ServerInfo info) override { point("arrives", info); }
    void receive_request(ServerInfo info) override { point("receive_request", info); }
    void send_reply(ServerInfo info) override { point("send_reply", info); }
    void send_exception(ServerInfo info) override { point("send_exception", info); }
    void send_other(ServerInfo info) override { point("send_other", info); }
};

struct Ior final : IORInterceptor {
    std::string name() override { return {}; }
    void establish_components(IDL::traits<IORInfo>::ref_type info) override {
        info->add_ior_component(IOP::TaggedComponent{component, {7}});
        CHECK_THROWS_AS(info->add_ior_component_to_profile(IOP::TaggedComponent{}, 5), CORBA::BAD_PARAM);
        throw CORBA::NO_RESOURCES{};  // ignored
    }
};

struct Initializer final : ORBInitializer {
    Scene& scene;
    std::function<void(const IDL::traits<ORBInitInfo>::ref_type&)> action;
    Initializer(Scene& scene, std::function<void(const IDL::traits<ORBInitInfo>::ref_type&)> action)
        : scene{scene}, action{std::move(action)} {}
    void pre_init(IDL::traits<ORBInitInfo>::ref_type info) override { action(info); }
};

/// Registers while it lives.
struct Registration {
    IDL::traits<ORBInitializer>::ref_type init;
    Registration(Scene& scene, std::function<void(const IDL::traits<ORBInitInfo>::ref_type&)> action)
        : init{CORBA::make_reference<Initializer>(scene, std::move(action))} {
        register_orb_initializer(init);
    }
    ~Registration() { unregister_orb_initializer(init); }
};

struct Fixture {
    Scene scene;
    std::unique_ptr<TestOrb> server, client;
    EchoRef near, far;

    Fixture() {
        const Registration both{scene, [this](const auto& info) {
            scene.slot = info->allocate_slot_id();
            if (info->orb_id() == "server") {
                info->add_server_request_interceptor(CORBA::make_reference<Server>(scene));
                info->add_ior_interceptor(CORBA::make_reference<Ior>());
                CHECK_THROWS_AS(info->add_server_request_interceptor(CORBA::make_reference<Server>(scene)),
                                ORBInitInfo::DuplicateName);
            } else {
                info->add_client_request_interceptor(CORBA::make_reference<Client>(scene, "A"));
                info->add_client_request_interceptor(CORBA::make_reference<Client>(scene, "B"));
            }
        }};
        server = std::make_unique<TestOrb>("server");
        client = std::make_unique<TestOrb>("client");
        near = CORBA::make_reference<EchoServant>(server->active_root())->_this();
        far = IDL::traits<Test::Echo>::narrow((*client)->string_to_object((*server)->object_to_string(near)));
        REQUIRE(far);
        scene.log.clear();
    }
    ~Fixture() {
        client.reset();
        server.reset();
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "interceptors: each point is passed, in order out and in opposite order back") {
    CHECK(far->twice(2) == 4);
    CHECK(scene.log == Log{"A send_request twice", "B send_request twice", "arrives twice", "receive_request twice",
                           "send_reply twice", "B receive_reply twice", "A receive_reply twice"});
    scene.log.clear();
    CHECK_THROWS_AS(far->refuse(3), Test::Refused);
    CHECK_THROWS_AS(far->refuse(-1), CORBA::NO_PERMISSION);
    CHECK(scene.log == Log{"A send_request refuse", "B send_request refuse", "arrives refuse", "receive_request refuse",
                           "send_exception refuse", "B receive_exception refuse", "A receive_exception refuse",
                           "A send_request refuse", "B send_request refuse", "arrives refuse", "receive_request refuse",
                           "send_exception refuse", "B receive_exception refuse", "A receive_exception refuse"});
    scene.log.clear();
    near->note(1);  // colocated, in an ORB without client interceptors
    CHECK(scene.log == Log{"arrives note", "receive_request note", "send_other note"});
    scene.log.clear();
    client.reset();
    CHECK(scene.log == Log{"A destroyed", "B destroyed"});
}

TEST_CASE_METHOD(Fixture, "interceptors: what they learn of a request") {
    int checked = 0;
    scene.at_client = [&](const std::string& point, const ClientInfo& info) {
        if (point == "A send_request") {
            ++checked;
            CHECK(info->target()->_is_equivalent(far));
            CHECK(info->effective_target()->_is_equivalent(far));
            CHECK(info->response_expected());
            CHECK(info->sync_scope() == Messaging::SYNC_WITH_TARGET);
            CHECK_THROWS_AS(info->reply_status(), CORBA::BAD_INV_ORDER);
            CHECK_THROWS_AS(info->received_exception_id(), CORBA::BAD_INV_ORDER);
            CHECK(info->get_effective_component(component).component_data() == std::vector<std::uint8_t>{7});
            CHECK_THROWS_AS(info->get_effective_component(1234567), CORBA::BAD_PARAM);
            CHECK(info->get_request_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE));
        } else if (point == "A receive_exception") {
            ++checked;
            const bool system = info->reply_status() == SYSTEM_EXCEPTION;
            CHECK(info->received_exception_id() ==
                  (system ? "IDL:omg.org/CORBA/NO_PERMISSION:1.0" : "IDL:Test/Refused:1.0"));
            CORBA::NO_PERMISSION held;
            if (system) {
                CHECK((info->received_exception() >>= held));
                CHECK(held.minor() == 7);
            } else {
                CHECK_THROWS_AS(info->received_exception(), CORBA::NO_RESOURCES);
            }
        }
    };
    scene.at_server = [&](const std::string& point, const ServerInfo& info) {
        if (point == "arrives") CHECK_THROWS_AS(info->object_id(), CORBA::BAD_INV_ORDER);
        if (point != "receive_request") return;
        ++checked;
        CHECK_FALSE(info->object_id().empty());
        CHECK(info->adapter_id() == server->root()->id());
        CHECK(info->target_most_derived_interface() == "IDL:Test/Echo:1.0");
        CHECK(info->target_is_a("IDL:Test/Named:1.0"));
    };
    CHECK_THROWS_AS(far->refuse(3), Test::Refused);
    CHECK_THROWS_AS(far->refuse(-1), CORBA::NO_PERMISSION);
    CHECK(checked == 6);
}

TEST_CASE_METHOD(Fixture, "interceptors: service contexts go both ways") {
    scene.at_client = [&](const std::string& point, const ClientInfo& info) {
        if (point == "A send_request") {
            info->add_request_service_context(IOP::ServiceContext{request_context, {1, 2}}, false);
            CHECK_THROWS_AS(info->add_request_service_context(IOP::ServiceContext{request_context, {}}, false),
                            CORBA::BAD_INV_ORDER);
        }
        if (point == "B send_request") info->add_request_service_context(IOP::ServiceContext{request_context, {3}}, true);
        if (point == "B receive_reply") {
            scene.note(std::to_string(info->get_reply_service_context(reply_context).context_data().size()));
            CHECK_THROWS_AS(info->get_reply_service_context(99), CORBA::BAD_PARAM);
        }
    };
    scene.at_server = [&](const std::string& point, const ServerInfo& info) {
        if (point != "arrives") return;
        CHECK(info->get_request_service_context(request_context).context_data() == std::vector<std::uint8_t>{3});
        CHECK_THROWS_AS(info->get_request_service_context(99), CORBA::BAD_PARAM);
        info->add_reply_service_context(IOP::ServiceContext{reply_context, std::vector<std::uint8_t>(5)}, false);
    };
    CHECK(far->twice(2) == 4);
    CHECK(std::count(scene.log.begin(), scene.log.end(), "5") == 1);
}

TEST_CASE_METHOD(Fixture, "interceptors: they refuse requests, and those that were passed hear of it") {
    scene.at_client = [](const std::string& point, const ClientInfo&) {
        if (point == "B send_request") throw CORBA::NO_PERMISSION{5, CORBA::COMPLETED_NO};
    };
    try {
        far->twice(2);
        FAIL("passed");
    } catch (const CORBA::NO_PERMISSION& error) {
        CHECK(error.minor() == 5);
    }
    CHECK(scene.log == Log{"A send_request twice", "B send_request twice", "A receive_exception twice"});
    scene.at_client = [](const std::string&, const ClientInfo&) {};
    for (const auto* where : {"arrives", "receive_request", "send_reply"}) {
        scene.at_server = [where](const std::string& point, const ServerInfo&) {
            if (point == where) throw CORBA::BAD_QOS{6, CORBA::COMPLETED_NO};
        };
        CHECK_THROWS_AS(far->twice(2), CORBA::BAD_QOS);
        CHECK_THROWS_AS(near->twice(2), CORBA::BAD_QOS);
    }
}

TEST_CASE_METHOD(Fixture, "interceptors: they send requests elsewhere") {
    const auto other = CORBA::make_reference<EchoServant>(server->root(), "other")->_this();
    scene.at_client = [&](const std::string& point, const ClientInfo& info) {
        if (point == "B send_request" && !info->effective_target()->_is_equivalent(other)) throw ForwardRequest{other};
        if (point == "A receive_other") CHECK(info->forward_reference()->_is_equivalent(other));
    };
    CHECK(far->name() == "other");
    CHECK(std::count(scene.log.begin(), scene.log.end(), "A receive_other name") == 1);
    scene.at_client = [](const std::string&, const ClientInfo&) {};
    scene.at_server = [&](const std::string& point, const ServerInfo& info) {
        if (point == "receive_request" && info->operation() == "whoami") throw ForwardRequest{near};
    };
    CHECK_THROWS_AS(far->whoami(), CORBA::TRANSIENT);  // for ever, and so cut off
}

TEST_CASE_METHOD(Fixture, "interceptors: slots go from the thread to the call, and from the request to the servant") {
    const auto current = IDL::traits<Current>::narrow((*client)->resolve_initial_references("PICurrent"));
    const auto at_server = IDL::traits<Current>::narrow((*server)->resolve_initial_references("PICurrent"));
    CORBA::Any number;
    number <<= std::int32_t{42};
    current->set_slot(scene.slot, number);
    CHECK_THROWS_AS(current->set_slot(77, number), InvalidSlot);
    scene.at_client = [&](const std::string& point, const ClientInfo& info) {
        if (point != "A send_request") return;
        CHECK(info->get_slot(scene.slot) == number);
        CHECK_THROWS_AS(info->get_slot(77), InvalidSlot);
    };
    bool seen = false;
    scene.at_server = [&](const std::string& point, const ServerInfo& info) {
        if (point == "arrives") info->set_slot(scene.slot, number);
        if (point == "send_reply") seen = at_server->get_slot(scene.slot) == number;  // in the upcall still
    };
    CHECK(far->twice(2) == 4);
    CHECK(seen);
    CHECK(near->twice(2) == 4);
    CHECK_FALSE(at_server->get_slot(scene.slot) == number);  // the caller's own thread has got its slots back
}
