// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "orb/engine/base/bytes.hpp"

namespace corbel::cdr {

/// OSF code-set registry numbers (CORBA 2.6, 13.10.5.1) of the sets this ORB speaks.
enum class CodeSet : std::uint32_t { none = 0, iso_8859_1 = 0x00010001, utf_8 = 0x05010001, utf_16 = 0x00010109 };

/// What bytes of CDR depend on besides their values: everything a reader must know of the message, connection or
/// encapsulation the bytes stand in. Two equal encodings at the same alignment give the same bytes for the same values.
struct Encoding {
    ByteOrder order = native_order;
    /// GIOP 1.0 has no wide characters, 1.1 and 1.2 write them differently (CORBA 2.6, 15.3.1.6 and 15.3.2.7).
    std::uint8_t giop_minor = 2;
    /// Transmission code set of char and string.
    CodeSet chars = CodeSet::utf_8;
    /// Transmission code set of wchar and wstring; `none` where none was negotiated.
    CodeSet wide_chars = CodeSet::utf_16;
    /// What the program holds in a char and a string: UTF-8, or ISO-8859-1 to pass bytes as they are.
    CodeSet native_chars = CodeSet::utf_8;

    friend bool operator==(const Encoding&, const Encoding&) = default;
};

}  // namespace corbel::cdr
