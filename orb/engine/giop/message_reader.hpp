// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/giop/message.hpp"

namespace corbel::giop {

/// Turns the bytes of one connection into messages. Used by one thread at a time; the messages it gives may be used
/// and dropped by any thread.
///
///     auto room = reader.prepare();
///     reader.commit(recv(socket, room.data(), room.size(), 0));
///     while (auto message = reader.next()) ...
///
/// Messages are views of the memory that was received into; only unfinished and fragmented ones are ever copied. In the
/// steady state nothing is allocated: memory that no message shares any more is received into again. The memory for a
/// large message grows with the bytes received, not with the size its header claims.
class MessageReader {
public:
    struct Limits {
        std::size_t message = limits::message;
        std::size_t reassembly = limits::reassembly;
        std::size_t trains = limits::trains;
    };

    MessageReader();
    explicit MessageReader(Limits limits);
    MessageReader(MessageReader&&) noexcept;
    MessageReader& operator=(MessageReader&&) noexcept;
    ~MessageReader();

    /// Room for the next bytes of the connection: at least one, at least `min_hint` where that is sensible. Call it
    /// when next() has no message left to give; what it returned before is invalid then.
    std::span<std::uint8_t> prepare(std::size_t min_hint = 0);

    /// The first `count` bytes of the room were received.
    void commit(std::size_t count);

    /// The next whole message; nothing if more bytes are needed. A Request or Reply over the limit is given by its
    /// first bytes (Message::over_limit()), the rest is passed over as it comes. Throws MARSHAL for what is not GIOP,
    /// another message over the limit, fragments that do not fit together (CORBA 2.6, 15.4.9): the answer is
    /// MessageError and the end of the connection; the reader is not to be used afterwards.
    std::optional<Message> next();

    /// The next message, if it is there as a whole and of the usual kind: of this type, of GIOP 1.2 in the own byte
    /// order, without fragments, within the limit. Else empty. It is still to come from next(),
    /// unless pass() is called.
    ByteView usual(MessageType type) const noexcept;
    void pass(ByteView message) noexcept { begin_ += message.size(); }
    std::size_t unread() const noexcept { return end_ - begin_; }  ///< bytes received and not given
    /// Keeps the bytes of a message alive that was given as bytes.
    std::shared_ptr<const void> storage() const noexcept { return current_; }

    /// The first bytes of a large Request or Reply of GIOP 1.2 that has begun and is not whole, nor in fragments;
    /// nothing if there is none. It is still to come from next() as any other, but for one of these.
    std::optional<Message> begun() const;

    /// Receives bytes into the room, waits for at least one, and says how many have come. What it throws leaves the
    /// message that has begun as it is, with the bytes that have come.
    using Source = FunctionRef<std::size_t(std::span<std::uint8_t> room)>;
    /// All of the message that has begun.
    Message receive_rest(Source source);
    /// Its last `count` bytes, into memory of its reader; it is done with then.
    void receive_end(std::size_t count, cdr::Tail::Memory memory, Source source);
    /// Nothing of it is wanted: it is passed over as it comes.
    void skip_begun() noexcept;

    /// prepare() and commit() for bytes that are somewhere else.
    void feed(ByteView bytes);

    /// Whether a message has begun and is not whole: a deadline for the rest of it should run.
    bool in_message() const noexcept { return begin_ != end_ || pass_over_ != 0 || !trains_.empty(); }

    /// Whether a whole message or fragment is there for next() to look at. Cheap.
    bool buffered() const noexcept;

    /// Bytes that the message that has begun still lacks; 0 if none has or its header is not whole.
    std::size_t missing() const noexcept;

    /// Unfinished trains of fragments.
    std::size_t trains() const noexcept { return trains_.size(); }

    /// Gives back memory that is kept for the next message; for a connection that has become idle.
    void trim();

private:
    struct Chunk;
    using ChunkPtr = std::shared_ptr<Chunk>;
    struct Train {
        MessageHeader header;   // of the first fragment
        std::uint32_t id;       // 0 in GIOP 1.1, whose fragments have none
        ChunkPtr chunk;         // what is put together so far: bytes begin to end
        std::size_t begin;
        std::size_t end;
        std::size_t owned_end;  // nothing but fragments of this train lies before it, from begin
        bool apart = false;     // no other message lies in the chunk
    };
    using Trains = std::vector<Train>;

    struct TrainId {
        Version version;
        std::uint32_t id;
        friend bool operator==(const TrainId&, const TrainId&) = default;
    };

    std::optional<Message> next_of_any_kind();
    bool pass_over() noexcept;
    bool is_large() const noexcept;
    Message refuse(const MessageHeader& header, std::size_t at);
    Message refuse_train(Trains::iterator train, const MessageHeader& header);
    std::optional<Message> refuse_fragment(const MessageHeader& header, std::size_t at);
    void refuse_rest(TrainId train);
    bool is_of_refused(const MessageHeader& header, std::size_t at);
    void make_room(std::size_t wanted);
    ChunkPtr take_chunk(std::size_t filled, std::size_t wanted);
    void keep(ChunkPtr chunk);

    std::uint32_t train_id(const MessageHeader& header, std::size_t at) const;
    Trains::iterator find_train(Version version, std::uint32_t id) noexcept;
    void open_train(const MessageHeader& header, std::size_t at);
    void charge(std::size_t more);
    std::optional<Message> append(const MessageHeader& header, std::size_t at);
    void copy_behind(Train& train, ByteView data);
    Message close_train(Trains::iterator train);
    void remove_train(Trains::iterator train);
    void drop_train(const MessageHeader& cancel, ByteView bytes);

    Limits limits_;
    ChunkPtr current_;        // received into
    std::size_t begin_ = 0;   // of what next() has not seen
    std::size_t end_ = 0;     // of what was received
    std::size_t read_ahead_ = 0;
    std::array<ChunkPtr, 3> spare_;
    Trains trains_;
    std::size_t reassembling_ = 0;
    std::size_t pass_over_ = 0;         // bytes still to come of a message over the limit
    std::vector<TrainId> refused_;      // trains over the limit whose last fragment has not come
};

}  // namespace corbel::giop
