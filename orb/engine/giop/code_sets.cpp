// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/code_sets.hpp"

namespace corbel::giop {}
