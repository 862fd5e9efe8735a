// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/base/bytes.hpp"

namespace corbel::giop {

/// Information that travels with a request or reply (CORBA 2.6, 13.7). Unknown ones are kept and ignored.
struct ServiceContext {
    std::uint32_t id = 0;
    Octets data;  // an encapsulation, for the ids the OMG has assigned

    friend bool operator==(const ServiceContext&, const ServiceContext&) = default;
};

/// Ids (CORBA 2.6, 13.7.1).
namespace context_id {
inline constexpr std::uint32_t code_sets = 1;
inline constexpr std::uint32_t bi_dir_iiop = 5;
inline constexpr std::uint32_t exception_detail_message = 14;
}  // namespace context_id

}  // namespace corbel::giop
