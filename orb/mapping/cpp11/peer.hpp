// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/invocation/peer.hpp"

namespace corbel {

/// Who sent the request that this thread performs at the moment, as the operating system knows it.
/// PortableServer::Current::NoContext where it performs none.
Peer peer_of_request();

}  // namespace corbel
