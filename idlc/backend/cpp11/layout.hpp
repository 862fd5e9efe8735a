// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl::cpp11 {

/// A run of primitives of one type in a struct's memory; `below`: what its values must be less than, 0 for any value.
struct LayoutField {
    std::uint64_t offset;
    std::uint64_t size;
    std::uint64_t count;
    std::uint64_t below;
};

/// How the C++ class of a struct lies in memory where numbers are aligned to their size.
struct StructLayout {
    std::vector<LayoutField> fields;
    std::uint64_t size;
    std::uint64_t alignment;
};

class Layouts {
public:
    /// Of a struct that is made of numbers, booleans, enums, arrays and structs of them, and lies in CDR as in memory.
    /// No value for any other.
    std::optional<StructLayout> of(const Structure& structure);

private:
    std::optional<StructLayout> memory_of(TypeRef type);
    std::optional<StructLayout> memory_of(const ArrayType& array);
    const std::optional<StructLayout>& memory_of(const Structure& structure);
    std::optional<StructLayout> laid_out(const Structure& structure);

    std::map<const Structure*, std::optional<StructLayout>> known_;
};

}  // namespace corbel::idl::cpp11
