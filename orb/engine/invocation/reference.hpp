// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "orb/engine/base/shared_ptr.hpp"

namespace corbel::giop {
struct Ior;
}

namespace corbel {

class Invoker;

/// A reference to an object: its IOR and, shared by all copies, where its requests go at the moment (the channel in
/// use, a LOCATION_FORWARD that is in force). A value; a default-constructed one is nil. Safe to use from several
/// threads. What generated code includes, so it includes little.
class Reference {
public:
    Reference() = default;
    Reference(giop::Ior ior, std::shared_ptr<Invoker> invoker);
    Reference(const Reference&) = default;
    Reference(Reference&&) = default;
    Reference& operator=(const Reference&) = default;
    Reference& operator=(Reference&&) = default;
    ~Reference();  // not inline: it would be a part of every stub

    explicit operator bool() const noexcept { return state_ != nullptr; }

    /// INV_OBJREF for a nil reference.
    const giop::Ior& ior() const;
    Invoker& invoker() const;

    /// Same object key and address in some profile (CORBA 2.6, 4.3.6.2): true is certain, false may be unknown.
    bool is_equivalent(const Reference& other) const;
    std::uint32_t hash(std::uint32_t maximum) const;

    struct State;
    explicit Reference(std::shared_ptr<State> state) noexcept : state_{std::move(state)} {}
    State* state() const noexcept { return state_.get(); }

private:
    std::shared_ptr<State> state_;
};

}  // namespace corbel
