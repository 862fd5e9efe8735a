// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace corbel {

class Invoker;

/// What a oneway waits for (CORBA 2.6, 22.2.2); the values are those of Messaging::SyncScope.
enum class SyncScope : std::int16_t { none, with_transport, with_server, with_target };

/// What a caller asks of calls. What is not set here is asked of the next level: the reference, the thread, the ORB
/// (CORBA 2.6, 4.9.1).
struct CallPolicies {
    std::optional<std::chrono::nanoseconds> round_trip_timeout;  ///< zero: none
    std::optional<SyncScope> sync_scope;

    friend bool operator==(const CallPolicies&, const CallPolicies&) = default;
};

/// Those of this thread, for calls through `invoker`; nothing is set in them at first.
CallPolicies thread_policies(const Invoker& invoker);
void thread_policies(const Invoker& invoker, const CallPolicies& policies);

/// False as long as this thread has set none, which is almost always: all that a call pays for them then.
bool thread_has_policies() noexcept;

}  // namespace corbel
