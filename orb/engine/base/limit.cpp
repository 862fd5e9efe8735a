// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/limit.hpp"

namespace corbel {

std::string Limit::text() const { return std::to_string(std::uint32_t{*this}) + "; -ORB" + setting_ + " raises it"; }

}  // namespace corbel
