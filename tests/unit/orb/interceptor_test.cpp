// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/corba.hpp>
#include <corbel/dii.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>

#include "orb/engine/invocation/callbacks.hpp"
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
    void send_poll(ClientInfo info) override { point("send_poll", info); }
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

TEST_CASE_METHOD(Fixture, "interceptors: what is no exception class is UNKNOWN, at each point of both sides") {
    for (const std::string where : {"arrives", "receive_request", "send_reply"}) {
        scene.at_server = [where](const std::string& point, const ServerInfo&) {
            if (point == where) throw 42;
        };
        CHECK_THROWS_AS(far->twice(2), CORBA::UNKNOWN);
        CHECK_THROWS_AS(near->twice(2), CORBA::UNKNOWN);
    }
    scene.at_server = [](const std::string&, const ServerInfo&) {};
    for (const std::string where : {"A send_request", "B receive_reply"}) {
        scene.at_client = [where](const std::string& point, const ClientInfo&) {
            if (point == where) throw 42;
        };
        CHECK_THROWS_AS(far->twice(2), CORBA::UNKNOWN);
    }
    scene.at_client = [](const std::string&, const ClientInfo&) {};
    CHECK(far->twice(2) == 4);
}

TEST_CASE_METHOD(Fixture, "interceptors: none of the server can wait for the server's end") {
    std::vector<std::uint32_t> minors;
    scene.at_server = [&](const std::string&, const ServerInfo&) {
        minors.push_back(order_minor([&] { (*server)->shutdown(true); }));
        minors.push_back(order_minor([&] { (*server)->destroy(); }));
        minors.push_back(order_minor([&] { server->root()->destroy(true, true); }));
    };
    CHECK(far->twice(2) == 4);
    CHECK(minors == std::vector<std::uint32_t>(9, 3));
    scene.at_server = [](const std::string&, const ServerInfo&) {};
    CHECK(far->twice(2) == 4);  // nothing of it has begun
}

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
        if (point == "B send_request")
            info->add_request_service_context(IOP::ServiceContext{request_context, {3}}, true);
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

namespace {

IDL::traits<CORBA::Request>::ref_type deferred(const EchoRef& object, const char* operation, std::int32_t n) {
    auto request = object->_request(operation);
    request->add_in_arg() <<= n;
    request->set_return_type(CORBA::_tc_long);
    request->exceptions()->add(Test::_tc_Refused);
    request->send_deferred();
    return request;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "interceptors: a deferred request is one that is sent and one that takes the answer") {
    const Log sent{"A send_request twice", "B send_request twice", "B receive_other twice", "A receive_other twice"};
    const Log taken{"A send_poll twice", "B send_poll twice", "B receive_reply twice", "A receive_reply twice"};
    Log seen;
    scene.at_client = [&](const std::string& point, const ClientInfo& info) {
        seen.push_back(point + " " + info->operation());  // all of it on this thread
        if (point == "A send_request")
            info->add_request_service_context(IOP::ServiceContext{request_context, {9}}, false);
        if (point == "A receive_other") {
            CHECK(info->reply_status() == SUCCESSFUL);
            CHECK_THROWS_AS(info->get_reply_service_context(reply_context), CORBA::BAD_INV_ORDER);
        }
        if (point == "A send_poll") {
            CHECK(info->target()->_is_equivalent(far));
            CHECK(info->response_expected());
            CHECK_THROWS_AS(info->reply_status(), CORBA::BAD_INV_ORDER);
            CHECK_THROWS_AS(info->get_request_service_context(request_context), CORBA::BAD_INV_ORDER);
            CHECK_THROWS_AS(info->add_request_service_context(IOP::ServiceContext{}, false), CORBA::BAD_INV_ORDER);
        }
        if (point == "A receive_reply") CHECK(info->get_reply_service_context(reply_context).context_data()[0] == 7);
    };
    scene.at_server = [](const std::string& point, const ServerInfo& info) {
        if (point != "arrives") return;
        CHECK(info->get_request_service_context(request_context).context_data() == std::vector<std::uint8_t>{9});
        info->add_reply_service_context(IOP::ServiceContext{reply_context, {7}}, false);
    };
    const auto request = deferred(far, "twice", 4);
    CHECK(seen == sent);
    seen.clear();
    request->get_response();
    CHECK(seen == taken);
    std::int32_t result = 0;
    CHECK((request->return_value() >>= result));
    CHECK(result == 8);

    seen.clear();
    CHECK_THROWS_AS(deferred(far, "refuse", 3)->get_response(), CORBA::UnknownUserException);
    CHECK(seen.back() == "A receive_exception refuse");
    seen.clear();
    CHECK_THROWS_AS(deferred(far, "refuse", -1)->get_response(), CORBA::NO_PERMISSION);
    CHECK(seen.back() == "A receive_exception refuse");
    seen.clear();
    const auto dropped = deferred(far, "twice", 4);  // nobody takes the answer
    CHECK(seen == sent);
}

TEST_CASE_METHOD(Fixture, "interceptors: they refuse a deferred request, or its answer") {
    for (const std::string where : {"B send_request", "B receive_other", "B send_poll", "B receive_reply"}) {
        INFO(where);
        scene.at_client = [&](const std::string& point, const ClientInfo&) {
            if (point == where) throw CORBA::BAD_QOS{6, CORBA::COMPLETED_NO};
        };
        CHECK_THROWS_AS(deferred(far, "twice", 4)->get_response(), CORBA::BAD_QOS);
    }
    scene.at_client = [&](const std::string& point, const ClientInfo&) {
        if (point == "A send_poll") throw ForwardRequest{far};
    };
    CHECK_THROWS_AS(deferred(far, "twice", 4)->get_response(), CORBA::UNKNOWN);
}

TEST_CASE_METHOD(Fixture, "interceptors: they send a deferred request elsewhere") {
    const auto other = CORBA::make_reference<EchoServant>(server->root(), "other")->_this();
    const auto name_of = [&] {
        const auto request = far->_request("name");
        request->set_return_type(CORBA::_tc_string);
        request->send_deferred();
        request->get_response();
        std::string name;
        CHECK((request->return_value() >>= name));
        return name;
    };
    for (const std::string where : {"B send_request", "B receive_other", "B receive_exception"}) {
        INFO(where);
        far = IDL::traits<Test::Echo>::narrow((*client)->string_to_object((*server)->object_to_string(near)));
        scene.at_client = [&](const std::string& point, const ClientInfo& info) {
            if (point == where && !info->effective_target()->_is_equivalent(other)) throw ForwardRequest{other};
        };
        std::atomic<bool> refused{false};
        scene.at_server = [&](const std::string& point, const ServerInfo& info) {
            if (where == "B receive_exception" && point == "receive_request" && info->operation() == "name" &&
                !refused.exchange(true))
                throw CORBA::NO_PERMISSION{7, CORBA::COMPLETED_NO};
        };
        scene.log.clear();
        CHECK(name_of() == "other");
    }
    // By the server: the request is sent again meanwhile.
    scene.at_client = [](const std::string&, const ClientInfo&) {};
    scene.at_server = [&](const std::string& point, const ServerInfo& info) {
        if (point == "receive_request" && info->object_id() != server->root()->reference_to_id(other))
            throw ForwardRequest{other};
    };
    far = IDL::traits<Test::Echo>::narrow((*client)->string_to_object((*server)->object_to_string(near)));
    scene.log.clear();
    CHECK(name_of() == "other");
    CHECK(std::count(scene.log.begin(), scene.log.end(), "A send_request name") == 2);
    CHECK(std::count(scene.log.begin(), scene.log.end(), "A send_poll name") == 1);
}

TEST_CASE_METHOD(Fixture, "interceptors: they see the answer to an asynchronous request before its caller is told") {
    const auto call = [&] {
        std::promise<std::int32_t> told;
        const auto& reference = far->_reference();
        auto& invoker = reference.invoker();
        invoker.callbacks().call(
            invoker, reference, "twice", [](corbel::cdr::Writer& out) { out.put(std::int32_t{4}); },
            [&](corbel::Reply reply, const corbel::SystemError* error) {
                told.set_value(error ? -1 : reply.body.get<std::int32_t>());
            });
        return told.get_future().get();
    };
    CHECK(call() == 8);
    std::erase_if(scene.log, [](const auto& each) { return each[1] != ' '; });  // those of the server
    CHECK(scene.log == Log{"A send_request twice", "B send_request twice", "B receive_other twice",
                           "A receive_other twice", "B receive_reply twice", "A receive_reply twice"});
    scene.at_client = [](const std::string& point, const ClientInfo&) {
        if (point == "A receive_reply") throw CORBA::BAD_QOS{6, CORBA::COMPLETED_YES};
    };
    CHECK(call() == -1);
}

// -- policies of a program's own

namespace {

constexpr CORBA::PolicyType colour_policy = 0x43424c00;

struct Colour final : CORBA::Policy {
    const std::string value;
    explicit Colour(std::string value) : value{std::move(value)} {}
    CORBA::PolicyType policy_type() const override { return colour_policy; }
    PolicyRef copy() const override { return CORBA::make_reference<Colour>(value); }
};

struct Colours final : PolicyFactory {
    PolicyRef create_policy(CORBA::PolicyType type, const CORBA::Any& value) override {
        CHECK(type == colour_policy);
        std::string name;
        if (!(value >>= name)) throw CORBA::PolicyError{CORBA::BAD_POLICY_VALUE};
        return CORBA::make_reference<Colour>(name);
    }
};

std::string colour(const PolicyRef& policy) {
    const auto* mine = dynamic_cast<const Colour*>(policy ? policy.operator->() : nullptr);
    return mine ? mine->value : "none";
}

int minor_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const CORBA::SystemException& error) {
        return static_cast<int>(error.minor() & 0xfff);
    }
    return -1;
}

struct Palette final : IORInterceptor {
    std::vector<std::string>& seen;
    explicit Palette(std::vector<std::string>& seen) : seen{seen} {}
    std::string name() override { return "palette"; }
    void establish_components(IDL::traits<IORInfo>::ref_type info) override {
        seen.push_back(colour(info->get_effective_policy(colour_policy)));
        CHECK(minor_of([&] { info->get_effective_policy(4711); }) == 3);
        if (const auto lifespan = info->get_effective_policy(PortableServer::LIFESPAN_POLICY_ID))
            seen.push_back(std::to_string(lifespan->_value()));
    }
};

}  // namespace

TEST_CASE("interceptors: a policy factory makes policies that POAs and references carry") {
    Scene scene;
    std::vector<std::string> established;
    const Registration registration{scene, [&](const auto& info) {
        info->register_policy_factory(colour_policy, CORBA::make_reference<Colours>());
        CHECK(minor_of([&] { info->register_policy_factory(colour_policy, CORBA::make_reference<Colours>()); }) == 16);
        CHECK(minor_of([&] {
                  info->register_policy_factory(Messaging::SYNC_SCOPE_POLICY_TYPE, CORBA::make_reference<Colours>());
              }) == 16);
        info->add_server_request_interceptor(CORBA::make_reference<Server>(scene));
        info->add_client_request_interceptor(CORBA::make_reference<Client>(scene, "A"));
        info->add_ior_interceptor(CORBA::make_reference<Palette>(established));
    }};
    TestOrb orb{"palette"};
    const auto make = [&](const char* name) {
        CORBA::Any value;
        value <<= name;
        return orb->create_policy(colour_policy, value);
    };
    CHECK(colour(make("red")) == "red");
    CHECK_THROWS_AS(orb->create_policy(colour_policy, CORBA::Any{}), CORBA::PolicyError);
    CHECK_THROWS_AS(orb->create_policy(colour_policy + 1, CORBA::Any{}), CORBA::PolicyError);

    const auto root = orb.active_root();
    const auto persistent = root->create_lifespan_policy(PortableServer::LifespanPolicyValue::PERSISTENT);
    established.clear();
    const auto red = root->create_POA("red", root->the_POAManager(), {make("red"), persistent});
    CHECK(established == std::vector<std::string>{"red", "1"});
    struct Unknown final : CORBA::Policy {
        CORBA::PolicyType policy_type() const override { return 4711; }
        PolicyRef copy() const override { return nullptr; }
    };
    try {
        root->create_POA("none", nullptr, {make("red"), CORBA::make_reference<Unknown>()});
        FAIL("a policy that nobody knows");
    } catch (const PortableServer::POA::InvalidPolicy& invalid) {
        CHECK(invalid.index() == 1);
    }

    std::string at_server, at_client;
    scene.at_server = [&](const std::string& point, const ServerInfo& info) {
        if (point == "arrives") CHECK_THROWS_AS(info->get_server_policy(colour_policy), CORBA::BAD_INV_ORDER);
        if (point != "receive_request") return;
        at_server = colour(info->get_server_policy(colour_policy));
        CHECK(minor_of([&] { info->get_server_policy(4711); }) == 3);
    };
    scene.at_client = [&](const std::string&, const ClientInfo& info) {
        at_client = colour(info->get_request_policy(colour_policy));
    };
    const auto servant = CORBA::make_reference<EchoServant>(root);
    red->activate_object(servant);
    const auto plain = IDL::traits<Test::Echo>::narrow(red->servant_to_reference(servant));
    CHECK(plain->twice(2) == 4);
    CHECK(at_server == "red");
    CHECK(at_client == "none");
    const auto blue = plain->_set_policy_overrides({make("green"), make("blue")}, CORBA::SetOverrideType::ADD_OVERRIDE);
    CHECK(IDL::traits<Test::Echo>::narrow(blue)->twice(2) == 4);
    CHECK(at_client == "blue");
    CHECK(colour(blue->_get_policy(colour_policy)) == "blue");
    CHECK(blue->_get_policy_overrides({}).size() == 1);
    CHECK(blue->_get_policy_overrides({Messaging::SYNC_SCOPE_POLICY_TYPE}).empty());
    const auto neither = blue->_set_policy_overrides({}, CORBA::SetOverrideType::SET_OVERRIDE);
    CHECK(neither->_get_policy_overrides({}).empty());
    CHECK_THROWS_AS(plain->_set_policy_overrides({CORBA::make_reference<Unknown>()},
                                                 CORBA::SetOverrideType::ADD_OVERRIDE),
                    CORBA::NO_PERMISSION);
    CHECK(CORBA::make_reference<EchoServant>(root)->_this()->twice(1) == 2);
    CHECK(at_server == "none");
}
