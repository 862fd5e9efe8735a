// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/invocation/call_hook.hpp"
#include "orb/engine/invocation/call_policies.hpp"
#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/invocation/reference.hpp"

namespace corbel {

class AsynchronousCall;
class Callbacks;
class Course;
class Resender;
class Timers;
struct Route;

/// The same object; a call on the result fails with TIMEOUT after this long, zero: after the ORB's default. INV_OBJREF
/// for a nil reference.
Reference with_timeout(const Reference& reference, std::chrono::nanoseconds timeout);

/// The same object, called under these policies and with this attachment; and those of a reference. INV_OBJREF for a
/// nil reference.
Reference with_policies(const Reference& reference, const CallPolicies& policies,
                        std::shared_ptr<const void> attachment);
const CallPolicies& policies_of(const Reference& reference);
const std::shared_ptr<const void>& attachment_of(const Reference& reference);

/// Rules of a call that do not depend on a transport: which profile, which channel, forwards, retries, the deadline.
///
/// One absolute deadline covers connecting, forwards and retries. A request is sent again only if it cannot have been
/// executed: the channel said Completion::no. What a server answers is never retried, but for one case: if the target
/// of a temporary LOCATION_FORWARD is gone, the original reference is asked once more (CORBA 2.6, 13.8.3).
class Invoker : public std::enable_shared_from_this<Invoker> {
public:
    struct Settings {
        std::chrono::nanoseconds call_timeout = std::chrono::seconds{60};  ///< zero: none
        std::chrono::nanoseconds connect_timeout = std::chrono::seconds{10};
        unsigned max_forwards = 10;
        unsigned max_retries = 1;
        /// How long a call tries again, with growing pauses, where a server refuses connections or closes them in
        /// order, as one does that restarts; zero: only max_retries at once.
        std::chrono::nanoseconds restart_patience{0};
    };

    /// `timers` are those that its providers use; null: its own.
    Invoker(std::vector<std::shared_ptr<ChannelProvider>> providers, Settings settings,
            std::shared_ptr<Timers> timers = nullptr);
    ~Invoker();  ///< shut_down()

    /// Blocks for the answer: no_exception or user_exception; all else is thrown as SystemError. Follows
    /// LOCATION_FORWARD, retries what was not executed, within the deadline that counts from now.
    void call(const Reference& target, std::string_view operation, Encoder arguments, Reply& reply);
    Reply call(const Reference& target, std::string_view operation, Encoder arguments);

    /// A oneway: returns when its SyncScope says, by default (SyncScope::none) when the message is sent, or is to be
    /// sent within a moment, together with others and ahead of what else goes the same way. A server of GIOP 1.0 or 1.1
    /// knows no SYNC_WITH_SERVER and is asked for SYNC_WITH_TARGET instead.
    void send(const Reference& target, std::string_view operation, Encoder arguments);

    /// As call(); `done` runs once. The arguments are encoded before this returns.
    /// Connecting, where it is needed, blocks.
    void call_async(const Reference& target, std::string_view operation, Encoder arguments, Channel::Done done);

    /// The answer to a call_async that `take` has, waits for, or throws as SystemError, as the hook sees it when its
    /// caller asks for it or is told of it. Forwarded if the hook wants the call to be made once more, there.
    Reply take_answer(const Reference& target, std::string_view operation, CallHook::Taking taking,
                      FunctionRef<Reply()> take);
    bool is_hooked() const noexcept { return hook_ != nullptr; }

    /// Asks by LocateRequest, following forwards.
    Location::Status locate(const Reference& target);

    /// Policies of the ORB, for calls whose reference and thread have none; unset ones are those of Settings again.
    /// Calls under way keep theirs.
    CallPolicies policies() const noexcept {
        return {std::chrono::nanoseconds{call_timeout_.load(std::memory_order_relaxed)},
                sync_scope_.load(std::memory_order_relaxed)};
    }
    void policies(const CallPolicies& policies) noexcept;

    /// Those a call on `target` has when it begins now, on this thread: all set.
    CallPolicies effective_policies(const Reference& target) const;

    /// Sees the calls from now on. Set once, before the first call.
    void hook(std::shared_ptr<CallHook> hook) noexcept { hook_ = std::move(hook); }

    /// For calls whose caller is told of the answer. Set once, before the first call.
    void callbacks(std::shared_ptr<Callbacks> callbacks) noexcept { callbacks_ = std::move(callbacks); }
    Callbacks& callbacks() const noexcept { return *callbacks_; }

    /// For asynchronous calls that are to be sent again.
    Resender& resender() const noexcept { return *resender_; }

    /// No calls after this: BAD_INV_ORDER, as for asynchronous ones that wait to be sent again.
    void shut_down();

    /// Tells it from every other invoker of the process, those that are gone included.
    std::uint64_t number() const noexcept { return number_; }

    /// What a mapping keeps with this ORB, for those who have a message of it only; opaque here. Set once, before the
    /// first call.
    void attach(std::shared_ptr<void> attachment) noexcept { attachment_ = std::move(attachment); }
    void* attachment() const noexcept { return attachment_.get(); }

private:
    friend class AsynchronousCall;
    friend class Course;

    void call(Course& course, std::string_view operation, Encoder arguments, SyncScope scope, Reply& reply);
    std::shared_ptr<const Route> find_route(Reference::State& state, Deadline deadline) const;

    void call_watched(Course& course, const Reference& target, std::string_view operation, Encoder arguments,
                      SyncScope scope, Reply& reply);
    void send_watched(Course& course, const Reference& target, std::string_view operation, Encoder arguments);

    std::vector<std::shared_ptr<ChannelProvider>> providers_;
    std::shared_ptr<CallHook> hook_;
    std::shared_ptr<Callbacks> callbacks_;
    Settings settings_;
    const std::uint64_t number_;
    std::atomic<std::int64_t> call_timeout_;  // nanoseconds; zero: none
    std::atomic<SyncScope> sync_scope_{SyncScope::none};
    std::atomic<bool> closed_{false};
    const std::shared_ptr<Timers> timers_;
    const std::shared_ptr<Resender> resender_;
    std::shared_ptr<void> attachment_;
};

}  // namespace corbel
