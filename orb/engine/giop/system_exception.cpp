// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/system_exception.hpp"

namespace corbel::giop {}
