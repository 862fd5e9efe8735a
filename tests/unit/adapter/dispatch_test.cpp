// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <future>

#include "orb/engine/adapter/current.hpp"
#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

using namespace policy;

struct Fixture {
    SmallOrb orb;
    std::shared_ptr<Poa> root = orb.active_root();

    Reference object(ServantPtr one) { return root->id_to_reference(root->activate(one)); }
    Reference object_with_key(std::string_view key) { return orb.make_reference("", as_bytes(key)); }
};

struct Activator : ServantActivator {
    std::vector<std::string> log;
    std::function<ServantPtr(const ObjectId&)> make = [](const ObjectId&) { return says("made"); };

    ServantPtr incarnate(const ObjectId& id, Poa&) override {
        log.push_back("incarnate " + std::string{as_text(id)});
        return make(id);
    }
    void etherealize(const ObjectId& id, Poa&, const ServantPtr&, bool cleanup, bool remaining) override {
        log.push_back("etherealize " + std::string{as_text(id)} + (cleanup ? " cleanup" : "") +
                      (remaining ? " remaining" : ""));
        throw std::runtime_error{"ignored"};
    }
};

struct Locator : ServantLocator {
    std::vector<std::string> log;

    ServantPtr preinvoke(const ObjectId& id, Poa&, std::string_view operation, Cookie& cookie) override {
        log.push_back("pre " + std::string{as_text(id)} + " " + std::string{operation});
        cookie = 42;
        return servant([this](ServerRequest& request) {
            log.push_back("call");
            request.reply([](cdr::Writer&) {});
        });
    }
    void postinvoke(const ObjectId&, Poa&, std::string_view, const Cookie& cookie, const ServantPtr& servant) override {
        log.push_back("post " + std::to_string(std::any_cast<int>(cookie)) + (servant ? "" : " nil"));
    }
};

struct Activation : AdapterActivator {
    std::vector<Policy> policies;
    bool unknown_adapter(Poa& parent, const std::string& name) override {
        const auto poa = parent.create_child(name, parent.manager(), policies);
        poa->activate(id("x"), says("activated " + name));
        return true;
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "dispatch: keys that are nobody's are OBJECT_NOT_EXIST") {
    CHECK(error_of_action([&] { call(object_with_key("nothing")); }).error() == Error::object_not_exist);
    CHECK(error_of_action([&] { call(object_with_key("\xcb\xe1")); }).error() == Error::object_not_exist);
    CHECK(error_of_action([&] { call(object_with_key("")); }).error() == Error::object_not_exist);
    auto key = orb.adapter->own_key(root->create_reference("").ior());
    CHECK(error_of_action([&] { call(orb.make_reference("", key)); }).minor() == minor::unknown_object);
    key[5] ^= 1;  // another run's stamp
    CHECK(error_of_action([&] { call(orb.make_reference("", key)); }).minor() == minor::no_such_adapter);
}

TEST_CASE_METHOD(Fixture, "dispatch: a key of the program's own leads to its object") {
    orb.adapter->bind_key("NameService", object(says("names")));
    CHECK(ask(object_with_key("NameService")) == "names");
    CHECK(orb.adapter->locate(as_bytes("NameService")).status == Location::Status::object_here);
    CHECK(root->reference_to_servant(object_with_key("NameService")) != nullptr);
    orb.adapter->bind_key("NameService", Reference{});
    CHECK(error_of_action([&] { call(object_with_key("NameService")); }).error() == Error::object_not_exist);
    CHECK(error_of_action([&] { orb.adapter->bind_key("", object(servant())); }).error() == Error::bad_param);
}

TEST_CASE_METHOD(Fixture, "dispatch: a key bound to a foreign object forwards") {
    const giop::IiopProfile profile{{1, 2}, {{"far", 7, {}}}, id("k"), {}, {}};
    const giop::Ior far{"IDL:Far:1.0", {{giop::tag::internet_iop, profile.write()}}};
    orb.adapter->bind_key("Far", Reference{far, orb.invoker});
    const auto location = orb.adapter->locate(as_bytes("Far"));
    CHECK(location.status == Location::Status::object_forward);
    CHECK(location.forward == far);
}

TEST_CASE_METHOD(Fixture, "dispatch: what a servant throws") {
    const auto system = error_of_action([&] {
        call(object(servant([](ServerRequest&) { throw SystemError{Error::no_permission, 7, Completion::yes}; })));
    });
    CHECK(system.error() == Error::no_permission);
    CHECK(system.minor() == 7);
    CHECK(system.completed() == Completion::yes);
    const auto other = error_of_action(
        [&] { call(object(servant([](ServerRequest&) { throw std::runtime_error{"flat tyre"}; }))); });
    CHECK(other.error() == Error::unknown);
    CHECK(other.minor() == minor::servant_threw);
    CHECK_THAT(other.what(), Catch::Contains("flat tyre"));
    CHECK(error_of_action([&] { call(object(servant([](ServerRequest&) { throw 7; }))); }).error() == Error::unknown);
}

TEST_CASE_METHOD(Fixture, "dispatch: a reply that cannot be written becomes an exception") {
    const auto broken = object(servant([](ServerRequest& request) {
        request.reply([](cdr::Writer& out) {
            out.string("half");
            throw SystemError{Error::bad_param, minor::bound_exceeded};
        });
    }));
    const auto error = error_of_action([&] { call(broken); });
    CHECK(error.error() == Error::bad_param);
    CHECK(error.completed() == Completion::yes);
}

TEST_CASE_METHOD(Fixture, "dispatch: a servant that does not answer is NO_RESPONSE") {
    CHECK(error_of_action([&] { call(object(servant([](ServerRequest&) {}))); }).error() == Error::no_response);
}

TEST_CASE_METHOD(Fixture, "dispatch: Current tells the object, nested calls included") {
    const auto poa = orb.child("user", {user_id, multiple});
    std::vector<std::string> seen;
    const auto note = [&] {
        const auto* upcall = Upcall::current();
        seen.push_back(upcall ? std::string{as_text(upcall->object_id())} : "none");
    };
    const auto inner = servant([&](ServerRequest& request) {
        note();
        request.reply([](cdr::Writer&) {});
    });
    poa->activate(id("inner"), inner);
    poa->activate(id("outer"), servant([&](ServerRequest& request) {
        note();
        call(poa->create_reference(id("inner"), ""));
        note();
        request.reply([](cdr::Writer&) {});
    }));
    note();
    call(poa->create_reference(id("outer"), ""));
    note();
    CHECK(seen == std::vector<std::string>{"none", "outer", "inner", "outer", "none"});
}

TEST_CASE_METHOD(Fixture, "dispatch: in an upcall servant_to_reference is the object that was called") {
    const auto poa = orb.child("user", {user_id, multiple});
    Reference seen;
    ServantPtr one = servant([&](ServerRequest& request) {
        seen = poa->servant_to_reference(one);
        request.reply([](cdr::Writer&) {});
    });
    poa->activate(id("a"), one);
    poa->activate(id("b"), one);
    call(poa->create_reference(id("b"), ""));
    CHECK(poa->reference_to_id(seen) == id("b"));
    one.reset();
}

TEST_CASE_METHOD(Fixture, "dispatch: a servant activator makes each servant once and is told of its end") {
    const auto poa = orb.child("a", {user_id, servant_manager, multiple});
    const auto reference = poa->create_reference(id("x"), "");
    CHECK(error_of_action([&] { call(reference); }).minor() == minor::no_servant_manager);
    const auto activator = std::make_shared<Activator>();
    poa->servant_activator(activator);
    CHECK(error_of_action([&] { poa->servant_activator(activator); }).minor() == minor::servant_manager_is_set);
    CHECK(ask(reference) == "made");
    CHECK(ask(reference) == "made");
    poa->deactivate(id("x"));
    CHECK(ask(reference) == "made");
    poa->destroy(true, true);
    CHECK(activator->log ==
          std::vector<std::string>{"incarnate x", "etherealize x", "incarnate x", "etherealize x cleanup"});
}

TEST_CASE_METHOD(Fixture, "dispatch: an activator may fail, forward, or give nothing") {
    const auto poa = orb.child("a", {user_id, servant_manager});
    const auto activator = std::make_shared<Activator>();
    poa->servant_activator(activator);
    const auto elsewhere = object(says("elsewhere"));
    const auto shared = servant();
    poa->activate(id("taken"), shared);
    activator->make = [&](const ObjectId& which) -> ServantPtr {
        if (which == id("nil")) return nullptr;
        if (which == id("taken twice")) return shared;
        if (which == id("forward")) throw ForwardRequest{elsewhere.ior()};
        throw SystemError{Error::no_permission, 3};
    };
    const auto error = [&](const char* name) {
        return error_of_action([&] { call(poa->create_reference(id(name), "")); });
    };
    CHECK(error("nil").minor() == minor::null_servant);
    CHECK(error("taken twice").minor() == minor::wrong_incarnation);
    CHECK(error("other").error() == Error::no_permission);
    CHECK(ask(poa->create_reference(id("forward"), "")) == "elsewhere");
}

TEST_CASE_METHOD(Fixture, "dispatch: a servant locator is asked before and told after each request") {
    const auto poa = orb.child("a", {user_id, servant_manager, non_retain});
    const auto locator = std::make_shared<Locator>();
    poa->servant_locator(locator);
    CHECK(fault_of([&] { poa->servant_activator(nullptr); }) == Fault::wrong_policy);
    call(poa->create_reference(id("x"), ""), "shine");
    CHECK(locator->log == std::vector<std::string>{"pre x shine", "call", "post 42"});
}

TEST_CASE_METHOD(Fixture, "dispatch: an adapter activator brings persistent POAs back") {
    Reference reference;
    {
        const auto poa = orb.child("a", {user_id, persistent});
        reference =
            poa->create_child("b", root->manager(), std::array{user_id, persistent})->create_reference(id("x"), "");
        poa->destroy(false, true);
    }
    const auto activation = std::make_shared<Activation>();
    activation->policies = {user_id, persistent};
    root->adapter_activator(activation);
    CHECK(error_of_action([&] { call(reference); }).minor() == minor::no_such_adapter);  // "a" comes back, "b" not
    root->find_child("a", false)->adapter_activator(activation);
    CHECK(ask(reference) == "activated b");
}

TEST_CASE_METHOD(Fixture, "dispatch: an adapter activator is asked once for each request") {
    struct Refusing : AdapterActivator {
        int asked = 0;
        bool unknown_adapter(Poa&, const std::string&) override { return ++asked, false; }
    };
    const auto activator = std::make_shared<Refusing>();
    root->adapter_activator(activator);
    const auto reference = orb.make_reference("", ObjectKey::compose(ObjectKey::persistent_adapter({"a"}), id("x")));
    CHECK(error_of_action([&] { call(reference); }).minor() == minor::no_such_adapter);
    CHECK(activator->asked == 1);
}

TEST_CASE_METHOD(Fixture, "dispatch: a POA gets requests when the activator that made it has returned") {
    std::promise<void> created, go_on;
    struct Slow : AdapterActivator {
        std::promise<void>& created;
        std::promise<void>& go_on;
        Slow(std::promise<void>& created, std::promise<void>& go_on) : created{created}, go_on{go_on} {}
        bool unknown_adapter(Poa& parent, const std::string& name) override {
            const auto poa = parent.create_child(name, parent.manager(), std::array{user_id, persistent});
            CHECK(parent.find_child(name, false) == poa);
            created.set_value();
            go_on.get_future().wait();
            poa->activate(id("x"), says("ready"));
            return true;
        }
    };
    root->adapter_activator(std::make_shared<Slow>(created, go_on));
    const auto reference = orb.make_reference("", ObjectKey::compose(ObjectKey::persistent_adapter({"a"}), id("x")));
    auto first = std::async(std::launch::async, [&] { return ask(reference); });
    created.get_future().wait();
    auto second = std::async(std::launch::async, [&] { return ask(reference); });
    auto third = std::async(std::launch::async, [&] { return root->find_child("a", false)->name(); });
    CHECK(second.wait_for(std::chrono::milliseconds{20}) == std::future_status::timeout);
    go_on.set_value();
    CHECK(first.get() == "ready");
    CHECK(second.get() == "ready");
    CHECK(third.get() == "a");
}

TEST_CASE_METHOD(Fixture, "dispatch: activating what this thread deactivates is BAD_INV_ORDER, not a hang") {
    struct Again : Activator {
        std::uint32_t minor = 0;
        void etherealize(const ObjectId& id, Poa& poa, const ServantPtr&, bool, bool) override {
            minor = error_of_action([&] { poa.activate(id, servant()); }).minor();
        }
    };
    const auto poa = orb.child("a", {user_id, servant_manager});
    const auto activator = std::make_shared<Again>();
    poa->servant_activator(activator);
    std::uint32_t in_upcall = 0;
    poa->activate(id("x"), servant([&](ServerRequest& request) {
        poa->deactivate(id("x"));
        in_upcall = error_of_action([&] { poa->activate(id("x"), servant()); }).minor();
        request.reply([](cdr::Writer&) {});
    }));
    call(poa->create_reference(id("x"), ""));
    CHECK(in_upcall == minor::would_wait_for_itself);
    CHECK(activator->minor == minor::would_wait_for_itself);
}

TEST_CASE_METHOD(Fixture, "dispatch: what waits for a main thread that does not come is refused as not executed") {
    const auto poa = orb.child("a", {user_id, main_thread});
    poa->activate(id("x"), servant());
    const auto reference = poa->id_to_reference(id("x"));
    auto caller = std::async(std::launch::async, [&] { return error_of_action([&] { call(reference); }); });
    std::vector<std::function<void()>> work;
    while (work.empty()) work = orb.take_main_work();
    work.clear();
    const auto error = caller.get();
    CHECK(error.error() == Error::transient);
    CHECK(error.completed() == Completion::no);
}

TEST_CASE_METHOD(Fixture, "dispatch: main-thread POAs wait for the main thread") {
    const auto poa = orb.child("a", {user_id, main_thread});
    std::thread::id ran;
    poa->activate(id("x"), servant([&](ServerRequest& request) {
        ran = std::this_thread::get_id();
        request.reply([](cdr::Writer&) {});
    }));
    const auto reference = poa->id_to_reference(id("x"));
    std::thread caller{[&] { call(reference); }};
    std::vector<std::function<void()>> work;
    while (work.empty()) work = orb.take_main_work();
    work.front()();
    caller.join();
    CHECK(ran == std::this_thread::get_id());
    ran = {};
    call(reference);  // from the main thread itself: at once
    CHECK(ran == std::this_thread::get_id());
}

}  // namespace corbel::adapter
