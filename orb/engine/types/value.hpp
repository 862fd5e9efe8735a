// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/types/typecode.hpp"

/// Values known by their TypeCode only. Both functions check what they pass as a generated decoder would: lengths,
/// bounds, enum ranges, booleans, text. They throw SystemError MARSHAL or DATA_CONVERSION for a malformed value,
/// BAD_PARAM for an open TypeCode, MARSHAL minor 1 (OMG) for valuetypes that the TypeCode does not describe: derived
/// ones that are not chunked, and, to transcode them, custom ones. Time is linear in the bytes; nesting is limited by
/// the reader.
namespace corbel::types {

/// Moves `in` behind the value of type `type` that starts there.
void skip(cdr::Reader& in, const TypeCode& type);

/// Copies a value of type `type` from `in` to `out`, whose byte order, alignment, GIOP version and code sets may
/// differ. Copies even where `out` borrows. Of a valuetype that is more than its TypeCode says, the base that it may be
/// truncated to is copied. A value that stands in `in` before what is copied is copied where it is referred to.
void transcode(cdr::Reader& in, cdr::Writer& out, const TypeCode& type);

/// Copies the members of a struct, or those of an exception from behind its repository id.
void transcode_members(cdr::Reader& in, cdr::Writer& out, const TypeCode& type);

/// MARSHAL unless the bytes of a fixed-point value are `digits` decimal digits and a sign (CORBA 2.6, 15.3.2.8).
void require_fixed(ByteView bytes, std::uint16_t digits);

}  // namespace corbel::types
