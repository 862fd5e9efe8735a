// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/request.hpp"

namespace corbel::giop {

/// The server's side of a connection as a protocol: what code sets the client has chosen, and what each of its messages
/// means. Values in, values out: no socket, no clock, no threads. For the thread that reads the connection.
class ServerSession {
public:
    struct Settings {
        cdr::CodeSet native_chars = cdr::CodeSet::utf_8;
        std::size_t message_limit = limits::message;
    };

    explicit ServerSession(const Settings& settings);

    /// Of answers in this version. That of 1.0 does not depend on what the client has said.
    cdr::Encoding encoding(Version version) const noexcept;

    /// Of CloseConnection and MessageError: in the version of the client's last request, as some clients take no other.
    /// For any thread.
    cdr::Encoding own_encoding() const noexcept;

    struct Request {
        cdr::Reader arguments;               ///< a view of the message
        cdr::Encoding encoding;              ///< of the answer
        std::optional<SystemError> refusal;  ///< what it is to be answered with, instead of being performed
    };

    /// Reads a Request up to its arguments into `header`, whose memory is used again. MARSHAL for what cannot be read:
    /// the answer is MessageError and the end of the connection (CORBA 2.6, 15.4.8).
    Request read_request(const Message& message, RequestHeader& header);
    LocateRequestHeader read_locate_request(const Message& message);

    /// Of a message that is neither of the two: true for CloseConnection and MessageError, false for CancelRequest.
    /// MARSHAL for what a client does not send.
    static bool ends_connection(const Message& message);

private:
    void agree_on_code_sets(std::span<const ServiceContext> contexts, const Message& message, Request& request);

    const Settings settings_;
    cdr::Encoding code_sets_;  // what the client's CodeSets context said, or what is assumed without one
    bool code_sets_known_ = false;
    std::atomic<std::uint8_t> giop_minor_{0};
};

}  // namespace corbel::giop
