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
    if (const auto bytes = in.at_hand(); !in.swaps() && bytes.size() >= sizeof(std::uint32_t[3])) {
        std::uint32_t words[3];  // id, status, the number of service contexts
        std::memcpy(words, bytes.data(), sizeof words);
        if (words[0] == expected && words[1] <= 1 && words[2] == 0) {
            id = expected;
            status = static_cast<ReplyStatus>(words[1]);
            contexts.clear();
            in.skip(sizeof words);  // to a multiple of 8
            return true;
        }
    }
    id = in.get<std::uint32_t>();
    if (id != expected) return false;
    status = status_of(in.get<std::uint32_t>(), version);
    read_service_contexts(in, contexts);
    if (!in.at_end()) in.align(8);
    return true;
}

Draft begin_reply(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, ReplyStatus status,
                  std::span<const ServiceContext> contexts) {
    if (encoding.giop_minor >= 2 && encoding.order == native_order && contexts.empty()) {
        constexpr std::size_t id_at = MessageHeader::length;
        out.clear(encoding);
        auto* const bytes = out.append(id_at + 12);
        MessageHeader{{1, encoding.giop_minor}, native_order, false, MessageType::reply, 0}.write(bytes);
        const std::uint32_t words[]{id, static_cast<std::uint32_t>(status), 0};
        std::memcpy(bytes + id_at, words, sizeof words);
        return {id_at, id_at + sizeof words, id_at + sizeof words};
    }
    HeaderWriter writing{out, encoding, MessageType::reply};
    if (encoding.giop_minor < 2) write_service_contexts(out, contexts);
    writing.id(id);
    out.put(static_cast<std::uint32_t>(status));
    if (encoding.giop_minor >= 2) write_service_contexts(out, contexts);
    return writing.body();
}

}  // namespace corbel::giop
