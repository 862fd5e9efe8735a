// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/message.hpp"

#include <array>
#include <cstring>
#include <limits>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::giop {
namespace {

constexpr std::string_view magic = "GIOP";
constexpr std::size_t size_at = 8;
constexpr std::uint8_t little_endian_flag = 1;
constexpr std::uint8_t fragment_flag = 2;

[[noreturn]] void bad_message(std::string text) {
    throw SystemError{Error::marshal, minor::bad_message, std::move(text)};
}

[[noreturn]] void bad_header(const MessageHeader& header, std::string_view what) {
    bad_message("a " + std::string{name_of(header.type)} + " message of GIOP 1." +
                std::to_string(header.version.minor) + " " + std::string{what});
}

// GIOP 1.0 has no fragments; the messages without a body are never fragmented (CORBA 2.6, 15.4.9).
bool may_be_fragmented(MessageType type) {
    return type == MessageType::request || type == MessageType::reply || type == MessageType::locate_request ||
           type == MessageType::locate_reply || type == MessageType::fragment;
}

std::uint32_t load(const std::uint8_t* at, ByteOrder order) {
    std::uint32_t value;
    std::memcpy(&value, at, sizeof value);
    return order == native_order ? value : cdr::byte_swapped(value);
}

}  // namespace

std::string_view name_of(MessageType type) noexcept {
    constexpr std::string_view names[]{"Request",      "Reply",           "CancelRequest", "LocateRequest",
                                       "LocateReply",  "CloseConnection", "MessageError",  "Fragment"};
    return names[static_cast<unsigned>(type)];
}

SystemError over_limit_error(const MessageHeader& header, std::size_t limit, Completion completed) {
    return {Error::marshal, minor::message_over_limit, completed,
            "a " + std::string{name_of(header.type)} + " message of " + std::to_string(header.total()) +
                " bytes is over the limit of " + std::to_string(limit) + " bytes; -ORBgiopMaxMsgSize raises it"};
}

MessageHeader MessageHeader::parse(ByteView bytes, std::size_t limit) {
    // The usual one: GIOP 1.2, the own byte order, no fragments follow, any type.
    constexpr auto order = static_cast<std::uint8_t>(native_order);
    constexpr std::array<std::uint8_t, size_at> usual{'G', 'I', 'O', 'P', 1, 2, order, 0};
    if (std::memcmp(bytes.data(), usual.data(), size_at - 1) == 0 &&
        bytes[7] <= static_cast<std::uint8_t>(MessageType::fragment)) {
        MessageHeader header{{1, 2}, native_order, false, static_cast<MessageType>(bytes[7]),
                             load(bytes.data() + size_at, native_order)};
        if (header.total() <= limit) return header;
    }
    if (as_text(bytes.first(4)) != magic)
        bad_message("the peer does not speak GIOP: a message begins with \"" + escaped(as_text(bytes.first(4))) +
                    "\" instead of \"GIOP\"");
    MessageHeader header;
    header.version = {bytes[4], bytes[5]};
    if (header.version.major != 1 || header.version.minor > 2)
        bad_message("a message of GIOP " + std::to_string(bytes[4]) + "." + std::to_string(bytes[5]) +
                    "; 1.0, 1.1 and 1.2 are understood");
    const auto flags = bytes[6];
    const auto known_flags = header.version.minor == 0 ? little_endian_flag : little_endian_flag | fragment_flag;
    if (bytes[7] > static_cast<std::uint8_t>(MessageType::fragment))
        bad_message("a message of the unknown type " + std::to_string(bytes[7]));
    header.type = static_cast<MessageType>(bytes[7]);
    if (flags & ~known_flags) bad_header(header, "with the flags " + std::to_string(flags) + ", some of them reserved");
    header.order = static_cast<ByteOrder>(flags & little_endian_flag);
    header.more_fragments = flags & fragment_flag;
    if (header.version.minor == 0 && header.type == MessageType::fragment) bad_header(header, "which has no fragments");
    if (header.more_fragments && !may_be_fragmented(header.type)) bad_header(header, "says that fragments follow");
    header.size = load(bytes.data() + size_at, header.order);
    if (header.total() > limit) throw over_limit_error(header, limit);
    return header;
}

void MessageHeader::write(std::uint8_t* out) const noexcept {
    const std::uint8_t bytes[size_at]{
        'G', 'I', 'O', 'P', version.major, version.minor,
        static_cast<std::uint8_t>(static_cast<std::uint8_t>(order) | (more_fragments ? fragment_flag : 0)),
        static_cast<std::uint8_t>(type)};
    std::memcpy(out, bytes, sizeof bytes);
    std::memcpy(out + size_at, &size, sizeof size);
}

void MessageHeader::write(cdr::Writer& out) const {
    auto* const bytes = out.append(length);
    write(bytes);
    if (out.swaps()) out.patch(out.size() - sizeof size, size);
}

void begin_message(cdr::Writer& out, const cdr::Encoding& encoding, MessageType type) {
    out.clear(encoding);
    MessageHeader{{1, encoding.giop_minor}, encoding.order, false, type, 0}.write(out);
}

[[gnu::hot]] void end_message(cdr::Writer& out) {
    const auto size = out.size() - MessageHeader::length;
    if (size > std::numeric_limits<std::uint32_t>::max())
        throw SystemError{Error::bad_param, minor::message_over_limit,
                          "a message of " + std::to_string(size) + " bytes: GIOP counts to 4294967295"};
    out.patch(size_at, static_cast<std::uint32_t>(size));
}

[[gnu::hot]] void finish(cdr::Writer& out, const Draft& draft) {
    if (out.size() == draft.body_at) out.truncate(draft.header_end);
    end_message(out);
}

[[gnu::hot]] cdr::Reader Message::reader(cdr::Encoding connection) const {
    connection.order = header_.order;
    connection.giop_minor = header_.version.minor;
    cdr::Reader in{bytes_, connection};
    if (!seams_.empty()) in.seams(seams_, MessageHeader::length);
    in.skip(MessageHeader::length);
    return in;
}

}  // namespace corbel::giop
