// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/incoming_request.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <exception>
#include <utility>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/fragment.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "orb/engine/invocation/stock.hpp"

namespace corbel::transport {
namespace {

bool is_of_this_host(int socket) noexcept {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return false;
    if (address.ss_family == AF_UNIX) return true;
    if (address.ss_family == AF_INET)
        return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    return address.ss_family == AF_INET6 &&
           (IN6_IS_ADDR_LOOPBACK(&ipv6) || (IN6_IS_ADDR_V4MAPPED(&ipv6) && ipv6.s6_addr[12] == 127));
}

}  // namespace

[[gnu::hot]]
IncomingRequest::IncomingRequest(const std::shared_ptr<ServerConnection>& connection, giop::Message&& message,
                                 giop::RequestHeader& header, cdr::Reader arguments, const cdr::Encoding& encoding)
    : connection_{&connection},
      message_{std::move(message)},
      header_{&header},
      arguments_{std::move(arguments)},
      encoding_{encoding} {}

[[gnu::hot]] IncomingRequest::~IncomingRequest() {
    require_answer();
    if (own_connection_) own_connection_->end_apart();
}

Peer IncomingRequest::peer() const { return peer_of((*connection_)->socket()); }

[[gnu::hot]] void IncomingRequest::lend(ReadingRole& role, std::uint64_t upcall) noexcept {
    lent_ = &role;
    role.lend(upcall);
}

[[gnu::hot]] bool IncomingRequest::reclaim() noexcept {
    if (lent_) reading_ = std::exchange(lent_, nullptr)->reclaim();
    return reading_;
}

void IncomingRequest::acknowledge() {
    send(giop::ReplyStatus::no_exception, [](cdr::Writer&) {});
}

void IncomingRequest::refuse(const SystemError& error) {
    if (header_->response != giop::ResponseFlags::none) {
        const std::array contexts{giop::exception_detail(error.text())};
        send(giop::ReplyStatus::system_exception, [&](cdr::Writer& out) { giop::write_system_exception(out, error); },
             contexts);
    }
    answered_ = true;
}

[[gnu::hot]] void IncomingRequest::require_answer() {
    if (answered_ || header_->response != giop::ResponseFlags::with_target) return;
    reply_system_exception({Error::no_response, 0, Completion::maybe, "the server did not answer the request"});
}

[[gnu::hot]] void IncomingRequest::reply(Encoder results) { answer(giop::ReplyStatus::no_exception, results); }

void IncomingRequest::reply_user_exception(std::string_view repository_id, Encoder members) {
    answer(giop::ReplyStatus::user_exception, [&](cdr::Writer& out) {
        out.identifier(repository_id);
        members(out);
    });
}

/// The words of an exception, for those peers who may hear them (ExceptionDetailMessage; CORBA 3.0, 15.7.3.1).
void IncomingRequest::tell_why(const SystemError& error) {
    const auto audience = (*connection_)->settings().exception_text;
    if (error.text().empty() || answered_ || audience == Audience::nobody) return;
    if (audience == Audience::loopback && !is_of_this_host((*connection_)->socket())) return;
    add_reply_context(giop::exception_detail(error.text()));
}

void IncomingRequest::reply_system_exception(const SystemError& error) {
    tell_why(error);
    answer(giop::ReplyStatus::system_exception, [&](cdr::Writer& out) { giop::write_system_exception(out, error); });
}

void IncomingRequest::reply_forward(const giop::Ior& target, bool permanent) {
    // GIOP 1.0 and 1.1 know no permanent forward (CORBA 2.6, 15.4.3.1).
    permanent = permanent && encoding_.giop_minor >= 2;
    answer(permanent ? giop::ReplyStatus::location_forward_perm : giop::ReplyStatus::location_forward,
           [&](cdr::Writer& out) { target.write(out); });
}

[[gnu::hot]] void IncomingRequest::answer(giop::ReplyStatus status, Encoder body) {
    if (answered_) return;
    if (header_->response != giop::ResponseFlags::with_target) {
        answered_ = true;
        return;
    }
    try {
        send(status, body, reply_contexts_);
    } catch (const SystemError& error) {
        reply_contexts_.clear();
        tell_why(error);
        send(giop::ReplyStatus::system_exception, [&](cdr::Writer& out) {
            giop::write_system_exception(out, {error.error(), error.minor(), Completion::yes, error.text()});
        }, reply_contexts_);
    } catch (const std::exception&) {
        send(giop::ReplyStatus::system_exception, [](cdr::Writer& out) {
            giop::write_system_exception(out, {Error::unknown, minor::servant_threw, Completion::yes});
        });
    }
    answered_ = true;
}

[[gnu::hot]]
void IncomingRequest::send(giop::ReplyStatus status, Encoder body,
                           std::span<const giop::ServiceContext> contexts) {
    StockWriter out;
    const auto draft = giop::begin_reply(*out, encoding_, header_->id, status, contexts);
    out->borrowing(true);
    body(*out);
    giop::finish(*out, draft);
    const auto& settings = (*connection_)->settings();
    const auto limit = settings.limits.message;
    if (out->size() > limit)
        throw SystemError{Error::marshal, minor::message_over_limit,
                          "the reply of " + std::to_string(out->size()) + " bytes is over the server's limit of " +
                              std::to_string(limit) + " bytes for a message; -ORBgiopMaxMsgSize raises it"};
    reclaim();
    if (settings.fragment_size == 0) return (*connection_)->send(out->chunks());
    (*connection_)->send(giop::FragmentedMessage{out->chunks(), settings.fragment_size}.chunks());
}

std::shared_ptr<ServerRequest> IncomingRequest::defer() {
    arguments_.complete();
    auto deferred =
        std::make_shared<IncomingRequest>(*connection_, std::move(message_), *header_, arguments_, encoding_);
    deferred->whole_ = std::move(whole_);
    deferred->own_connection_ = *connection_;
    deferred->own_header_.emplace(std::move(*header_));
    deferred->connection_ = &deferred->own_connection_;
    deferred->header_ = &*deferred->own_header_;
    deferred->reply_contexts_ = std::move(reply_contexts_);
    deferred->own_connection_->begin_apart();
    answered_ = true;
    return deferred;
}

}  // namespace corbel::transport
