// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "orb/engine/giop/ior.hpp"
#include "orb/engine/invocation/call_policies.hpp"
#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/invocation/reference.hpp"

namespace corbel {

/// Where the requests of a reference go: one profile and the channel that serves it. Immutable, so that calls under way
/// keep theirs while another thread finds a new one.
struct Route {
    giop::IiopProfile profile;
    std::shared_ptr<Channel> channel;
    std::shared_ptr<const giop::Ior> ior;  ///< the profile stands in
    bool forwarded = false;                ///< by a LOCATION_FORWARD
    std::shared_ptr<DirectWay> direct = {};  ///< where there is one and nobody needs to see the messages
    giop::AddressingDisposition addressing = giop::AddressingDisposition::key;  ///< what the peer has asked for
};

/// What all copies of a reference share.
struct Reference::State {
    State(giop::Ior ior, std::shared_ptr<Invoker> invoker, const CallPolicies& policies,
          std::shared_ptr<const void> attachment = {})
        : ior{std::make_shared<const giop::Ior>(std::move(ior))}, invoker{std::move(invoker)}, policies{policies},
          attachment{std::move(attachment)} {}

    const std::shared_ptr<const giop::Ior> ior;
    const std::shared_ptr<Invoker> invoker;
    const CallPolicies policies;
    const std::shared_ptr<const void> attachment;  ///< what a mapping keeps with this reference; opaque here

    std::shared_ptr<const Route> route() const;
    void route(std::shared_ptr<const Route> route);

    /// Tells the route from every other one that any reference of the process has had, for RecentRoutes; 0 for none
    /// that may be kept there.
    std::uint64_t route_number() const noexcept { return number_.load(std::memory_order_acquire); }

    /// The route has failed: the next call looks for a new one. Nothing if another thread has replaced it already.
    void forget(const Route* failed);

    /// A LOCATION_FORWARD comes into force; a permanent one is never taken back.
    void forward(giop::Ior target, bool permanent);
    /// Back to the original reference. False if no temporary forward is in force.
    bool fall_back();

    /// The reference in force and whether it is a forward's.
    std::pair<std::shared_ptr<const giop::Ior>, bool> target() const;

    /// The way past the messages while the route has one; lives as long as this.
    DirectWay* direct() const noexcept { return direct_.load(std::memory_order_acquire); }

private:
    void change_route(std::shared_ptr<const Route>& route) noexcept;

    mutable std::mutex mutex_;
    std::shared_ptr<const Route> route_;
    std::atomic<std::uint64_t> number_{0};  // of route_
    std::shared_ptr<DirectWay> first_direct_;  // what direct_ points to: an object has one
    std::atomic<DirectWay*> direct_{nullptr};
    std::shared_ptr<const giop::Ior> forward_;
    bool permanent_ = false;
};

}  // namespace corbel
