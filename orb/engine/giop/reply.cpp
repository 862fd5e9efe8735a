// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/reply.hpp"

namespace corbel::giop {}
