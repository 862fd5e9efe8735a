// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "orb/engine/adapter/colocated.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/work_queue.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/test_servant.hpp"

/// An ORB without sockets: an adapter, the colocated channel and an invoker.
namespace corbel::adapter {

class SmallOrb : public Host {
public:
    explicit SmallOrb(ObjectAdapter::Settings settings = {}, Invoker::Settings calls = {})
        : adapter{std::make_shared<ObjectAdapter>(host, settings)},
          invoker{std::make_shared<Invoker>(
              std::vector{make_colocated_provider(adapter, [this] { return invoker.get(); }, timers)}, calls,
              timers)} {}
    ~SmallOrb() override {
        adapter->destroy(false, true);
        queue.stop();
        host.reset();
    }

    Reference make_reference(std::string_view type_id, ByteView key,
                             std::span<const giop::Tagged> components = {}) override {
        const giop::IiopProfile profile{
            {1, 2}, {address}, to_octets(key), {components.begin(), components.end()}, {}};
        return {giop::Ior{std::string{type_id}, {{giop::tag::internet_iop, profile.write()}}}, invoker};
    }
    bool is_own_address(const giop::Address& other) const noexcept override { return other == address; }
    void post(std::function<void()> work) override { queue.post(std::move(work)); }
    bool has_threads() const noexcept override { return threads; }
    void post_later(std::chrono::nanoseconds delay, std::function<void()> work) override {
        queue.post_at(Clock::now() + delay, std::move(work));
    }
    void post_to_main(std::function<void()> work) override {
        const std::lock_guard lock{mutex};
        main_work.push_back(std::move(work));
    }
    bool is_main_thread() const noexcept override { return std::this_thread::get_id() == main_thread; }

    std::vector<std::function<void()>> take_main_work() {
        const std::lock_guard lock{mutex};
        return std::exchange(main_work, {});
    }

    std::shared_ptr<Poa> root() { return adapter->root(); }
    std::shared_ptr<Poa> active_root() {
        root()->manager()->activate();
        return root();
    }
    /// A child of the root that shares its manager.
    std::shared_ptr<Poa> child(const std::string& name, std::initializer_list<Policy> policies) {
        return root()->create_child(name, root()->manager(), {policies.begin(), policies.size()});
    }

    const giop::Address address{"small.test", 1, {}};
    const std::shared_ptr<Timers> timers = std::make_shared<Timers>();
    std::shared_ptr<Host> host{this, [](Host*) {}};
    std::shared_ptr<ObjectAdapter> adapter;
    std::shared_ptr<Invoker> invoker;
    bool threads = true;
    std::thread::id main_thread = std::this_thread::get_id();
    std::mutex mutex;
    core::WorkQueue queue;
    std::vector<std::function<void()>> main_work;
};

inline Reply call(const Reference& target, std::string_view operation = "work") {
    return target.invoker().call(target, operation, [](cdr::Writer&) {});
}

inline std::string ask(const Reference& target) { return call(target).body.string(); }

inline ObjectId id(std::string_view text) { return to_octets(as_bytes(text)); }

/// The fault or system error that `action` ends in.
template <class Action>
Fault fault_of(Action&& action) {
    try {
        action();
    } catch (const AdapterError& error) {
        return error.fault();
    }
    throw std::runtime_error{"no AdapterError"};
}

namespace policy {
inline constexpr Policy single_thread{PolicyType::thread, 1}, main_thread{PolicyType::thread, 2};
inline constexpr Policy persistent{PolicyType::lifespan, 1};
inline constexpr Policy unique{PolicyType::id_uniqueness, 0}, multiple{PolicyType::id_uniqueness, 1};
inline constexpr Policy user_id{PolicyType::id_assignment, 0}, system_id{PolicyType::id_assignment, 1};
inline constexpr Policy implicit{PolicyType::implicit_activation, 0};
inline constexpr Policy non_retain{PolicyType::retention, 1};
inline constexpr Policy map_only{PolicyType::processing, 0}, default_servant{PolicyType::processing, 1},
    servant_manager{PolicyType::processing, 2};
}  // namespace policy

}  // namespace corbel::adapter
