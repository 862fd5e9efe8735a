// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/types/typecode.hpp"

/// Discriminators and labels of unions as 64-bit integers, in the form that UnionMember has.
namespace corbel::types {

/// Whether a union may be discriminated by values of this kind; octet and wchar are IDL 4.
bool is_discriminator(TCKind kind) noexcept;

/// Reads and writes a value of a discriminator's kind. MARSHAL for other kinds.
std::int64_t read_label(cdr::Reader& in, TCKind kind);
void write_label(cdr::Writer& out, TCKind kind, std::int64_t label);

}  // namespace corbel::types
