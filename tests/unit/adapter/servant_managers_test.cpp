// SPDX-License-Identifier: BSL-1.0
// What servant managers and adapter activators may do, and what becomes of it.
#include <catch2/catch.hpp>

#include <atomic>
#include <future>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

using namespace policy;

struct Activator : ServantActivator {
    std::vector<std::string> log;
    std::function<void(const ObjectId&)> on_incarnate = [](const ObjectId&) {}, on_etherealize = on_incarnate;
    std::function<ServantPtr()> make = [] { return says("made"); };

    ServantPtr incarnate(const ObjectId& id, Poa&) override {
        on_incarnate(id);
        return make();
    }
    void etherealize(const ObjectId& id, Poa&, const ServantPtr&, bool, bool remaining) override {
        log.push_back(std::string{as_text(id)} + (remaining ? " remaining" : ""));
        on_etherealize(id);
    }
};

struct Locator : ServantLocator {
    std::function<void()> before = [] {}, after = [] {};
    ServantPtr found = says("located");

    ServantPtr preinvoke(const ObjectId&, Poa&, std::string_view, Cookie&) override { return before(), found; }
    void postinvoke(const ObjectId&, Poa&, std::string_view, const Cookie&, const ServantPtr&) override { after(); }
};

struct Activation : AdapterActivator {
    std::function<bool(Poa&, const std::string&)> act;
    bool unknown_adapter(Poa& parent, const std::string& name) override { return act(parent, name); }
};

/// A door that is shut until somebody opens it.
class Door {
public:
    void open() { opened_.set_value(); }
    void pass() { open_.wait(); }

private:
    std::promise<void> opened_;
    std::shared_future<void> open_ = opened_.get_future();
};

struct Fixture {
    SmallOrb orb;
    std::shared_ptr<Poa> root = orb.active_root();
    std::shared_ptr<Activator> activator = std::make_shared<Activator>();
    std::shared_ptr<Locator> locator = std::make_shared<Locator>();

    std::shared_ptr<Poa> activating(std::initializer_list<Policy> policies) {
        const auto poa = orb.child("activating", policies);
        poa->servant_activator(activator);
        return poa;
    }
    std::shared_ptr<Poa> locating() {
        const auto poa = orb.child("locating", {user_id, non_retain, servant_manager});
        poa->servant_locator(locator);
        return poa;
    }
    Reference object(Poa& poa, std::string_view name) { return poa.create_reference(id(name), ""); }

    /// Deactivates the object on another thread; returns when it is not active any more.
    std::future<void> deactivate(const std::shared_ptr<Poa>& poa, std::string_view name) {
        auto done = std::async(std::launch::async, [=] { poa->deactivate(id(name)); });
        while (is_active(*poa, name)) std::this_thread::yield();
        return done;
    }
    static bool is_active(Poa& poa, std::string_view name) {
        try {
            return poa.id_to_servant(id(name)) != nullptr;
        } catch (const AdapterError&) {
            return false;
        }
    }
};

}  // namespace

// -- waiting for each other

TEST_CASE_METHOD(Fixture, "servant managers: within an upcall of a single-thread POA, what another thread deactivates "
                          "can be called and activated") {
    const auto poa = activating({user_id, single_thread, servant_manager});
    std::future<void> deactivated;
    const auto visitor = [&](auto visit) {
        return servant([&, visit](ServerRequest& request) {
            deactivated = deactivate(poa, "o");
            visit();
            request.reply([](cdr::Writer&) {});
        });
    };
    poa->activate(id("o"), says("first"));
    poa->activate(id("caller"), visitor([&] { CHECK(ask(object(*poa, "o")) == "made"); }));
    call(object(*poa, "caller"));
    deactivated.get();
    poa->activate(id("activator"), visitor([&] { poa->activate(id("o"), says("second")); }));
    call(object(*poa, "activator"));
    deactivated.get();
    CHECK(ask(object(*poa, "o")) == "second");
    CHECK(activator->log == std::vector<std::string>{"o", "o"});
}

TEST_CASE_METHOD(Fixture, "servant managers: incarnate may call what another thread deactivates") {
    const auto poa = activating({user_id, servant_manager});
    std::future<void> deactivated;
    poa->activate(id("o"), says("first"));
    activator->on_incarnate = [&](const ObjectId& which) {
        if (which != id("caller")) return;
        deactivated = deactivate(poa, "o");
        CHECK(ask(object(*poa, "o")) == "made");
    };
    CHECK(ask(object(*poa, "caller")) == "made");
    deactivated.get();
    CHECK(activator->log == std::vector<std::string>{"o"});
}

TEST_CASE_METHOD(Fixture, "servant managers: requests of a single-thread POA and deactivations from outside") {
    const auto poa = activating({user_id, single_thread, servant_manager});
    std::vector<std::thread> callers;
    std::atomic<int> answered{0};
    for (int i = 0; i < 3; ++i)
        callers.emplace_back([&] {
            for (int n = 0; n < 300; ++n)
                if (ask(object(*poa, "o")) == "made") ++answered;
        });
    for (int n = 0; n < 300; ++n) {
        try {
            poa->deactivate(id("o"));
        } catch (const AdapterError&) {
        }
    }
    for (auto& each : callers) each.join();
    CHECK(answered == 900);
}

TEST_CASE_METHOD(Fixture, "servant managers: none can wait for its own end") {
    const auto retaining = activating({user_id, servant_manager});
    const auto poa = locating();
    std::vector<std::string> refused;
    const auto try_all = [&](const std::string& where, Poa& poa) {
        const auto expect_refusal = [&](auto action) {
            const auto error = error_of_action(action);
            if (error.error() == Error::bad_inv_order && error.minor() == (minor::omg | 3)) refused.push_back(where);
        };
        expect_refusal([&] { poa.destroy(true, true); });
        expect_refusal([&] { poa.manager()->hold_requests(true); });
        expect_refusal([&] { poa.manager()->discard_requests(true); });
        expect_refusal([&] { poa.manager()->deactivate(true, true); });
        expect_refusal([&] { orb.adapter->destroy(true, true); });
    };
    activator->on_incarnate = [&](const ObjectId&) { try_all("incarnate", *retaining); };
    activator->on_etherealize = [&](const ObjectId&) { try_all("etherealize", *retaining); };
    locator->before = [&] { try_all("preinvoke", *poa); };
    locator->after = [&] { try_all("postinvoke", *poa); };
    const auto activation = std::make_shared<Activation>();
    activation->act = [&](Poa& parent, const std::string&) { return try_all("unknown_adapter", parent), false; };
    root->adapter_activator(activation);

    CHECK(ask(object(*retaining, "x")) == "made");
    retaining->deactivate(id("x"));
    CHECK(ask(object(*poa, "x")) == "located");
    CHECK(fault_of([&] { root->find_child("none", true); }) == Fault::adapter_non_existent);

    std::vector<std::string> all;
    for (const auto* where : {"incarnate", "etherealize", "preinvoke", "postinvoke", "unknown_adapter"})
        all.insert(all.end(), 5, where);
    CHECK(refused == all);
    locator->before = locator->after = [] {};
    CHECK(ask(object(*poa, "x")) == "located");  // nothing of it has begun
}

// -- what they throw

TEST_CASE_METHOD(Fixture, "servant managers: what is no exception class is UNKNOWN, and the server goes on") {
    const auto retaining = activating({user_id, servant_manager});
    const auto poa = locating();
    const auto is_unknown = [](const Reference& target) {
        return error_of_action([&] { call(target); }).error() == Error::unknown;
    };
    activator->on_incarnate = [](const ObjectId&) { throw 42; };
    CHECK(is_unknown(object(*retaining, "x")));
    activator->on_incarnate = [](const ObjectId&) {};
    activator->on_etherealize = [](const ObjectId&) { throw 42; };
    CHECK(ask(object(*retaining, "x")) == "made");
    retaining->deactivate(id("x"));
    CHECK(ask(object(*retaining, "x")) == "made");
    locator->before = [] { throw 42; };
    CHECK(is_unknown(object(*poa, "x")));
    locator->before = [] {};
    locator->after = [] { throw 42; };
    CHECK(is_unknown(object(*poa, "x")));
}

TEST_CASE_METHOD(Fixture, "servant managers: whatever an adapter activator throws, it has failed") {
    const auto activation = std::make_shared<Activation>();
    root->adapter_activator(activation);
    const auto key = ObjectKey::compose(ObjectKey::persistent_adapter({"none"}), id("x"));
    activation->act = [](Poa&, const std::string&) -> bool { throw 42; };
    const auto error = error_of_action([&] { call(orb.make_reference("", key)); });
    CHECK(error.error() == Error::obj_adapter);
    CHECK(error.minor() == minor::unknown_adapter_failed);
    CHECK(orb.adapter->locate(key).status == Location::Status::unknown_object);
    activation->act = [](Poa& parent, const std::string& name) {
        const auto policies = std::array{user_id, persistent};
        parent.create_child(name, parent.manager(), policies)->activate(id("x"), says("there"));
        return true;
    };
    CHECK(ask(orb.make_reference("", key)) == "there");
}

// -- postinvoke

TEST_CASE_METHOD(Fixture, "servant managers: postinvoke comes before the answer, which waits for it") {
    const auto poa = locating();
    std::vector<std::string> log;
    locator->found = servant([&](ServerRequest& request) {
        log.push_back("call");
        if (request.operation() == "throw") throw SystemError{Error::no_permission, 7};
        request.reply([&](cdr::Writer& out) {
            log.push_back("answer");
            out.string("located");
        });
    });
    locator->after = [&] { log.push_back("postinvoke"); };
    CHECK(ask(object(*poa, "x")) == "located");
    CHECK(log == std::vector<std::string>{"call", "postinvoke", "answer"});
    log.clear();
    CHECK(error_of_action([&] { call(object(*poa, "x"), "throw"); }).error() == Error::no_permission);
    CHECK(log == std::vector<std::string>{"call", "postinvoke"});
    log.clear();
    orb.invoker->send(object(*poa, "x"), "oneway", [](cdr::Writer&) {});
    CHECK(log == std::vector<std::string>{"call", "postinvoke"});
}

TEST_CASE_METHOD(Fixture, "servant managers: an exception of postinvoke is the answer") {
    const auto poa = locating();
    locator->after = [] { throw SystemError{Error::transaction_rolledback, 5, Completion::no, "not committed"}; };
    const auto expect = [&](std::string_view operation) {
        const auto error = error_of_action([&] { call(object(*poa, "x"), operation); });
        CHECK(error.error() == Error::transaction_rolledback);
        CHECK(error.minor() == 5);
    };
    expect("reply");
    locator->found = servant([](ServerRequest& request) {
        if (request.operation() == "raise") request.reply_user_exception("IDL:No:1.0", [](cdr::Writer&) {});
        if (request.operation() == "throw") throw SystemError{Error::no_permission, 7};
    });
    expect("raise");
    expect("throw");
    expect("no answer");
    locator->after = [] { throw std::runtime_error{"no ink"}; };
    CHECK(error_of_action([&] { call(object(*poa, "x"), "raise"); }).error() == Error::unknown);
}

TEST_CASE_METHOD(Fixture, "servant managers: postinvoke of a deferred request comes when its upcall ends") {
    const auto poa = locating();
    std::shared_ptr<ServerRequest> deferred;
    int told = 0;
    Door over;
    locator->found = servant([&](ServerRequest& request) { deferred = request.defer(); });
    locator->after = [&] {
        ++told;
        over.open();
        throw SystemError{Error::no_permission, 7};
    };
    auto answer = std::async(std::launch::async, [&] { return ask(object(*poa, "x")); });
    over.pass();
    deferred->reply([](cdr::Writer& out) { out.string("later"); });
    CHECK(answer.get() == "later");
    CHECK(told == 1);
}

// -- remaining_activations

TEST_CASE_METHOD(Fixture, "servant managers: etherealize hears whether the servant incarnates other objects still") {
    const auto poa = activating({user_id, multiple, servant_manager});
    activator->make = [one = says("one")] { return one; };
    for (const auto* name : {"a", "b", "c", "d"}) ask(object(*poa, name));
    poa->activate(id("other"), servant());
    poa->deactivate(id("a"));
    CHECK(activator->log == std::vector<std::string>{"a remaining"});
    poa->deactivate(id("other"));
    CHECK(activator->log.back() == "other");
    SECTION("when the POA is destroyed") { poa->destroy(true, true); }
    SECTION("when its manager is deactivated") { poa->manager()->deactivate(true, true); }
    REQUIRE(activator->log.size() == 5);
    CHECK_THAT(activator->log[2], Catch::EndsWith(" remaining"));
    CHECK_THAT(activator->log[3], Catch::EndsWith(" remaining"));
    CHECK_THAT(activator->log[4], !Catch::Contains("remaining"));
}

// -- time

TEST_CASE_METHOD(Fixture, "servant managers: the time of a call to the own process passes while others are served") {
    const auto poa = activating({user_id, single_thread, servant_manager});
    Door inside, go_on;
    poa->activate(id("slow"), servant([&](ServerRequest& request) {
        inside.open();
        go_on.pass();
        request.reply([](cdr::Writer&) {});
    }));
    std::thread busy{[&] { call(object(*poa, "slow")); }};
    inside.pass();
    const auto hurried = with_timeout(object(*poa, "x"), std::chrono::milliseconds{50});
    const auto error = error_of_action([&] { call(hurried); });
    CHECK(error.error() == Error::timeout);
    CHECK(error.completed() == Completion::no);
    std::promise<Error> told;
    orb.invoker->call_async(hurried, "work", [](cdr::Writer&) {}, [&](Reply, const SystemError* error) {
        told.set_value(error ? error->error() : Error::internal);
    });
    CHECK(told.get_future().get() == Error::timeout);
    go_on.open();
    busy.join();
    CHECK(ask(object(*poa, "x")) == "made");
}

// -- the name of a POA

TEST_CASE_METHOD(Fixture, "poa: a name is in use until the requests of the POA have ended") {
    const auto policies = std::array{user_id, servant_manager};
    const auto make = [&] { return root->create_child("activating", root->manager(), policies); };
    const auto poa = activating({user_id, servant_manager});
    const auto activation = std::make_shared<Activation>();
    activation->act = [&](Poa&, const std::string&) { return make(), true; };
    Door inside, go_on;
    activator->make = [&] {
        return servant([&](ServerRequest& request) {
            inside.open();
            go_on.pass();
            request.reply([](cdr::Writer&) {});
        });
    };
    std::shared_ptr<Poa> next;
    activator->on_etherealize = [&](const ObjectId&) { next = make(); };
    std::thread busy{[&] { call(object(*poa, "x")); }};
    inside.pass();
    poa->destroy(true, false);
    CHECK(fault_of(make) == Fault::adapter_already_exists);
    CHECK(fault_of([&] { root->find_child("activating", true); }) == Fault::adapter_non_existent);
    CHECK(error_of_action([&] { poa->create_child("child", nullptr, policies); }).minor() == (minor::omg | 17));
    root->adapter_activator(activation);
    const auto error = error_of_action([&] { root->find_child("activating", true); });
    CHECK(error.error() == Error::transient);
    CHECK(error.minor() == (minor::omg | 4));
    go_on.open();
    busy.join();
    poa->destroy(true, true);
    REQUIRE(next);
    CHECK(root->find_child("activating", false) == next);
}

TEST_CASE("poa: nobody hears of a POA whose name is taken") {
    SmallOrb orb;
    int created = 0;
    orb.adapter->on_poa_created([&](Poa&) { ++created; });
    orb.child("a", {user_id});
    CHECK(created == 2);  // the root is one
    CHECK(fault_of([&] { orb.child("a", {user_id}); }) == Fault::adapter_already_exists);
    CHECK(created == 2);
}

TEST_CASE("poa: the numbers in ids do not come round") {
    for (const std::uint64_t number : {1ull, 255ull, 0xffffffffull, 0x100000000ull, ~0ull}) {
        ObjectId id;
        put_number(id, number);
        CHECK(id.size() == (number <= 0xffffffff ? 4u : 8u));
        CHECK(number_in(id) == number);
    }
    CHECK_FALSE(number_in(Octets{0, 0, 0, 0}));
    CHECK_FALSE(number_in(Octets{0, 0, 0, 0, 0, 0, 0, 1}));
    CHECK_FALSE(number_in(Octets{1, 2, 3}));
}

}  // namespace corbel::adapter
