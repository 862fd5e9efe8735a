// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/call.hpp"

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/invocation/course.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/route.hpp"
#include "orb/mapping/cpp11/direct_call.hpp"

namespace corbel {
namespace {

// What is wrong with a reply is noticed when the operation has been executed.
[[noreturn]] void rethrow_completed(SystemError error) {
    error.completed(Completion::yes);
    rethrow(error);
}

[[noreturn]] void raise_user_exception(Reply& reply, const CalledOperation& operation) {
    const auto id = reply.body.identifier();
    for (const auto& each : operation.raises)
        if (id == each.repository_id) each.raise(reply.body);
    raise_unlisted_exception(id, operation.name);
}

/// The answer to a direct call, where it is no plain result.
void read_local(Reply& reply, const CalledOperation& operation, IncomingList results) {
    if (reply.status == giop::ReplyStatus::system_exception) rethrow(raised(reply, operation.name, "this process"));
    read_reply(reply, operation, results);
}

}  // namespace

[[gnu::hot]] void require_end(const cdr::Reader& in, const char* what) {
    if (in.at_end()) return;
    throw SystemError{Error::marshal, minor::trailing_bytes,
                      std::to_string(in.remaining()) + " bytes follow the last " + what +
                          ": client and server were built from different IDL"};
}

void raise_unlisted_exception(std::string_view id, std::string_view operation) {
    throw SystemError{Error::unknown, minor::unlisted_user_exception, Completion::yes,
                      "the server raised " + escaped(id) + ", which the IDL of " + std::string{operation} +
                          " does not list"};
}

[[gnu::hot]] void read_reply(Reply& reply, const CalledOperation& operation, IncomingList results) {
    try {
        if (reply.status == giop::ReplyStatus::user_exception) raise_user_exception(reply, operation);
        decode(reply.body, results);
        require_end(reply.body, "result");
    } catch (const SystemError& error) {
        cdr::release_values(reply.body);
        rethrow_completed(error);
    }
}

[[gnu::hot]]
void call(const Reference& target, const CalledOperation& operation, OutgoingList arguments, IncomingList results) {
    if (auto* const way = target ? target.state()->direct() : nullptr) {
        DirectCall direct{operation, arguments, results};
        if (direct.perform(*way)) {
            if (direct.reply()) read_local(*direct.reply(), operation, results);
            return;
        }
    }
    Call by_message{target, operation};
    by_message.perform(arguments);
    by_message.read(results);
}

void send(const Reference& target, std::string_view operation, OutgoingList arguments) {
    try {
        target.invoker().send(target, operation, [&](cdr::Writer& out) { encode(out, arguments); });
    } catch (const SystemError& error) {
        rethrow(error);
    }
}

Call::Call(const Reference& target, const CalledOperation& operation) noexcept
    : target_{target}, operation_{operation} {}

Call::~Call() = default;

[[gnu::hot]] void Call::perform(OutgoingList arguments) {
    reply_.read_at_once = true;
    try {
        target_.invoker().call(target_, operation_.name, [&](cdr::Writer& out) { encode(out, arguments); }, reply_);
    } catch (const SystemError& error) {
        rethrow(error);
    }
}

void Call::perform_oneway(OutgoingList arguments) { corbel::send(target_, operation_.name, arguments); }

}  // namespace corbel
