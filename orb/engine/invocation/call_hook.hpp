// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <any>
#include <string_view>
#include <vector>

#include "orb/engine/base/error.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/invocation/call_policies.hpp"
#include "orb/engine/invocation/reply.hpp"

namespace corbel {

class Reference;
struct Route;

/// Thrown by hooks to send a request to another object (CORBA 2.6, 21.3.5.6: ForwardRequest).
struct Forwarded {
    giop::Ior target;
};

/// Sees each attempt of each call and oneway of an Invoker, on the caller's thread: what client request interceptors
/// are made of (CORBA 2.6, 21.3). Without one a call costs one comparison for it.
///
/// An asynchronous call is two of them: one that ends with `sent`, and one that begins with taking() when the caller
/// takes the answer or is told of it. What a forward or a retry sends again meanwhile is seen on a thread of its own.
class CallHook {
public:
    /// One sending of a request: retries and forwards make new ones.
    struct Attempt {
        const Reference& target;
        const Route& route;
        std::string_view operation;
        bool response_expected;
        SyncScope sync_scope;
        std::vector<giop::ServiceContext> contexts;  ///< sent along; for the hook to fill
        std::any state;                              ///< the hook's own
    };

    enum class Taking : std::uint8_t { poll, callback };
    enum class End : std::uint8_t { reply, user_exception, system_exception, forward, sent };

    struct Outcome {
        End end;
        const Reply* reply = nullptr;         ///< for reply and user_exception; not to be read further
        const SystemError* error = nullptr;   ///< for system_exception
        const giop::Ior* forward = nullptr;   ///< for forward
    };

    virtual ~CallHook() = default;

    /// Before it is sent. SystemError ends the call with it, Forwarded sends it elsewhere; ended() is not called then.
    virtual void starting(Attempt& attempt) = 0;

    /// Before the answer of an asynchronous call is taken; as starting(), but nothing can be sent along. SystemError
    /// ends it.
    virtual void taking(Attempt&, Taking) {}

    /// When it has ended. What this throws takes the place of the outcome: SystemError or Forwarded.
    virtual void ended(Attempt& attempt, const Outcome& outcome) = 0;
};

}  // namespace corbel
