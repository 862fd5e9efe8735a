// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/dynamic/repository.hpp"

/// Compiled IDL: what `idlc --typelib` writes. docs/type-library.md has the format.
namespace corbel::dynamic {

/// What a type library declares. MARSHAL, with a text that says what is wrong and where, for bytes that are none:
/// another version, a wrong checksum, a length beyond the end, nesting beyond that of idlc, names that are not there.
/// Time and memory linear in the bytes.
Repository read_type_library(ByteView bytes);

/// The same without the header and its checksum.
Repository read_type_payload(ByteView payload);

/// The same of a file; MARSHAL if it cannot be read.
Repository load_type_library(const std::string& path);

}  // namespace corbel::dynamic
