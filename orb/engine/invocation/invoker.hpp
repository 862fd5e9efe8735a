// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/invocation/reference.hpp"

namespace corbel {

struct Route;

/// The same object; a call on the result fails with TIMEOUT after this long, zero: after the ORB's default. INV_OBJREF for
/// a nil reference.
Reference with_timeout(const Reference& reference, std::chrono::nanoseconds timeout);

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
    };

    Invoker(std::vector<std::shared_ptr<ChannelProvider>> providers, Settings settings);

    /// Blocks for the answer: no_exception or user_exception; all else is thrown as SystemError. Follows
    /// LOCATION_FORWARD, retries what was not executed, within the deadline that counts from now.
    Reply call(const Reference& target, std::string_view operation, Encoder arguments);

    /// A oneway: returns when the message is handed to the operating system.
    void send(const Reference& target, std::string_view operation, Encoder arguments);

    /// As call(); `done` runs once. The arguments are encoded before this returns. Connecting, where it is needed, blocks.
    void call_async(const Reference& target, std::string_view operation, Encoder arguments, Channel::Done done);

    /// Asks by LocateRequest, following forwards.
    Location::Status locate(const Reference& target);

    /// No calls after this: BAD_INV_ORDER.
    void shut_down();

private:
    friend class Course;

    std::shared_ptr<const Route> find_route(Reference::State& state, Deadline deadline) const;

    std::vector<std::shared_ptr<ChannelProvider>> providers_;
    Settings settings_;
    std::atomic<bool> closed_{false};
};

}  // namespace corbel
