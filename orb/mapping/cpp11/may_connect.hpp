// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "orb/mapping/cpp11/orb.hpp"

namespace corbel {

/// Where an ORB is about to connect to.
struct Destination {
    std::string host;         ///< numeric, without brackets; empty for a Unix-domain socket
    std::uint16_t port = 0;
    std::string unix_path;    ///< empty for TCP
};

/// Corbel's addition, for programs that call references of strangers. `may` is asked about each connection the ORB
/// wants to open from now on, after the rules of -ORBclientTransportRule have allowed it and names have been looked up;
/// false forbids it, and a call that has no other address fails with NO_PERMISSION. It runs on any thread, several at
/// once, and must neither throw nor call the ORB. An empty one forbids nothing; connections that are open stay.
void may_connect(const IDL::traits<CORBA::ORB>::ref_type& orb, std::function<bool(const Destination&)> may);

}  // namespace corbel
