// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/hex.hpp"

namespace corbel::giop {

inline cdr::Encoding encoding_of(int minor, ByteOrder order = native_order) {
    return {.order = order, .giop_minor = static_cast<std::uint8_t>(minor)};
}

/// A request with a body of that many octets, each its index.
inline Octets request_bytes(std::uint32_t id, std::size_t body, int minor = 2, ByteOrder order = native_order) {
    RequestHeader header;
    header.id = id;
    const std::string key = "key";
    header.target = Target::of(as_bytes(key));
    header.operation = "op";
    cdr::Writer out;
    const auto draft = begin_request(out, encoding_of(minor, order), header);
    for (std::size_t i = 0; i < body; ++i) out.put(static_cast<std::uint8_t>(i));
    finish(out, draft);
    return out.copy();
}

/// A message with header and body given in full.
inline Octets raw_message(MessageType type, ByteView body, bool more = false, int minor = 2,
                          ByteOrder order = native_order) {
    cdr::Writer out{encoding_of(minor, order)};
    const auto version = static_cast<std::uint8_t>(minor);
    MessageHeader{{1, version}, order, more, type, static_cast<std::uint32_t>(body.size())}.write(out);
    out.bytes(body);
    return out.copy();
}

inline Octets operator+(Octets left, ByteView right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// The message cut into `parts` fragments of GIOP 1.1 or 1.2; sizes are those of the pieces of its body.
inline std::vector<Octets> cut(ByteView message, std::vector<std::size_t> sizes) {
    const auto header = MessageHeader::parse(message.first(12));
    const auto minor = header.version.minor;
    auto body = message.subspan(12);
    const Octets id = minor < 2 ? Octets{} : to_octets(body.first(4));
    std::vector<Octets> parts;
    for (std::size_t i = 0; !body.empty(); ++i) {
        const auto size = i < sizes.size() ? std::min(sizes[i], body.size()) : body.size();
        const bool more = size < body.size();
        auto content = i == 0 ? Octets{} : id;
        content = content + body.first(size);
        parts.push_back(raw_message(i == 0 ? header.type : MessageType::fragment, content, more, minor, header.order));
        body = body.subspan(size);
    }
    return parts;
}

}  // namespace corbel::giop
