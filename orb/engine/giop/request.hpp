// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>
#include <vector>

#include "orb/engine/giop/message.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/giop/target.hpp"

namespace corbel::giop {

/// What the caller of an operation waits for: the SyncScope behind a Request's response_flags (CORBA 2.6, 15.4.2.1 and
/// 22.2.2). GIOP 1.0 and 1.1 know only whether a response is expected.
enum class ResponseFlags : std::uint8_t {
    none = 0,         ///< oneway: SYNC_NONE and SYNC_WITH_TRANSPORT
    with_server = 1,  ///< an empty reply before the operation runs
    with_target = 3   ///< the reply of the operation
};

/// A Request up to its body (CORBA 2.6, 15.4.2). Read from a message its views belong to that message.
struct RequestHeader {
    std::uint32_t id = 0;
    ResponseFlags response = ResponseFlags::with_target;
    Target target;
    std::string_view operation;
    std::vector<ServiceContext> service_contexts;
    ByteView principal;  ///< GIOP 1.0 and 1.1; obsolete, not interpreted

    bool response_expected() const noexcept { return response != ResponseFlags::none; }

    /// Reads the header from a reader that stands after the message header and leaves it at the body. MARSHAL for what
    /// cannot be read or is over a limit; `service_contexts` keeps its memory.
    void read(cdr::Reader& in, Version version);
};

/// Writes message header and request header into `out`, emptying it first. `contexts` are written instead of the
/// header's own when given, so that callers need not copy theirs.
Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header);
Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header,
                    std::span<const ServiceContext> contexts);
/// The same for an object named by its key, as almost all are.
Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, ResponseFlags response,
                    ByteView object_key, std::string_view operation, std::span<const ServiceContext> contexts);

}  // namespace corbel::giop
