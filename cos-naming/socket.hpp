// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corbel::naming {

using Deadline = std::chrono::steady_clock::time_point;

/// A network operation failed, or its time was over; what() has the reason without the address.
class SocketError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where a server is: a host name or an address, without brackets.
struct HostPort {
    std::string host;
    std::uint16_t port = 0;

    std::string to_string() const;
    friend auto operator<=>(const HostPort&, const HostPort&) = default;
};

/// "host:port", "[::1]:port"; nothing for text that is neither.
std::optional<HostPort> parse_host_port(std::string_view text);

/// Whether a host, as it is written, is this machine's own loopback.
bool is_loopback(std::string_view host);

/// A descriptor that is closed with its owner, and reads and writes that end at a deadline. Throws SocketError.
class Socket {
public:
    Socket() = default;
    explicit Socket(int descriptor) noexcept : descriptor_{descriptor} {}
    Socket(Socket&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    /// A TCP connection. Looking a host name up takes as long as it takes; an address is not looked up.
    static Socket connect(const HostPort& server, Deadline deadline);
    /// Listens for TCP connections; port 0 lets the system choose.
    static Socket listen(const HostPort& at);

    int descriptor() const noexcept { return descriptor_; }
    bool is_open() const noexcept { return descriptor_ >= 0; }
    HostPort local() const;

    /// The bytes that are there, at least one; 0 when the peer has ended.
    std::size_t read(std::span<char> into, Deadline deadline);
    void write(std::string_view bytes, Deadline deadline);
    /// Whether something can be read now, be it the end.
    bool is_readable() const;

private:
    int descriptor_ = -1;
};

/// Waits for `events` of poll(2), with several for that of one of them; false when the time is over.
bool wait_for(int descriptor, short events, Deadline deadline);
bool wait_for(const std::vector<int>& descriptors, short events, Deadline deadline);

}  // namespace corbel::naming
