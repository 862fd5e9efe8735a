// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/idl4.hpp"

#include <ostream>

namespace corbel {

std::ostream& print_flags(std::ostream& out, const char* type, std::span<const FlagName> flags, std::uint64_t bits) {
    out << type << '{';
    const char* separator = "";
    for (const auto& each : flags) {
        const auto bit = std::uint64_t{1} << each.position;
        if (!(bits & bit)) continue;
        out << separator << each.name;
        separator = " | ";
        bits &= ~bit;
    }
    if (bits) out << separator << bits;
    return out << '}';
}

}  // namespace corbel
