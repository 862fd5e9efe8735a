// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "orb/mapping/cpp11/orb.hpp"

namespace corbel {

/// Corbel's addition: other processes, at "host:port", serve the objects of this ORB under the same keys, as the
/// daemons of one naming service do. References that the ORB makes from now on carry these addresses behind its own, so
/// that clients go on there; references that carry only these count as the ORB's own. Replaces what was set before.
/// BAD_PARAM for text that is no address.
void set_replicas(const IDL::traits<CORBA::ORB>::ref_type& orb, const std::vector<std::string>& addresses);

}  // namespace corbel
