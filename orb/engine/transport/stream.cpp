// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/stream.hpp"

#include <cerrno>

#include "orb/engine/transport/spin.hpp"

namespace corbel::transport {

long Stream::receive(std::span<std::uint8_t> room) noexcept {
    if (spin_.count() > 0)
        if (const auto count = spin(spin_, -long{EAGAIN}, [&] { return receive_now(room); }); count != -EAGAIN)
            return count;
    return transport::receive(get(), room);
}

long Stream::receive_now(std::span<std::uint8_t> room) noexcept { return transport::receive_now(get(), room); }

void Stream::receive_timeout(std::chrono::microseconds timeout) noexcept { transport::receive_timeout(get(), timeout); }

Sent Stream::send_all(std::span<const ByteView> chunks, const SendWait& wait) noexcept {
    return transport::send_all(get(), chunks, wait);
}

void Stream::shut(int how) noexcept { ::shutdown(get(), how); }

}  // namespace corbel::transport
