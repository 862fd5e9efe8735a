// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/client_session.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/code_sets.hpp"

namespace corbel::giop {
namespace {

ResponseFlags understood(ResponseFlags response, const cdr::Encoding& encoding) {
    const bool is_less = response == ResponseFlags::with_server && encoding.giop_minor < 2;
    return is_less ? ResponseFlags::with_target : response;
}

}  // namespace

cdr::Encoding ClientSession::encoding_for(const IiopProfile& profile) {
    const auto version = std::min(profile.version, settings_.max_version);
    // A corbaloc says nothing of code sets; the first reference that does decides for the connection.
    if (version.minor != 0 && !agreed_on_code_sets_ && profile.code_sets) {
        agreed_ = negotiate(profile.code_sets, version, settings_.native_chars);
        announcement_ = code_sets_context(agreed_);
        agreed_on_code_sets_ = true;
    }
    giop_minor_.store(version.minor, std::memory_order_relaxed);
    return encoding_of(version);
}

cdr::Encoding ClientSession::encoding_of(Version version) const {
    if (version.minor == 0 || !agreed_on_code_sets_) return default_encoding(version, settings_.native_chars);
    auto encoding = agreed_;
    encoding.giop_minor = version.minor;
    return encoding;
}

cdr::Encoding ClientSession::own_encoding() const noexcept {
    return default_encoding({1, giop_minor_.load(std::memory_order_relaxed)}, settings_.native_chars);
}

Draft ClientSession::begin_request(cdr::Writer& out, Outstanding& enrolled, const Request& request) {
    const auto encoding = encoding_for(request.profile);
    enrolled.giop_minor = encoding.giop_minor;
    const auto response = understood(request.response, encoding);
    const bool announces = encoding.giop_minor != 0 && !settled() && agreed_on_code_sets_;
    if (!announces && !request.target)
        return giop::begin_request(out, encoding, enrolled.id, response, request.profile.object_key, request.operation,
                                   request.contexts);
    RequestHeader header;
    header.id = enrolled.id;
    header.response = response;
    header.target = request.target ? *request.target : Target::of(request.profile.object_key);
    header.operation = request.operation;
    if (!announces) return giop::begin_request(out, encoding, header, request.contexts);
    enrolled.announces_code_sets = true;
    return announce(out, encoding, header, request.contexts);
}

[[gnu::hot]]
Draft ClientSession::begin_settled_request(cdr::Writer& out, Outstanding& enrolled, const IiopProfile& profile,
                                           std::string_view operation, ResponseFlags response,
                                           std::span<const ServiceContext> contexts) {
    const auto version = std::min(profile.version, settings_.max_version);
    giop_minor_.store(version.minor, std::memory_order_relaxed);
    enrolled.giop_minor = version.minor;
    const auto encoding = encoding_of(version);
    return giop::begin_request(out, encoding, enrolled.id, understood(response, encoding), profile.object_key,
                               operation, contexts);
}

Draft ClientSession::announce(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header,
                              std::span<const ServiceContext> contexts) const {
    std::vector<ServiceContext> all{announcement_};
    all.insert(all.end(), contexts.begin(), contexts.end());
    return giop::begin_request(out, encoding, header, all);
}

void ClientSession::write_locate_request(cdr::Writer& out, Outstanding& enrolled, const IiopProfile& profile) {
    const auto encoding = encoding_for(profile);
    enrolled.giop_minor = encoding.giop_minor;
    giop::write_locate_request(out, encoding, enrolled.id, Target::of(profile.object_key));
}

[[gnu::hot]] void ClientSession::require_size(std::size_t size, std::string_view operation) const {
    if (size <= settings_.message_limit) return;
    throw SystemError{Error::marshal, minor::message_over_limit, Completion::no,
                      "the request " + std::string{operation} + " of " + std::to_string(size) +
                          " bytes is over this ORB's limit of " + std::to_string(settings_.message_limit) +
                          " bytes for a message; -ORBgiopMaxMsgSize raises it"};
}

Answer ClientSession::read(const Message& message) const {
    const auto in = message.reader(encoding_of(message.version()));
    switch (message.type()) {
        case MessageType::reply:
        case MessageType::locate_reply:
            return read_reply(message, in);
        case MessageType::close_connection:
            throw SystemError{Error::comm_failure, minor::connection_closed, Completion::no,
                              peer_ + " has closed the connection"};
        case MessageType::message_error:
            throw SystemError{Error::comm_failure, minor::bad_message, Completion::maybe,
                              peer_ + " answered MessageError: it could not read what we sent, or it was over its "
                                      "limit (giopMaxMsgSize, where it is omniORB)"};
        default:
            throw SystemError{Error::marshal, minor::bad_message, Completion::maybe,
                              "a " + std::string{name_of(message.type())} + ", which only a client may send"};
    }
}

SystemError ClientSession::unreadable(const SystemError& error) const {
    if (error.error() != Error::marshal) return error;
    return SystemError{Error::marshal, error.minor(), Completion::maybe, "from " + peer_ + ": " + error.text()};
}

Answer ClientSession::read_reply(const Message& message, cdr::Reader in) const {
    Answer answer;
    if (message.type() == MessageType::locate_reply) {
        LocateReplyHeader header;
        header.read(in, message.version());
        answer.id = header.id;
        answer.locate = true;
        answer.location = header.status;
        answer.body = in;
        return answer;
    }
    ReplyHeader header;
    header.read(in, message.version());
    answer.id = header.id;
    answer.status = header.status;
    answer.service_contexts = std::move(header.service_contexts);
    answer.body = in;
    if (message.over_limit()) {
        const auto completed = header.status == ReplyStatus::no_exception ? Completion::yes : Completion::maybe;
        const auto error = over_limit_error(message.header(), settings_.message_limit, completed);
        answer.refusal.emplace(error.error(), error.minor(), completed, "from " + peer_ + ": " + error.text());
    }
    return answer;
}

[[gnu::hot]]
bool ClientSession::read_reply_to(Outstanding& request, const Message& message, cdr::Reader& body, ReplyStatus& status,
                                  std::vector<ServiceContext>& contexts) {
    if (message.type() != MessageType::reply || message.over_limit() || request.locate) return false;
    body = message.reader(encoding_of(message.version()));
    ReplyHeader header;
    if (!header.read_if(body, message.version(), request.id, contexts)) return false;
    status = header.status;
    if (request.announces_code_sets) settled_.store(true, std::memory_order_release);
    return true;
}

[[gnu::hot]]
bool ClientSession::read_usual_reply_to(const Outstanding& request, ByteView message, cdr::Reader& body,
                                        ReplyStatus& status) const {
    if (!settled() || request.locate || !read_usual_reply(message, request.id, status)) return false;
    body = cdr::Reader{message, encoding_of({1, 2})};
    body.skip(usual_body_at);
    return true;
}

Outstanding* ClientSession::settle(const Answer& answer) {
    auto* request = requests_.remove(answer.id);
    if (!request) return nullptr;
    if (request->locate != answer.locate)
        request->error.emplace(Error::marshal, minor::bad_message, Completion::maybe,
                               peer_ + " answered with a message of the wrong kind");
    else if (answer.refusal)
        request->error = answer.refusal;
    if (request->announces_code_sets) settled_.store(true, std::memory_order_release);
    return request;
}

}  // namespace corbel::giop
