// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <utility>

#include "orb/engine/transport/socket.hpp"

namespace corbel::transport {

/// The bytes of a connection, both ways. One thread at a time receives, one at a time sends; shut() is for any.
class Stream {
public:
    Stream() = default;
    /// With `spin`, receive() polls for so long before it lets its thread sleep.
    explicit Stream(Fd socket, std::chrono::microseconds spin = {}) noexcept : socket_{std::move(socket)}, spin_{spin} {}

    int get() const noexcept { return socket_.get(); }
    explicit operator bool() const noexcept { return static_cast<bool>(socket_); }

    /// Waits until something has come, no longer than receive_timeout(). The bytes, 0 at the end of the stream, or minus
    /// errno (EAGAIN when nothing has come in time).
    long receive(std::span<std::uint8_t> room) noexcept;
    long receive_now(std::span<std::uint8_t> room) noexcept;  ///< waits not at all

    /// How long receive() waits; zero: for ever.
    void receive_timeout(std::chrono::microseconds timeout) noexcept;

    /// As transport::send_all().
    Sent send_all(std::span<const ByteView> chunks, const SendWait& wait = {}) noexcept;

    /// Ends one direction or both, as ::shutdown(); threads that wait are woken.
    void shut(int how = SHUT_RDWR) noexcept;

private:
    Fd socket_;
    std::chrono::microseconds spin_{0};
};

}  // namespace corbel::transport
