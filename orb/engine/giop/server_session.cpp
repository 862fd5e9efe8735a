// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/server_session.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/code_sets.hpp"

namespace corbel::giop {

ServerSession::ServerSession(const Settings& settings)
    : settings_{settings}, code_sets_{default_encoding({1, 2}, settings.native_chars)} {}

cdr::Encoding ServerSession::encoding(Version version) const noexcept {
    auto encoding = version.minor == 0 ? default_encoding(version, settings_.native_chars) : code_sets_;
    encoding.giop_minor = version.minor;
    return encoding;
}

cdr::Encoding ServerSession::own_encoding() const noexcept {
    return default_encoding({1, giop_minor_.load(std::memory_order_relaxed)}, settings_.native_chars);
}

[[gnu::hot]] ServerSession::Request ServerSession::read_request(const Message& message, RequestHeader& header) {
    const auto version = message.version();
    giop_minor_.store(version.minor, std::memory_order_relaxed);
    const auto agreed = encoding(version);
    Request request{message.reader(agreed), agreed, {}};
    header.read(request.arguments, version);
    if (message.over_limit()) request.refusal = over_limit_error(message.header(), settings_.message_limit);
    if (!code_sets_known_ && !header.service_contexts.empty())
        agree_on_code_sets(header.service_contexts, message, request);
    return request;
}

/// What the client's first CodeSets context says holds for the connection (CORBA 2.6, 13.10.2.6), from the body of its
/// request on.
void ServerSession::agree_on_code_sets(std::span<const ServiceContext> contexts, const Message& message,
                                       Request& request) {
    const auto* context = find_context(contexts, context_id::code_sets);
    if (!context) return;
    try {
        apply_code_sets_context(*context, code_sets_);
        code_sets_known_ = true;
    } catch (const SystemError& error) {
        if (error.error() == Error::marshal) throw;
        request.refusal = error;
    }
    request.encoding = encoding(message.version());
    auto body = request.encoding;
    body.order = message.header().order;
    request.arguments.encoding(body);
}

LocateRequestHeader ServerSession::read_locate_request(const Message& message) {
    giop_minor_.store(message.version().minor, std::memory_order_relaxed);
    auto in = message.reader(encoding(message.version()));
    LocateRequestHeader header;
    header.read(in, message.version());
    return header;
}

bool ServerSession::ends_connection(const Message& message) {
    switch (message.type()) {
        case MessageType::cancel_request:
            return false;
        case MessageType::close_connection:
        case MessageType::message_error:
            return true;
        default:
            throw SystemError{Error::marshal, minor::bad_message, "a client does not send such messages"};
    }
}

}  // namespace corbel::giop
