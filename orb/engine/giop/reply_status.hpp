// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace corbel::giop {

/// Reply status (CORBA 2.6, 15.4.3.1).
enum class ReplyStatus : std::uint32_t {
    no_exception, user_exception, system_exception, location_forward, location_forward_perm, needs_addressing_mode
};

}  // namespace corbel::giop
