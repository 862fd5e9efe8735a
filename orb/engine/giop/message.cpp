// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/message.hpp"

namespace corbel::giop {}
