// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

/// The floor: messages of the same sizes over a socket, without an ORB.
namespace raw {

/// Begins each request.
struct Head {
    std::uint32_t request_bytes;  ///< of the whole request
    std::uint32_t reply_bytes;    ///< 0: no reply
};

[[noreturn]] inline void fail(const char* what) {
    throw std::runtime_error{std::string{what} + ": " + std::strerror(errno)};
}

/// Reads until `size` bytes of `buffer` are filled; `have` are. False at the end of the stream.
inline bool fill(int socket, std::vector<char>& buffer, std::size_t& have, std::size_t size) {
    if (buffer.size() < size) buffer.resize(size);
    while (have < size) {
        const auto got = recv(socket, buffer.data() + have, buffer.size() - have, 0);
        if (got <= 0) return false;
        have += static_cast<std::size_t>(got);
    }
    return true;
}

inline void send_all(int socket, const char* bytes, std::size_t size) {
    while (size > 0) {
        const auto sent = send(socket, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) fail("send");
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
}

inline void no_delay(int socket) {
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

inline sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

}  // namespace raw
