// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/control.hpp"

namespace corbel::giop {}
