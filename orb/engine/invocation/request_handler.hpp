// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "orb/engine/invocation/server_request.hpp"

namespace corbel {

/// What a LocateRequest asks (CORBA 2.6, 15.4.6).
struct Location {
    enum class Status : std::uint32_t { unknown_object = 0, object_here = 1, object_forward = 2 } status;
    giop::Ior forward;  // for object_forward
};

/// Where requests go once they are read: implemented by the object adapter, called by transports and by colocated
/// callers, from any thread.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;

    /// Answers the request or sees to it that it is answered later. Throws nothing.
    ///
    /// Of a large request only the beginning may have come (cdr::Reader::is_continued() of its arguments). If the rest
    /// stops coming, whoever reads meets COMM_FAILURE, no answer is sent, and the request is handled anew when it is
    /// whole: what must not be done twice is done after arguments().complete().
    virtual void handle(ServerRequest& request) noexcept = 0;

    virtual Location locate(ByteView object_key) noexcept = 0;
};

}  // namespace corbel
