// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/call.hpp"

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"

namespace corbel {
namespace {

// What is wrong with a reply is noticed when the operation has been executed.
[[noreturn]] void rethrow_completed(SystemError error) {
    error.completed(Completion::yes);
    rethrow(error);
}

}  // namespace

void encode(cdr::Writer& out, OutgoingList list) {
    for (const auto& each : list) each.encode(out, each.value);
}

void decode(cdr::Reader& in, IncomingList list) {
    for (const auto& each : list) each.decode(in, each.value);
}

void require_end(const cdr::Reader& in, const char* what) {
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

Call::Call(Target, const Reference& target, std::string_view operation, RaisesList raises) noexcept
    : target_{target}, operation_{operation}, raises_{raises} {}

Call::~Call() = default;

void Call::perform(OutgoingList arguments) {
    reply_.read_at_once = true;
    try {
        target_.invoker().call(target_, operation_, [&](cdr::Writer& out) { encode(out, arguments); }, reply_);
    } catch (const SystemError& error) {
        rethrow(error);
    }
}

void Call::perform_oneway(OutgoingList arguments) {
    try {
        target_.invoker().send(target_, operation_, [&](cdr::Writer& out) { encode(out, arguments); });
    } catch (const SystemError& error) {
        rethrow(error);
    }
}

void Call::read(IncomingList results) {
    try {
        if (reply_.status == giop::ReplyStatus::user_exception) raise_user_exception();
        decode(reply_.body, results);
        require_end(reply_.body, "result");
    } catch (const SystemError& error) {
        rethrow_completed(error);
    }
}

void Call::raise_user_exception() {
    const auto id = reply_.body.identifier();
    for (const auto& each : raises_)
        if (id == each.repository_id) each.raise(reply_.body);
    raise_unlisted_exception(id, operation_);
}

}  // namespace corbel
