// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/service_context.hpp"

namespace corbel::giop {}
