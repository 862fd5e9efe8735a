// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/transport/shm_memory.hpp"
#include "orb/engine/transport/yielding.hpp"

namespace corbel::transport::shm {

/// What a server gives its clients.
struct Terms {
    std::uint32_t capacity = 64 * 1024;  ///< of a ring, bytes
    unsigned connections = 256;          ///< that share memory at once
    bool foreign_users = false;          ///< also clients of other users than the server's and root
};

/// A server's terms and how many connections use them. Shared by its connections.
struct Offer {
    explicit Offer(const Terms& terms) : terms{terms} {}
    const Terms terms;
    std::atomic<unsigned> used{0};
};

/// The bytes of a connection that go through memory. The socket beside it is the sign of life and the doorbell: a byte
/// on it calls a side that rests in an epoll set. Receiving and sending as in Stream.
class Link {
public:
    enum class Side { client, server };

    Link(Memory memory, Side side, std::shared_ptr<Offer> offer = {}) noexcept;
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    long receive(int socket, std::span<std::uint8_t> room, std::chrono::microseconds spin) noexcept;
    long receive_now(int socket, std::span<std::uint8_t> room) noexcept;
    void receive_timeout(std::chrono::microseconds timeout) noexcept { patience_ = timeout; }
    Sent send_all(int socket, std::span<const ByteView> chunks, const SendWait& wait) noexcept;
    void shut(int socket, int how) noexcept;

    /// See Stream::events().
    std::uint32_t events(int socket, std::uint32_t wanted) noexcept;

private:
    long take(int socket, std::span<std::uint8_t> room) noexcept;
    long look_at(int socket) noexcept;
    void publish(int socket) noexcept;
    int wait_for_room(int socket, Deadline until) noexcept;

    const Memory memory_;
    const std::shared_ptr<Offer> offer_;
    std::atomic<bool> hung_up_{false};  // nothing more is sent
    std::atomic<bool> left_{false};     // nor received
    std::chrono::microseconds patience_{0};
    RingReader reader_;
    RingWriter writer_;
    Yielding input_yielding_, room_yielding_;
};

/// The client's part of the set-up. Empty, and `refused` tells whether the socket can be used as it is, or has to be
/// opened anew since its peer knows nothing of shared memory, or has not answered within a second. Throws TRANSIENT,
/// minor cannot_connect, at the deadline and when `abort` becomes readable.
std::unique_ptr<Link> ask(int socket, Deadline deadline, int abort, bool& refused);

/// The server's part: the answer to a question that was read.
std::unique_ptr<Link> answer(int socket, const Question& question, const std::shared_ptr<Offer>& offer);

}  // namespace corbel::transport::shm
