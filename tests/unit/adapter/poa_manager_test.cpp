// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <future>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

ObjectAdapter::Settings holding(std::size_t count) {
    ObjectAdapter::Settings settings;
    settings.held_requests = count;
    return settings;
}

struct Fixture {
    SmallOrb orb{holding(1)};
    std::shared_ptr<Poa> root = orb.root();
    PoaManager& manager = *root->manager();

    Reference object(ServantPtr one) { return root->id_to_reference(root->activate(one)); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "POAManager: holds requests until it is activated, so many and no more") {
    const auto reference = object(says("at last"));
    auto first = std::async(std::launch::async, [&] { return ask(reference); });
    // The second one is refused as soon as the first one waits.
    const auto refused = [&] {
        for (;;) {
            auto second = std::async(std::launch::async, [&] {
                try {
                    call(reference);
                    return Error::unknown;
                } catch (const SystemError& error) {
                    return error.error();
                }
            });
            if (second.wait_for(std::chrono::milliseconds{200}) == std::future_status::ready) return second.get();
            manager.activate();  // it came first: once more
            second.get();
            first.get();
            manager.hold_requests(false);
            first = std::async(std::launch::async, [&] { return ask(reference); });
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
    }();
    CHECK(refused == Error::transient);
    manager.activate();
    CHECK(first.get() == "at last");
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
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    manager.discard_requests(false);
    CHECK(held.get() == minor::request_discarded);
}

TEST_CASE_METHOD(Fixture, "POAManager: what is held is refused when its POA goes") {
    const auto reference = object(servant());
    auto held = std::async(std::launch::async, [&] { return error_of_action([&] { call(reference); }).error(); });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
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
