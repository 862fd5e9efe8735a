// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/message_reader.hpp"

namespace corbel::giop {}
