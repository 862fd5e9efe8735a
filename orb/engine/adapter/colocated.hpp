// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>

#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/base/timers.hpp"
#include "orb/engine/invocation/channel.hpp"

namespace corbel::adapter {

/// Serves the profiles whose address is the adapter's own: a call is encoded, performed on the caller's thread under
/// all rules of the POA, and its answer read by the caller as if it had come from a peer. A oneway has been performed
/// when it returns. Asynchronous calls are performed on threads of the ORB,
/// and given up at their deadlines by `timers`.
std::shared_ptr<ChannelProvider> make_colocated_provider(std::shared_ptr<ObjectAdapter> adapter,
                                                         std::function<void*()> environment,
                                                         std::shared_ptr<Timers> timers);

}  // namespace corbel::adapter
