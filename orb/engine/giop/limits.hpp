// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include "orb/engine/base/limit.hpp"

/// What a peer may ask of us at most. Beyond a limit a message is refused before memory is taken for it.
namespace corbel::giop::limits {

inline constexpr std::size_t message = 16u << 20;         ///< bytes of a message, fragments put together
inline constexpr std::size_t reassembly = 32u << 20;      ///< bytes of all unfinished fragment trains of a connection
inline constexpr std::size_t trains = 64;                 ///< unfinished fragment trains of a connection
inline constinit Limit service_contexts{64, "maxServiceContexts"};     ///< of a message
inline constinit Limit profiles{32, "maxProfiles"};                    ///< of an IOR
inline constinit Limit components{64, "maxComponents"};                ///< of a profile
inline constexpr std::size_t host = 255;                  ///< characters of a host name
inline constinit Limit object_key{4096, "maxObjectKeySize"};           ///< bytes
inline constexpr std::size_t operation = 1024;            ///< characters of an operation's name
inline constexpr std::size_t type_id = 4096;              ///< characters of the repository id of an IOR
inline constinit Limit stringified_ior{64 * 1024, "maxStringifiedIORSize"};  ///< characters of "IOR:..." or object URL
inline constexpr std::size_t code_sets = 64;              ///< conversion code sets of a component

}  // namespace corbel::giop::limits
