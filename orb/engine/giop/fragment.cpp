// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/fragment.hpp"

namespace corbel::giop {}
