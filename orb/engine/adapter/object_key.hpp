// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/base/bytes.hpp"

namespace corbel::adapter {

/// Identifies an object within its POA (CORBA 2.6, 11.2.1).
using ObjectId = Octets;

/// What ids that POAs assign end with: a number, big-endian, of 4 octets or, where these do not hold it, of 8.
void put_number(ObjectId& id, std::uint64_t number);
/// The number that is all of `id`; nothing for other bytes.
std::optional<std::uint64_t> number_in(ByteView id) noexcept;

/// Tells one run of an ORB from every other: part of each transient key.
using InstanceStamp = std::array<std::uint8_t, 8>;

/// The keys this ORB puts into references: the key of the POA, then the object id.
///
///     transient POA   CB E1 'T'  stamp (8 octets)  number of the POA (4 octets, big-endian)
///     persistent POA  CB E1 'P'  length of the path (1 octet)  path: per name its length (1 octet) and its octets
///
/// A persistent key is the same in each run of the program, a transient one is of one POA in one run. The parts of
/// the key are views of the bytes it was parsed from.
struct ObjectKey {
    ByteView adapter;    ///< all that belongs to the POA: the key of the adapter table
    ByteView object_id;

    /// Nothing for bytes that are not of this form, whatever they are; constant time.
    static std::optional<ObjectKey> parse(ByteView key) noexcept;

    /// The names below the root POA of the adapter part of a persistent key; nothing for a transient or malformed one.
    static std::optional<std::vector<std::string>> path(ByteView adapter);

    /// The adapter part for a POA. IMP_LIMIT for names that leave too little room for object ids.
    static Octets transient_adapter(const InstanceStamp& stamp, std::uint32_t number);
    static Octets persistent_adapter(const std::vector<std::string>& path);

    /// The whole key. IMP_LIMIT beyond max_size.
    static Octets compose(ByteView adapter, ByteView object_id);

    static constexpr std::size_t max_size = 255;
};

}  // namespace corbel::adapter
