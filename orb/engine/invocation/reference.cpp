// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/reference.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/route.hpp"

namespace corbel {
namespace {

std::atomic<std::uint64_t> last_route{0};

[[noreturn]] void nil() {
    throw SystemError{Error::inv_objref, minor::nil_reference, "an operation was called on a nil reference"};
}

bool same_place(const giop::IiopProfile& one, const giop::IiopProfile& other) {
    return one.object_key == other.object_key &&
           std::any_of(one.addresses.begin(), one.addresses.end(), [&](const auto& address) {
               return std::find(other.addresses.begin(), other.addresses.end(), address) != other.addresses.end();
           });
}

}  // namespace

Reference::~Reference() = default;

Reference::Reference(giop::Ior ior, std::shared_ptr<Invoker> invoker) {
    if (!ior.is_nil()) state_ = std::make_shared<State>(std::move(ior), std::move(invoker), CallPolicies{});
}

const giop::Ior& Reference::ior() const {
    if (!state_) nil();
    return *state_->ior;
}

[[gnu::hot]] Invoker& Reference::invoker() const {
    if (!state_) nil();
    return *state_->invoker;
}

Reference with_policies(const Reference& reference, const CallPolicies& policies,
                        std::shared_ptr<const void> attachment) {
    if (!reference) nil();
    const auto& from = *reference.state();
    auto state = std::make_shared<Reference::State>(*from.ior, from.invoker, policies, std::move(attachment));
    state->route(from.route());
    return Reference{std::move(state)};
}

[[gnu::hot]] const CallPolicies& policies_of(const Reference& reference) {
    if (!reference) nil();
    return reference.state()->policies;
}

const std::shared_ptr<const void>& attachment_of(const Reference& reference) {
    if (!reference) nil();
    return reference.state()->attachment;
}

Reference with_timeout(const Reference& reference, std::chrono::nanoseconds timeout) {
    auto policies = policies_of(reference);
    policies.round_trip_timeout.reset();
    if (timeout.count() != 0) policies.round_trip_timeout = timeout;
    return with_policies(reference, policies, attachment_of(reference));
}

bool Reference::is_equivalent(const Reference& other) const {
    if (!state_ || !other.state_) return state_ == other.state_;
    if (state_ == other.state_ || ior().profiles == other.ior().profiles) return true;
    const auto others = giop::iiop_profiles(other.ior());
    for (const auto& profile : giop::iiop_profiles(ior()))
        if (std::any_of(others.begin(), others.end(), [&](const auto& each) { return same_place(profile, each); }))
            return true;
    return false;
}

std::uint32_t Reference::hash(std::uint32_t maximum) const {
    std::uint32_t hash = 2166136261;  // FNV-1a over the first object key: copies of a reference share it
    const auto profiles = giop::iiop_profiles(ior());
    if (!profiles.empty())
        for (auto octet : profiles.front().object_key) hash = (hash ^ octet) * 16777619;
    return maximum == 0xffffffff ? hash : hash % (maximum + 1);
}

std::shared_ptr<const Route> Reference::State::route() const {
    const std::lock_guard lock{mutex_};
    return route_;
}

void Reference::State::route(std::shared_ptr<const Route> route) {
    const std::lock_guard lock{mutex_};
    change_route(route);
}

/// With the mutex held. `route` is the old one then, to be let go outside of the lock.
void Reference::State::change_route(std::shared_ptr<const Route>& route) noexcept {
    route_.swap(route);
    const bool direct = route_ && route_->direct;
    if (direct && !first_direct_) first_direct_ = route_->direct;
    direct_.store(direct ? first_direct_.get() : nullptr, std::memory_order_release);
    number_.store(route_ && route_->channel->may_be_kept() ? ++last_route : 0, std::memory_order_release);
}

void Reference::State::forget(const Route* failed) {
    std::shared_ptr<const Route> old;
    const std::lock_guard lock{mutex_};
    if (route_.get() == failed) change_route(old);
}

void Reference::State::forward(giop::Ior target, bool permanent) {
    const auto forward = std::make_shared<const giop::Ior>(std::move(target));
    std::shared_ptr<const Route> old;
    const std::lock_guard lock{mutex_};
    forward_ = forward;
    permanent_ = permanent || permanent_;
    change_route(old);
}

bool Reference::State::fall_back() {
    std::shared_ptr<const Route> old;
    const std::lock_guard lock{mutex_};
    if (!forward_ || permanent_) return false;
    forward_.reset();
    change_route(old);
    return true;
}

std::pair<std::shared_ptr<const giop::Ior>, bool> Reference::State::target() const {
    const std::lock_guard lock{mutex_};
    return {forward_ ? forward_ : ior, forward_ != nullptr};
}

}  // namespace corbel
