// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "orb/engine/giop/message.hpp"
#include "orb/engine/giop/service_context.hpp"

namespace corbel::giop {

/// A Reply up to its body (CORBA 2.6, 15.4.3).
struct ReplyHeader {
    std::uint32_t id = 0;
    ReplyStatus status = ReplyStatus::no_exception;
    std::vector<ServiceContext> service_contexts;

    /// Reads the header from a reader that stands after the message header and leaves it at the body. MARSHAL for what
    /// cannot be read, is over a limit, or a status its version does not have.
    void read(cdr::Reader& in, Version version);

    /// As read(), but of the reply to request `expected` only, and with the contexts put into `contexts`: false, the
    /// reader at an unspecified position, if it answers another one or is not of GIOP 1.2.
    bool read_if(cdr::Reader& in, Version version, std::uint32_t expected, std::vector<ServiceContext>& contexts);
};

/// Reads a whole message that MessageReader::usual() gives for a Reply: true if it answers request `id`, in the usual
/// way: with results or a user exception, without service contexts. Its body begins at usual_body_at.
bool read_usual_reply(ByteView message, std::uint32_t id, ReplyStatus& status) noexcept;
inline constexpr std::size_t usual_body_at = 24;

/// Writes message header and reply header into `out`, emptying it first.
Draft begin_reply(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, ReplyStatus status,
                  std::span<const ServiceContext> contexts = {});

}  // namespace corbel::giop
