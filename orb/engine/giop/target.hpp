// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/giop/ior.hpp"

namespace corbel::giop {

/// How a request names its object (CORBA 2.6, 15.4.2.2); GIOP 1.0 and 1.1 know the key only.
enum class AddressingDisposition : std::int16_t { key = 0, profile = 1, reference = 2 };

/// TargetAddress. The views belong to the message it was read from, or to whoever writes it.
struct Target {
    AddressingDisposition disposition = AddressingDisposition::key;

    /// Set by read() for each disposition: of a profile or reference it is the key in the IIOP profile; empty if that
    /// profile is not an IIOP one.
    ByteView object_key;

    std::uint32_t profile_tag = 0;     ///< for `profile`
    ByteView profile;                  ///< for `profile`: the body of the tagged profile
    std::uint32_t selected_profile = 0;  ///< for `reference`: the index of the profile to use
    Ior reference;                     ///< for `reference`

    static Target of(ByteView key) {
        Target target;
        target.object_key = key;
        return target;
    }

    /// MARSHAL for an unknown disposition, a key of more than limits::object_key, a selected profile that is not there.
    void read(cdr::Reader& in, Version version);
    void write(cdr::Writer& out, Version version) const;
};

}  // namespace corbel::giop
