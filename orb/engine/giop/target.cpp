// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/target.hpp"

namespace corbel::giop {}
