// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/invoker.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/asynchronous_call.hpp"
#include "orb/engine/invocation/course.hpp"
#include "orb/engine/invocation/resender.hpp"

namespace corbel {

namespace {

std::atomic<std::uint64_t> last_number{0};

/// Where calls on the reference go, without a channel if no call has found one.
std::shared_ptr<const Route> route_for_hook(const Reference& target) {
    if (auto known = target.state()->route()) return known;
    const auto [ior, forwarded] = target.state()->target();
    auto profiles = giop::iiop_profiles(*ior);
    return std::make_shared<const Route>(
        Route{profiles.empty() ? giop::IiopProfile{} : std::move(profiles.front()), nullptr, ior, forwarded});
}

}  // namespace

Invoker::Invoker(std::vector<std::shared_ptr<ChannelProvider>> providers, Settings settings,
                 std::shared_ptr<Timers> timers)
    : providers_{std::move(providers)}, settings_{settings}, number_{++last_number},
      call_timeout_{settings.call_timeout.count()}, timers_{timers ? std::move(timers) : std::make_shared<Timers>()},
      resender_{std::make_shared<Resender>(timers_)} {}

Invoker::~Invoker() { shut_down(); }

void Invoker::policies(const CallPolicies& policies) noexcept {
    call_timeout_ = policies.round_trip_timeout.value_or(settings_.call_timeout).count();
    sync_scope_ = policies.sync_scope.value_or(SyncScope::none);
}

[[gnu::hot]] CallPolicies Invoker::effective_policies(const Reference& target) const {
    auto all = policies_of(target);
    if (!all.round_trip_timeout && !all.sync_scope && !thread_has_policies()) return policies();
    const auto add = [&all](const CallPolicies& level) {
        if (!all.round_trip_timeout) all.round_trip_timeout = level.round_trip_timeout;
        if (!all.sync_scope) all.sync_scope = level.sync_scope;
    };
    if (thread_has_policies()) add(thread_policies(*this));
    add(policies());
    return all;
}

Reply Invoker::call(const Reference& target, std::string_view operation, Encoder arguments) {
    Reply reply;
    call(target, operation, arguments, reply);
    return reply;
}

[[gnu::hot]] void Invoker::call(const Reference& target, std::string_view operation, Encoder arguments, Reply& reply) {
    Course course{*this, target};
    if (hook_) return call_watched(course, target, operation, arguments, SyncScope::with_target, reply);
    call(course, operation, arguments, SyncScope::with_target, reply);
}

[[gnu::hot]]
void Invoker::call(Course& course, std::string_view operation, Encoder arguments, SyncScope scope, Reply& reply) {
    for (;;) {
        course.find_route();
        try {
            auto head = course.head(operation);
            head.acknowledge_only = scope == SyncScope::with_server;
            course.route().channel->call(head, arguments, course.deadline(), reply);
        } catch (const SystemError& error) {
            course.failed(error);
            continue;
        }
        if (course.settled(reply, operation)) return;
    }
}

void Invoker::send(const Reference& target, std::string_view operation, Encoder arguments) {
    Course course{*this, target};
    const auto scope = course.sync_scope();
    const bool waits = scope == SyncScope::with_server || scope == SyncScope::with_target;
    if (waits) {
        Reply reply;
        return hook_ ? call_watched(course, target, operation, arguments, scope, reply)
                     : call(course, operation, arguments, scope, reply);
    }
    if (hook_) return send_watched(course, target, operation, arguments);
    for (;;) {
        course.find_route();
        try {
            auto head = course.head(operation, false);
            head.may_wait = scope == SyncScope::none;
            return course.route().channel->send(head, arguments, course.deadline());
        } catch (const SystemError& error) {
            course.failed(error);
        }
    }
}

void Invoker::call_watched(Course& course, const Reference& target, std::string_view operation, Encoder arguments,
                           SyncScope scope, Reply& reply) {
    using End = CallHook::End;
    reply.read_at_once = false;  // the hook is told of answers that are whole
    for (;;) {
        course.find_route();
        const auto route = course.route_pointer();
        CallHook::Attempt attempt{target, *route, operation, true, scope, {}, {}};
        if (forwarded_by_hook(course, [&] { hook_->starting(attempt); })) continue;
        const auto ended = [&](const CallHook::Outcome& outcome) {
            return forwarded_by_hook(course, [&] { hook_->ended(attempt, outcome); });
        };
        auto head = course.head(operation);
        head.acknowledge_only = scope == SyncScope::with_server;
        head.service_contexts = attempt.contexts;
        try {
            route->channel->call(head, arguments, course.deadline(), reply);
        } catch (const SystemError& error) {
            if (!ended({End::system_exception, nullptr, &error})) course.failed(error);
            continue;
        }
        bool settled = false;
        try {
            settled = course.settled(reply, operation);
        } catch (const SystemError& error) {
            if (ended({End::system_exception, nullptr, &error})) continue;
            throw;
        }
        if (!settled) {
            const auto elsewhere = target.state()->target().first;
            ended({End::forward, nullptr, nullptr, elsewhere.get()});
            continue;
        }
        const auto end = reply.status == giop::ReplyStatus::user_exception ? End::user_exception : End::reply;
        if (!ended({end, &reply})) return;
    }
}

void Invoker::send_watched(Course& course, const Reference& target, std::string_view operation, Encoder arguments) {
    for (;;) {
        course.find_route();
        const auto route = course.route_pointer();
        CallHook::Attempt attempt{target, *route, operation, false, course.sync_scope(), {}, {}};
        if (forwarded_by_hook(course, [&] { hook_->starting(attempt); })) continue;
        auto head = course.head(operation, false);
        head.may_wait = course.sync_scope() == SyncScope::none;
        head.service_contexts = attempt.contexts;
        CallHook::Outcome outcome{CallHook::End::sent};
        try {
            route->channel->send(head, arguments, course.deadline());
        } catch (const SystemError& error) {
            outcome = {CallHook::End::system_exception, nullptr, &error};
            if (!forwarded_by_hook(course, [&] { hook_->ended(attempt, outcome); })) course.failed(error);
            continue;
        }
        if (!forwarded_by_hook(course, [&] { hook_->ended(attempt, outcome); })) return;
    }
}

void Invoker::call_async(const Reference& target, std::string_view operation, Encoder arguments, Channel::Done done) {
    std::make_shared<AsynchronousCall>(*this, target, operation, std::move(done))->begin(arguments);
}

Reply Invoker::take_answer(const Reference& target, std::string_view operation, CallHook::Taking taking,
                           FunctionRef<Reply()> take) {
    if (!hook_) return take();
    const auto route = route_for_hook(target);
    CallHook::Attempt attempt{target, *route, operation, true, SyncScope::with_target, {}, {}};
    hook_->taking(attempt, taking);
    Reply reply;
    try {
        reply = take();
    } catch (const SystemError& error) {
        hook_->ended(attempt, {CallHook::End::system_exception, nullptr, &error});
        throw;
    }
    const bool raised = reply.status == giop::ReplyStatus::user_exception;
    hook_->ended(attempt, {raised ? CallHook::End::user_exception : CallHook::End::reply, &reply});
    return reply;
}

Location::Status Invoker::locate(const Reference& target) {
    Course course{*this, target};
    for (;;) {
        course.find_route();
        std::optional<Location> location;
        try {
            location = course.route().channel->locate(course.route().profile, course.deadline());
        } catch (const SystemError& error) {
            course.failed(error);
            continue;
        }
        if (location->status != Location::Status::object_forward) return location->status;
        course.forward(std::move(location->forward), false);
    }
}

void Invoker::shut_down() {
    closed_ = true;
    resender_->stop();
    timers_->stop();
}

std::shared_ptr<const Route> Invoker::find_route(Reference::State& state, Deadline deadline) const {
    if (closed_.load(std::memory_order_relaxed)) throw shut_down_error();  // it was when the call began no longer
    const auto [ior, forwarded] = state.target();
    const auto until = settings_.connect_timeout.count() > 0
                           ? std::min(deadline, Clock::now() + settings_.connect_timeout)
                           : deadline;
    std::optional<SystemError> failure;
    std::string tried;
    for (auto& profile : giop::iiop_profiles(*ior)) {
        for (const auto& provider : providers_) {
            try {
                auto channel = provider->channel_for(profile, until);
                if (!channel) continue;
                auto direct = forwarded || hook_ ? nullptr : channel->direct(profile);
                return std::make_shared<const Route>(
                    Route{std::move(profile), std::move(channel), ior, forwarded, std::move(direct)});
            } catch (const SystemError& error) {
                tried += (tried.empty() ? "" : "; ") + std::string{error.what()};
                failure.emplace(error.error(), error.minor(), Completion::no, tried);
            }
            break;
        }
    }
    if (failure && failure->error() == Error::transient && Clock::now() >= deadline)
        throw SystemError{Error::timeout, minor::deadline_passed, Completion::no,
                          "no connection before the deadline of the call: " + tried};
    if (failure) throw *failure;
    throw SystemError{Error::transient, minor::no_usable_profile,
                      "the reference (type " + escaped(ior->type_id) + ") has " + std::to_string(ior->profiles.size()) +
                          " profiles and none of them is an IIOP profile that can be used"};
}

}  // namespace corbel
