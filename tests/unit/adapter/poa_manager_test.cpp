// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <future>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

ObjectAdapter::Settings holding(std::size_t count, std::chrono::nanoseconds time) {
    ObjectAdapter::Settings settings;
    settings.held_requests = count;
    settings.hold_time = time;
    return settings;
}

void wait_for_held(const PoaManager& manager, std::size_t count) {
    while (manager.held() != count) std::this_thread::yield();
}

struct Fixture {
    SmallOrb orb{holding(1, std::chrono::minutes{10})};
    std::shared_ptr<Poa> root = orb.root();
    PoaManager& manager = *root->manager();

    Reference object(ServantPtr one) { return root->id_to_reference(root->activate(one)); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "POAManager: holds requests until it is activated, so many and no more") {
    const auto reference = object(says("at last"));
    auto first = std::async(std::launch::async, [&] { return ask(reference); });
    wait_for_held(manager, 1);
    const auto refused = error_of_action([&] { call(reference); });
    CHECK(refused.error() == Error::transient);
    CHECK(refused.completed() == Completion::no);
    manager.activate();
    CHECK(first.get() == "at last");
    CHECK(manager.held() == 0);
}

TEST_CASE("POAManager: a request is held for a time and then refused") {
    SmallOrb orb{holding(10, std::chrono::milliseconds{20})};
    const auto root = orb.root();
    const auto reference = root->id_to_reference(root->activate(servant()));
    for (int i = 0; i < 2; ++i) {
        const auto error = error_of_action([&] { call(reference); });
        CHECK(error.error() == Error::transient);
        CHECK_THAT(error.what(), Catch::Contains("held"));
    }
    root->manager()->activate();
    CHECK_NOTHROW(call(reference));
}

TEST_CASE("POAManager: until the first is activated, requests wait for what is not there yet") {
    SmallOrb orb{holding(10, std::chrono::minutes{10})};
    const auto root = orb.root();
    const auto reference = orb.make_reference("", as_bytes(std::string_view{"Early"}));
    CHECK(orb.invoker->locate(reference) == Location::Status::object_here);
    auto early = std::async(std::launch::async, [&] { return ask(reference); });
    CHECK(early.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
    orb.adapter->bind_key("Early", root->id_to_reference(root->activate(says("at last"))));
    root->manager()->activate();
    CHECK(early.get() == "at last");
    const auto other = orb.make_reference("", as_bytes(std::string_view{"Other"}));
    CHECK(error_of_action([&] { call(other); }).error() == Error::object_not_exist);
    CHECK(orb.invoker->locate(other) == Location::Status::unknown_object);
}

TEST_CASE("POAManager: requests do not wait for ever for what never comes") {
    SmallOrb orb{holding(10, std::chrono::milliseconds{20})};
    orb.root();
    const auto reference = orb.make_reference("", as_bytes(std::string_view{"Early"}));
    CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);
}

TEST_CASE_METHOD(Fixture, "POAManager: discards and is active again") {
    const auto reference = object(servant());
    manager.discard_requests(true);
    const auto error = error_of_action([&] { call(reference); });
    CHECK(error.error() == Error::transient);
    CHECK(error.minor() == minor::request_discarded);
    manager.activate();
    CHECK_NOTHROW(call(reference));
}

TEST_CASE_METHOD(Fixture, "POAManager: inactive is for good") {
    const auto reference = object(servant());
    manager.activate();
    manager.deactivate(false, true);
    CHECK(error_of_action([&] { call(reference); }).error() == Error::obj_adapter);
    CHECK(fault_of([&] { manager.activate(); }) == Fault::adapter_inactive);
    CHECK(fault_of([&] { manager.hold_requests(false); }) == Fault::adapter_inactive);
    CHECK(fault_of([&] { manager.discard_requests(false); }) == Fault::adapter_inactive);
}

TEST_CASE_METHOD(Fixture, "POAManager: what is held is refused when the state becomes discarding") {
    const auto reference = object(servant());
    auto held = std::async(std::launch::async,
                           [&] { return error_of_action([&] { call(reference); }).minor(); });
    wait_for_held(manager, 1);
    manager.discard_requests(false);
    CHECK(held.get() == minor::request_discarded);
}

TEST_CASE_METHOD(Fixture, "POAManager: what is held is refused when its POA goes") {
    const auto reference = object(servant());
    auto held = std::async(std::launch::async, [&] { return error_of_action([&] { call(reference); }).error(); });
    wait_for_held(manager, 1);
    root->destroy(false, true);
    CHECK(held.get() == Error::object_not_exist);
}

TEST_CASE_METHOD(Fixture, "POAManager: waiting is impossible in an upcall") {
    std::vector<std::uint32_t> minors;
    const auto reference = object(servant([&](ServerRequest& request) {
        for (const auto& wait : std::initializer_list<std::function<void()>>{
                 [&] { manager.hold_requests(true); }, [&] { manager.discard_requests(true); },
                 [&] { manager.deactivate(false, true); }, [&] { root->destroy(false, true); },
                 [&] { orb.adapter->destroy(false, true); }})
            minors.push_back(error_of_action(wait).minor());
        request.reply([](cdr::Writer&) {});
    }));
    manager.activate();
    call(reference);
    CHECK(minors == std::vector<std::uint32_t>(5, minor::orb_shutdown_from_upcall));
    CHECK(manager.state() == PoaManager::State::active);
}

TEST_CASE_METHOD(Fixture, "POAManager: waits for the requests that run") {
    std::promise<void> entered, go_on;
    std::atomic<bool> ended{false};
    const auto reference = object(servant([&](ServerRequest& request) {
        entered.set_value();
        go_on.get_future().wait();
        ended = true;
        request.reply([](cdr::Writer&) {});
    }));
    manager.activate();
    std::thread caller{[&] { call(reference); }};
    entered.get_future().wait();
    auto waited = std::async(std::launch::async, [&] {
        manager.discard_requests(true);
        return ended.load();
    });
    CHECK(waited.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
    go_on.set_value();
    CHECK(waited.get());
    caller.join();
}

}  // namespace corbel::adapter
