// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/locate.hpp"

namespace corbel::giop {}
