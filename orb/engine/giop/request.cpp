// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/request.hpp"

namespace corbel::giop {}
