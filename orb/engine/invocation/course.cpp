// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/course.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "orb/engine/base/coarse_clock.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "orb/engine/invocation/recent_routes.hpp"

namespace corbel {
namespace {

Reference::State& state_of(const Reference& target) {
    if (!target)
        throw SystemError{Error::inv_objref, minor::nil_reference, "an operation was called on a nil reference"};
    return *target.state();
}

/// Whether the object may be found at the original reference when the place it was forwarded to says so.
bool says_gone(const SystemError& error) {
    return error.completed() == Completion::no &&
           (error.error() == Error::object_not_exist || error.error() == Error::transient ||
            error.error() == Error::comm_failure || error.error() == Error::obj_adapter);
}

bool is_of_connection(const SystemError& error) {
    return error.error() == Error::comm_failure || error.error() == Error::transient;
}

/// The server's own words (CORBA 3.0, 15.7.3.1), if it sent some that can be read; control characters as '?'.
std::string detail(const Reply& reply) {
    constexpr std::size_t longest = 1024;
    const auto* context = giop::find_context(reply.service_contexts, giop::context_id::exception_detail_message);
    const auto words = context ? giop::read_exception_detail(*context) : std::nullopt;
    if (!words) return {};
    std::string text = ": ";
    for (auto c : words->substr(0, longest)) cdr::append_utf8(text, c < 0x20 || (c >= 0x7f && c < 0xa0) ? '?' : c);
    return text;
}

SystemError worded(const SystemError& error, const Reply& reply, std::string_view operation, const std::string& peer) {
    auto text = error.text().empty() ? std::string{name_of(error.error())} : error.text();
    text += ", raised by " + peer + " in answer to " + std::string{operation} + detail(reply);
    return {error.error(), error.minor(), error.completed(), std::move(text)};
}

}  // namespace

SystemError shut_down_error() {
    return {Error::bad_inv_order, minor::orb_has_shut_down, "the ORB of this reference has been shut down"};
}

SystemError raised(Reply& reply, std::string_view operation, const std::string& peer) {
    return worded(giop::read_system_exception(reply.body), reply, operation, peer);
}

[[gnu::hot]]
Course::Course(const Invoker& invoker, const Reference& target)
    : invoker_{invoker}, state_{state_of(target)}, now_{coarse_now()} {
    if (invoker.closed_.load(std::memory_order_relaxed)) throw shut_down_error();
    const auto policies = invoker.effective_policies(target);
    const auto timeout = *policies.round_trip_timeout;
    sync_scope_ = *policies.sync_scope;
    deadline_ = timeout.count() > 0 ? deadline_after(timeout, now_) : no_deadline;
}

[[gnu::hot]] Course::~Course() {
    if (route_number_ != 0) RecentRoutes::put_back(route_number_, std::move(route_));
}

[[gnu::hot]] RequestHead Course::head(std::string_view operation, bool response_expected) const {
    RequestHead head{&route_->profile, operation, response_expected};
    head.now = invoker_.is_hooked() ? coarse_now() : now_;  // a hook may take its time
    if (route_->addressing == giop::AddressingDisposition::key) return head;
    head.addressing = route_->addressing;
    head.reference = route_->ior.get();
    const auto& profiles = route_->ior->profiles;
    for (; head.profile_index < profiles.size(); ++head.profile_index) {
        const auto& each = profiles[head.profile_index];
        if (each.tag == giop::tag::internet_iop &&
            giop::IiopProfile::read(each.data).object_key == route_->profile.object_key)
            break;
    }
    return head;
}

[[gnu::hot]] bool Course::use_known_route() {
    route_number_ = state_.route_number();
    route_ = route_number_ != 0 ? RecentRoutes::take(route_number_) : nullptr;
    if (!route_) route_ = state_.route();
    if (route_ && route_->channel->usable()) return true;
    route_number_ = 0;
    return false;
}

[[gnu::hot]] void Course::find_route() {
    if (use_known_route()) return;
    for (;;) {
        try {
            return look_for_route();
        } catch (const SystemError& error) {
            const auto pause = pause_for_restart(error);
            if (pause.count() == 0) throw;
            std::this_thread::sleep_for(pause);
        }
    }
}

void Course::look_for_route() {
    try {
        route_ = invoker_.find_route(state_, deadline_);
    } catch (const SystemError& error) {
        if (fell_back_ || !is_of_connection(error) || !state_.fall_back()) throw;
        fell_back_ = true;
        route_ = invoker_.find_route(state_, deadline_);
    }
    state_.route(route_);
    now_ = coarse_now();
}

std::chrono::milliseconds Course::no_route(const SystemError& error) {
    if (!fell_back_ && is_of_connection(error) && state_.fall_back()) {
        fell_back_ = true;
        return {};
    }
    const auto pause = pause_for_restart(error);
    if (pause.count() == 0) throw error;
    return pause;
}

void Course::begins_again() noexcept { now_ = coarse_now(); }

std::string Course::place() const {
    std::string place;
    for (const auto& profile : giop::iiop_profiles(*state_.target().first))
        for (const auto& address : profile.addresses) place += address.to_string() + '\n';
    return place;
}

/// How long to wait before another try; zero where none is worth it.
std::chrono::milliseconds Course::pause_for_restart(const SystemError& error) {
    constexpr std::chrono::milliseconds none{0};
    const auto patience = invoker_.settings_.restart_patience;
    if (patience.count() == 0 || !is_of_connection(error) || error.completed() != Completion::no) return none;
    const auto now = Clock::now();
    if (patience_end_ == Deadline{}) patience_end_ = std::min(deadline_, now + patience);
    if (now + pause_ >= patience_end_ || invoker_.closed_.load(std::memory_order_relaxed)) return none;
    return std::exchange(pause_, std::min(2 * pause_, std::chrono::milliseconds{200}));
}

void Course::failed(const SystemError& error) { std::this_thread::sleep_for(failure(error)); }

std::chrono::milliseconds Course::failure(const SystemError& error) {
    if (!is_of_connection(error)) throw error;
    route_number_ = 0;
    now_ = coarse_now();
    state_.forget(route_.get());
    if (error.completed() != Completion::no || Clock::now() >= deadline_) throw error;
    if (route_->forwarded && !fell_back_ && state_.fall_back()) {
        fell_back_ = true;
        return {};
    }
    std::chrono::milliseconds pause{0};
    if (retries_++ >= invoker_.settings_.max_retries) {
        pause = pause_for_restart(error);
        if (pause.count() == 0) throw error;
    }
    if (log::enabled(log::Channel::call, log::Level::debug))
        log::write(log::Channel::call, log::Level::debug,
                   std::string{"a request was not executed and is sent again: "} + error.what());
    return pause;
}

[[gnu::hot]] bool Course::settled(Reply& reply, std::string_view operation) {
    switch (reply.status) {
        case giop::ReplyStatus::no_exception:
        case giop::ReplyStatus::user_exception:
            return true;
        case giop::ReplyStatus::system_exception:
            raise(reply, operation);
            return false;
        case giop::ReplyStatus::location_forward:
        case giop::ReplyStatus::location_forward_perm:
            forward(giop::Ior::read(reply.body), reply.status == giop::ReplyStatus::location_forward_perm);
            return false;
        case giop::ReplyStatus::needs_addressing_mode:
            address_otherwise(reply);
            return false;
    }
    throw SystemError{Error::marshal, minor::bad_message, Completion::maybe, "unknown status of a reply"};
}

void Course::forward(giop::Ior target, bool permanent) {
    if (++forwards_ > invoker_.settings_.max_forwards)
        throw SystemError{Error::transient, minor::too_many_forwards,
                          "the object was forwarded " + std::to_string(forwards_) + " times, at last by " +
                              route_->channel->peer() + ": its servers point at each other"};
    if (target.is_nil())
        throw SystemError{Error::transient, minor::no_usable_profile,
                          route_->channel->peer() + " forwards the object to a nil reference"};
    if (log::enabled(log::Channel::call, log::Level::debug))
        log::write(log::Channel::call, log::Level::debug, route_->channel->peer() + " forwards the object");
    state_.forward(std::move(target), permanent);
}

void Course::raise(Reply& reply, std::string_view operation) {
    const auto error = giop::read_system_exception(reply.body);
    if (route_->forwarded && !fell_back_ && says_gone(error) && state_.fall_back()) {
        fell_back_ = true;
        return;
    }
    throw worded(error, reply, operation, route_->channel->peer());
}

void Course::address_otherwise(Reply& reply) {
    const auto wanted = reply.body.get<std::int16_t>();
    if (wanted < 0 || wanted > 2 || static_cast<giop::AddressingDisposition>(wanted) == route_->addressing)
        throw SystemError{Error::marshal, minor::bad_message,
                          route_->channel->peer() + " asks for addressing mode " + std::to_string(wanted) + " again"};
    if (++forwards_ > invoker_.settings_.max_forwards)
        throw SystemError{Error::transient, minor::too_many_forwards,
                          route_->channel->peer() + " cannot decide on an addressing mode"};
    auto route = std::make_shared<Route>(*route_);
    route->addressing = static_cast<giop::AddressingDisposition>(wanted);
    state_.route(std::move(route));
}

}  // namespace corbel
