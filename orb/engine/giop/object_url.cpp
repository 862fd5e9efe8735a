// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/object_url.hpp"

namespace corbel::giop {}
