// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/ior.hpp"

namespace corbel::giop {}
