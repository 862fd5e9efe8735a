// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "cos-naming/naming_store.hpp"

/// The forms in which names are kept: numbers for contexts, packed references, and sums that tell damage.
namespace corbel::naming {

/// A context's number as its id and back: the root is 0, every other one 1 to 16 hexadecimal digits. Nothing for text
/// that is no id.
ContextId context_id(std::int64_t number);
std::optional<std::int64_t> context_number(const ContextId& id);

/// A Bound in few bytes: the hexadecimal digits of an IOR become the bytes they stand for.
struct Record {
    std::uint8_t form = 0;
    std::string value;

    friend bool operator==(const Record&, const Record&) = default;
};

Record pack(const Bound& bound);
/// Throws StoreError for what pack() never makes.
Bound unpack(std::uint8_t form, std::string_view value);

BindingType type_of(std::uint8_t form);
bool has_lease(std::uint8_t form);

/// Sums of a row of a store; every change of a byte changes them. The sum of a set of rows is the sum of theirs.
std::uint64_t sum_of(std::int64_t context);
std::uint64_t sum_of(std::int64_t context, std::string_view id, std::string_view kind, std::uint8_t form,
                     std::string_view value);
std::uint64_t sum_of(std::initializer_list<std::uint64_t> words);

}  // namespace corbel::naming
