// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <thread>
#include <utility>

#include "orb/engine/adapter/poa.hpp"

namespace corbel::adapter {

/// An entry of the active object map (CORBA 2.6, 11.2.5). Counts its users: the map and each request that runs; the
/// last one to leave lets the servant go. Direct calls are not counted: while there are some, the map stays a user.
struct Poa::ActiveObject {
    ActiveObject(ByteView id, ServantPtr servant) : id{to_octets(id)}, servant{std::move(servant)} {}

    /// False if nobody uses it any more.
    bool join() noexcept {
        auto count = users.load();
        while (count != 0)
            if (users.compare_exchange_weak(count, count + 1)) return true;
        return false;
    }

    const ObjectId id;
    ServantPtr servant;
    std::atomic<std::uint32_t> users{1};
    std::atomic<bool> active{true};  // in the map
    bool lingers = false;     // out of the map, which is a user until the last direct call ends; under lingering_
    bool etherealize = true;  // false where a POA goes without telling its servant activator
    std::thread::id etherealized_by;  // under the POA's mutex
    bool cleanup = false;     // what the servant activator is told: the POA goes
};

/// A user of the POA: while there is one, destroy() does not come to its end.
class Poa::Stay {
public:
    explicit Stay(Poa& poa) : poa_{poa}, entered_{poa.enter()} {}
    ~Stay() {
        if (entered_) poa_.leave();
    }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

    explicit operator bool() const noexcept { return entered_; }

private:
    Poa& poa_;
    const bool entered_;
};

/// A request's hold on an active object, or on none.
class Poa::Use {
public:
    Use() = default;
    Use(Poa& poa, ActiveObjectPtr object)  // counted already
        : poa_{&poa}, object_{object.get()}, owned_{std::move(object)} {}
    Use(Poa& poa, ActiveObject& object) : poa_{&poa}, object_{&object} {}  // counted already; it stays without a share
    Use(Use&& other) noexcept
        : poa_{other.poa_}, object_{std::exchange(other.object_, nullptr)}, owned_{std::move(other.owned_)} {}
    Use& operator=(Use&&) = delete;
    ~Use() {
        if (object_) poa_->let_go(*object_);
    }

    explicit operator bool() const noexcept { return object_ != nullptr; }
    const ServantPtr& servant() const noexcept { return object_->servant; }
    const ActiveObjectPtr& owned() const noexcept { return owned_; }

private:
    Poa* poa_ = nullptr;
    ActiveObject* object_ = nullptr;
    ActiveObjectPtr owned_;
};

}  // namespace corbel::adapter
