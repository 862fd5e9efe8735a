// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/giop/message.hpp"

/// The messages without a body of their own: CancelRequest, CloseConnection, MessageError.
namespace corbel::giop {

/// The id of the request that its sender does not wait for any more (CORBA 2.6, 15.4.4).
std::uint32_t read_cancel_request(cdr::Reader& in);
void write_cancel_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id);

/// CORBA 2.6, 15.4.7: requests without a reply have not been executed and may be sent again elsewhere.
void write_close_connection(cdr::Writer& out, const cdr::Encoding& encoding);

/// CORBA 2.6, 15.4.8.
void write_message_error(cdr::Writer& out, const cdr::Encoding& encoding);

}  // namespace corbel::giop
