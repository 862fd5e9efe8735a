// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <bit>
#include <memory>
#include <string_view>

#include "orb/engine/base/error.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/giop/limits.hpp"

namespace corbel::giop {

/// CORBA 2.6, 15.4.1; the values are those of the wire.
enum class MessageType : std::uint8_t {
    request, reply, cancel_request, locate_request, locate_reply, close_connection, message_error, fragment
};

/// "Request" for MessageType::request.
std::string_view name_of(MessageType type) noexcept;

/// The 12 octets every message begins with (CORBA 2.6, 15.4.1).
struct MessageHeader {
    Version version;
    ByteOrder order = native_order;
    bool more_fragments = false;
    MessageType type = MessageType::request;
    std::uint32_t size = 0;  ///< octets after the header

    static constexpr std::size_t length = 12;
    std::size_t total() const noexcept { return length + std::size_t{size}; }

    friend bool operator==(const MessageHeader&, const MessageHeader&) = default;

    /// Throws MARSHAL that says what is wrong: no GIOP, a version other than 1.0 to 1.2, reserved flags, an unknown
    /// type, a type or fragment its version does not have, a message of more than `limit` octets. The answer to it is
    /// MessageError and the end of the connection. The bytes must be 12 or more.
    static MessageHeader parse(ByteView bytes, std::size_t limit = limits::message);

    /// At the beginning of a message: the writer must be empty. Its byte order and GIOP version are the message's.
    void write(cdr::Writer& out) const;
    /// The same into `length` octets, in the own byte order.
    void write(std::uint8_t* out) const noexcept;
};

/// The first eight octets of the usual message of a type, as they lie in memory: of GIOP 1.2 in the own byte order,
/// without fragments. Its size follows.
constexpr std::uint64_t usual_beginning(MessageType type) noexcept {
    const std::array<std::uint8_t, 8> octets{
        'G', 'I', 'O', 'P', 1, 2, static_cast<std::uint8_t>(native_order), static_cast<std::uint8_t>(type)};
    return std::bit_cast<std::uint64_t>(octets);
}

/// Brings `out` to the start of a message of this kind: empties it, sets byte order and version, writes the header with
/// its size open. `encoding` is the connection's; its version must be the message's.
void begin_message(cdr::Writer& out, const cdr::Encoding& encoding, MessageType type);

/// Fills in the size. BAD_PARAM for a message of more than 4 GiB.
void end_message(cdr::Writer& out);

/// A message that a body is being written to. Between begin_request() or begin_reply() and finish() the body is put
/// into the same writer; whoever keeps a header and uses it again patches the id at `id_at`.
struct Draft {
    std::size_t id_at = 0;       ///< offset of the request id in the message
    std::size_t header_end = 0;  ///< where the message ends if it has no body
    std::size_t body_at = 0;     ///< where the body begins; GIOP 1.2 aligns it to 8
};

/// Ends the message: takes back the padding of a body that was not written (CORBA 2.6, 15.4.2.2: only a body that is
/// there is aligned), fills in the size.
void finish(cdr::Writer& out, const Draft& draft);

/// One whole message, its fragments put together. Holds a share of the memory it was received into: it may go to
/// another thread and outlive the MessageReader. Cheap to move; a copy costs one atomic increment.
class Message {
public:
    Message() = default;

    const MessageHeader& header() const noexcept { return header_; }
    MessageType type() const noexcept { return header_.type; }
    Version version() const noexcept { return header_.version; }

    /// Over the limit of its MessageReader: only its first bytes are here, enough for the header of a request or reply
    /// of ordinary size; header().size is what was announced, or what had come when its fragments went over the limit.
    bool over_limit() const noexcept { return over_limit_; }

    /// Header included. Of a reassembled message the header's octets are the first fragment's; header() is right.
    ByteView bytes() const noexcept { return bytes_; }

    /// A reader that stands after the header; alignment counts from the start of the message. Code sets are those of
    /// `connection`, byte order and version those of the message.
    cdr::Reader reader(cdr::Encoding connection = {}) const;

    /// Keeps bytes() alive.
    const std::shared_ptr<const void>& storage() const noexcept { return storage_; }

private:
    friend class MessageReader;
    Message(const MessageHeader& header, ByteView bytes, std::span<const std::size_t> seams,
            std::shared_ptr<const void> storage)
        : header_{header}, bytes_{bytes}, seams_{seams}, storage_{std::move(storage)} {}

    MessageHeader header_;
    ByteView bytes_;
    std::span<const std::size_t> seams_;  // of a GIOP 1.1 train; in storage_
    std::shared_ptr<const void> storage_;
    bool over_limit_ = false;
};

/// "the Request of 20000000 bytes ... raises it": MARSHAL, minor message_over_limit, for the side that refuses.
SystemError over_limit_error(const MessageHeader& header, std::size_t limit, Completion completed = Completion::no);

}  // namespace corbel::giop
