// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

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
    bool cleanup = false;     // what the servant activator is told: the POA goes
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
