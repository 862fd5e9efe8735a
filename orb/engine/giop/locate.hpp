// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/giop/message.hpp"
#include "orb/engine/giop/target.hpp"

namespace corbel::giop {

/// CORBA 2.6, 15.4.5.
struct LocateRequestHeader {
    std::uint32_t id = 0;
    Target target;

    void read(cdr::Reader& in, Version version);
};

/// CORBA 2.6, 15.4.6.1; GIOP 1.0 and 1.1 know the first three.
enum class LocateStatus : std::uint32_t {
    unknown_object, object_here, object_forward, object_forward_perm, system_exception, needs_addressing_mode
};

/// The body that may follow: an IOR for the forwards, a system exception, an AddressingDisposition.
struct LocateReplyHeader {
    std::uint32_t id = 0;
    LocateStatus status = LocateStatus::unknown_object;

    void read(cdr::Reader& in, Version version);
};

/// Whole messages into `out`, emptying it first.
void write_locate_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, const Target& target);
/// `forward` is written for the forward statuses.
void write_locate_reply(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, LocateStatus status,
                        const Ior* forward = nullptr);

}  // namespace corbel::giop
