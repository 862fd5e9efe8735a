// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <thread>

#include "orb/engine/adapter/poa.hpp"

namespace corbel::adapter {

/// An entry of the active object map (CORBA 2.6, 11.2.5). Counts its users: the map and each request that runs; the
/// last one to leave lets the servant go.
struct Poa::ActiveObject {
    ActiveObject(ByteView id, ServantPtr servant) : id{to_octets(id)}, servant{std::move(servant)} {}

    const ObjectId id;
    ServantPtr servant;
    std::atomic<std::uint32_t> users{1};
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
    Use(Poa& poa, ActiveObjectPtr object) : poa_{&poa}, object_{std::move(object)} {}  // counted already
    Use(Use&& other) noexcept : poa_{other.poa_}, object_{std::move(other.object_)} {}
    Use& operator=(Use&&) = delete;
    ~Use() {
        if (object_) poa_->let_go(*object_);
    }

    explicit operator bool() const noexcept { return object_ != nullptr; }
    const ServantPtr& servant() const noexcept { return object_->servant; }

private:
    Poa* poa_ = nullptr;
    ActiveObjectPtr object_;
};

}  // namespace corbel::adapter
