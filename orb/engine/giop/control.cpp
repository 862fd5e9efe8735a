// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/control.hpp"

namespace corbel::giop {

std::uint32_t read_cancel_request(cdr::Reader& in) { return in.get<std::uint32_t>(); }

void write_cancel_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id) {
    begin_message(out, encoding, MessageType::cancel_request);
    out.put(id);
    end_message(out);
}

void write_close_connection(cdr::Writer& out, const cdr::Encoding& encoding) {
    begin_message(out, encoding, MessageType::close_connection);
    end_message(out);
}

void write_message_error(cdr::Writer& out, const cdr::Encoding& encoding) {
    begin_message(out, encoding, MessageType::message_error);
    end_message(out);
}

}  // namespace corbel::giop
