// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/describe.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/giop/system_exception.hpp"

namespace corbel::giop {
namespace {

std::string contexts(const std::vector<ServiceContext>& list) {
    if (list.empty()) return {};
    std::string text = ", contexts";
    for (const auto& context : list) text += " " + std::to_string(context.id);
    return text;
}

std::string target(const Target& target) {
    constexpr std::string_view kinds[]{"key", "profile with key", "reference with key"};
    return std::string{kinds[static_cast<std::size_t>(target.disposition)]} + " " +
           escaped(as_text(target.object_key), 64);
}

std::string body(const cdr::Reader& in) {
    return in.at_end() ? std::string{} : ", body " + std::to_string(in.remaining()) + " bytes";
}

std::string request(cdr::Reader in, Version version) {
    RequestHeader header;
    header.read(in, version);
    return "id " + std::to_string(header.id) + (header.response_expected() ? "" : ", oneway") + ", operation \"" +
           escaped(header.operation, 64) + "\", " + target(header.target) + contexts(header.service_contexts) +
           body(in);
}

std::string reply(cdr::Reader in, Version version) {
    constexpr std::string_view statuses[]{"no exception",          "user exception",   "system exception",
                                          "forward", "permanent forward", "needs addressing mode"};
    ReplyHeader header;
    header.read(in, version);
    auto text = "id " + std::to_string(header.id) + ", " +
                std::string{statuses[static_cast<std::size_t>(header.status)]} + contexts(header.service_contexts);
    if (header.status == ReplyStatus::user_exception) return text + " " + escaped(in.identifier());
    if (header.status != ReplyStatus::system_exception) return text + body(in);
    const auto error = read_system_exception(in);
    return text + " " + std::string{name_of(error.error())} + " minor " + std::to_string(error.minor());
}

std::string locate_request(cdr::Reader in, Version version) {
    LocateRequestHeader header;
    header.read(in, version);
    return "id " + std::to_string(header.id) + ", " + target(header.target);
}

std::string locate_reply(cdr::Reader in, Version version) {
    constexpr std::string_view statuses[]{"unknown object",    "object here",      "forward",
                                          "permanent forward", "system exception", "needs addressing mode"};
    LocateReplyHeader header;
    header.read(in, version);
    return "id " + std::to_string(header.id) + ", " + std::string{statuses[static_cast<std::size_t>(header.status)]};
}

std::string content(const Message& message) {
    auto in = message.reader();
    switch (message.type()) {
    case MessageType::request: return request(in, message.version());
    case MessageType::reply: return reply(in, message.version());
    case MessageType::locate_request: return locate_request(in, message.version());
    case MessageType::locate_reply: return locate_reply(in, message.version());
    case MessageType::cancel_request: return "id " + std::to_string(read_cancel_request(in));
    default: return {};
    }
}

}  // namespace

std::string describe(const Message& message) {
    const auto& header = message.header();
    auto text = std::string{name_of(header.type)} + " 1." + std::to_string(header.version.minor) +
                (header.order == ByteOrder::little_endian ? " little-endian " : " big-endian ") +
                std::to_string(header.total()) + " bytes";
    try {
        const auto rest = content(message);
        return rest.empty() ? text : text + ": " + rest;
    } catch (const SystemError& error) {
        return text + ": cannot be read: " + error.text();
    }
}

}  // namespace corbel::giop
