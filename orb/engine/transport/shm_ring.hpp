// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "orb/engine/base/bytes.hpp"

/// One direction of a connection in memory that two processes share: a ring of bytes with one writer and one reader.
///
/// The peer may write anything anywhere in it at any time. So each side keeps its own position to itself, takes the
/// other's for a claim that is checked, and copies bytes out once, before anybody looks at them.
namespace corbel::transport::shm {

/// How the side that waits wants to be called.
enum class Call : std::uint32_t {
    none,      ///< it does not wait
    futex,     ///< it sleeps in RingReader::sleep() or RingWriter::sleep()
    doorbell   ///< it rests in an epoll set and wants a byte on the socket
};

/// What stands before the bytes of a ring, a cache line for each side. Positions count bytes from the beginning of the
/// connection, modulo 2^32. A side that sleeps does it on its own word for how it waits, so that whoever calls it has
/// either changed that word before it sleeps, or wakes it.
struct RingControl {
    alignas(64) std::atomic<std::uint32_t> written{0};
    std::atomic<std::uint32_t> writer_waits{0};
    alignas(64) std::atomic<std::uint32_t> read{0};
    std::atomic<std::uint32_t> reader_waits{0};
    std::atomic<std::uint32_t> reader_gone{0};  ///< nothing more will be read: whoever writes need not
};
static_assert(sizeof(RingControl) == 128 && std::atomic<std::uint32_t>::is_always_lock_free);

/// A ring's place in memory. The capacity is a power of two.
struct RingPlace {
    RingControl* control = nullptr;
    std::uint8_t* data = nullptr;
    std::uint32_t capacity = 0;
};

/// Of the side that receives; used by one thread at a time.
class RingReader {
public:
    explicit RingReader(RingPlace place) noexcept : place_{place} {}

    /// Moves what is there, as far as there is room for it: the number of bytes, 0 for none, -EBADMSG if the peer's
    /// position cannot be. `call` says how the writer is to be called, if it waits and there is room for it to go on.
    long take(std::span<std::uint8_t> room, Call& call) noexcept;
    bool empty() const noexcept { return written() == position_; }

    /// Says how this side wants to be called when bytes come. After it empty() must be asked once more.
    void wait_as(Call call) noexcept;
    /// After wait_as(Call::futex): sleeps until the writer calls, at most for the time; may wake for nothing.
    void sleep(std::chrono::nanoseconds at_most) noexcept;

    void leave() noexcept;     ///< tells the writer that nothing more is read

private:
    std::uint32_t written() const noexcept { return place_.control->written.load(std::memory_order_seq_cst); }

    RingPlace place_;
    std::uint32_t position_ = 0;
    bool waits_ = false;
};

/// Of the side that sends; used by one thread at a time.
class RingWriter {
public:
    explicit RingWriter(RingPlace place) noexcept : place_{place} {}

    /// Copies as much as there is room for: the number of bytes, 0 if the ring is full, -EBADMSG if the peer's position
    /// cannot be, -EPIPE if it reads no more. The reader sees them after publish().
    long put(ByteView bytes) noexcept;
    /// How the reader is to be called, if it waits.
    Call publish() noexcept;
    std::uint32_t unpublished() const noexcept { return position_ - published_; }
    std::uint32_t capacity() const noexcept { return place_.capacity; }
    bool full() const noexcept { return position_ - read() == place_.capacity; }

    /// As those of RingReader; full() must be asked once more.
    void wait_as(Call call) noexcept;
    void sleep(std::chrono::nanoseconds at_most) noexcept;

private:
    std::uint32_t read() const noexcept { return place_.control->read.load(std::memory_order_seq_cst); }

    RingPlace place_;
    std::uint32_t position_ = 0;
    std::uint32_t published_ = 0;
    std::uint32_t room_until_ = 0;  // position_ may grow to it without a look at the reader's
    bool looked_ = false;
    bool waits_ = false;
};

/// Wakes the threads of any process that sleep in the ring, or are about to.
void wake(RingControl& control) noexcept;

}  // namespace corbel::transport::shm
