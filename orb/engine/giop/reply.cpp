// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/reply.hpp"

#include <cstring>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/header_writer.hpp"

namespace corbel::giop {
namespace {

ReplyStatus status_of(std::uint32_t value, Version version) {
    const auto last = version.minor < 2 ? ReplyStatus::location_forward : ReplyStatus::needs_addressing_mode;
    if (value > static_cast<std::uint32_t>(last))
        throw SystemError{Error::marshal, minor::enum_out_of_range, Completion::maybe,
                          "a reply of GIOP 1." + std::to_string(version.minor) + " has the unknown status " +
                              std::to_string(value)};
    return static_cast<ReplyStatus>(value);
}

}  // namespace

void ReplyHeader::read(cdr::Reader& in, Version version) {
    if (version.minor < 2) read_service_contexts(in, service_contexts);
    id = in.get<std::uint32_t>();
    status = status_of(in.get<std::uint32_t>(), version);
    if (version.minor < 2) return;
    read_service_contexts(in, service_contexts);
    if (!in.at_end()) in.align(8);
}

bool ReplyHeader::read_if(cdr::Reader& in, Version version, std::uint32_t expected,
                          std::vector<ServiceContext>& contexts) {
    if (version.minor < 2 || in.remaining() < sizeof id) return false;
    id = in.get<std::uint32_t>();
    if (id != expected) return false;
    status = status_of(in.get<std::uint32_t>(), version);
    read_service_contexts(in, contexts);
    if (!in.at_end()) in.align(8);
    return true;
}

[[gnu::hot]] bool read_usual_reply(ByteView message, std::uint32_t id, ReplyStatus& status) noexcept {
    if (message.size() < usual_body_at) return false;
    std::uint32_t words[3];  // id, status, the number of service contexts
    std::memcpy(words, message.data() + MessageHeader::length, sizeof words);
    if (words[0] != id || words[1] > static_cast<std::uint32_t>(ReplyStatus::user_exception) || words[2] != 0)
        return false;
    status = static_cast<ReplyStatus>(words[1]);
    return true;
}

[[gnu::hot]]
Draft begin_reply(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, ReplyStatus status,
                  std::span<const ServiceContext> contexts) {
    if (encoding.giop_minor == 2 && encoding.order == native_order && contexts.empty()) {
        constexpr auto beginning = usual_beginning(MessageType::reply);
        const std::uint32_t words[]{0, id, static_cast<std::uint32_t>(status), 0};  // the size is open
        out.clear(encoding);
        auto* const bytes = out.append(usual_body_at);
        std::memcpy(bytes, &beginning, sizeof beginning);
        std::memcpy(bytes + sizeof beginning, words, sizeof words);
        return {MessageHeader::length, usual_body_at, usual_body_at};
    }
    HeaderWriter writing{out, encoding, MessageType::reply};
    if (encoding.giop_minor < 2) write_service_contexts(out, contexts);
    writing.id(id);
    out.put(static_cast<std::uint32_t>(status));
    if (encoding.giop_minor >= 2) write_service_contexts(out, contexts);
    return writing.body();
}

}  // namespace corbel::giop
