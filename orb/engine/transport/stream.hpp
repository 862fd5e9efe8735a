// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "orb/engine/transport/socket.hpp"

namespace corbel::transport {

namespace shm {
class Link;
struct Offer;
}

/// The bytes of a connection, both ways: a socket, or memory that is shared with the peer, beside a socket that stands
/// for its life. One thread at a time receives, one at a time sends; shut() is for any.
class Stream {
public:
    Stream() = default;
    /// With `spin`, receive() polls for so long before it lets its thread sleep.
    explicit Stream(Fd socket, std::chrono::microseconds spin = {}) noexcept
        : socket_{std::move(socket)}, spin_{spin} {}
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    ~Stream();

    /// The client's side of a socket on which `link` was agreed.
    void share(std::unique_ptr<shm::Link> link) noexcept;
    /// The server's side: the client's first bytes may ask for shared memory.
    void offer(std::shared_ptr<shm::Offer> offer) noexcept { offer_ = std::move(offer); }

    int get() const noexcept { return socket_.get(); }
    explicit operator bool() const noexcept { return static_cast<bool>(socket_); }
    bool shares_memory() const noexcept { return link() != nullptr; }

    /// Waits until something has come, no longer than receive_timeout(). The bytes, 0 at the end of the stream, or
    /// minus errno (EAGAIN when nothing has come in time, EBADMSG for a peer that breaks the rules of shared memory).
    long receive(std::span<std::uint8_t> room) noexcept;
    long receive_now(std::span<std::uint8_t> room) noexcept;  ///< waits not at all

    /// How long receive() waits; zero: for ever.
    void receive_timeout(std::chrono::microseconds timeout) noexcept;

    /// How much of it leaves at once; nothing too where that is not so simple, which send_all() deals with.
    std::size_t send_some(ByteView bytes) noexcept { return link() ? 0 : transport::send_some(get(), bytes); }
    /// As transport::send_all().
    Sent send_all(std::span<const ByteView> chunks, const SendWait& wait = {}) noexcept;

    /// Ends one direction or both, as ::shutdown(); threads that wait are woken, on both sides.
    void shut(int how = SHUT_RDWR) noexcept;

    /// What to wait for on get() in an epoll set, by a thread that neither receives nor sends, for the stream to have
    /// input (EPOLLIN of `wanted`) or room for output (EPOLLOUT).
    std::uint32_t events(std::uint32_t wanted) noexcept;

    /// What `error`, an errno of the above, means here.
    static std::string error_text(int error);

private:
    shm::Link* link() const noexcept { return link_.load(std::memory_order_acquire); }
    long begin(std::span<std::uint8_t> room, long count);

    Fd socket_;
    std::chrono::microseconds spin_{0};
    std::atomic<shm::Link*> link_{nullptr};  // owned
    std::shared_ptr<shm::Offer> offer_;      // until the first bytes have come
    Octets begun_;                           // of a question that is not whole
    std::chrono::microseconds receive_timeout_{0};
};

}  // namespace corbel::transport
