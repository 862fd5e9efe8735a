// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

namespace corbel::naming {
namespace {

using std::chrono::milliseconds;

[[noreturn]] void fail(int error) { throw SocketError{std::strerror(error)}; }

struct FreeAddresses {
    void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses look_up(const HostPort& where, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const auto port = std::to_string(where.port);
    if (const int error = ::getaddrinfo(where.host.c_str(), port.c_str(), &hints, &found); error != 0)
        throw SocketError{"host " + where.host + ": " + ::gai_strerror(error)};
    return Addresses{found};
}

Socket create(const addrinfo& address) {
    Socket socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) fail(errno);
    return socket;
}

Socket connect_to(const addrinfo& address, Deadline deadline) {
    auto socket = create(address);
    const int at_once = 1;
    ::setsockopt(socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    if (::connect(socket.descriptor(), address.ai_addr, address.ai_addrlen) == 0) return socket;
    if (errno != EINPROGRESS) fail(errno);
    if (!wait_for(socket.descriptor(), POLLOUT, deadline)) throw SocketError{"no connection in time"};
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) fail(error);
    return socket;
}

}  // namespace

std::string HostPort::to_string() const {
    const bool is_ipv6 = host.find(':') != host.npos;
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<HostPort> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon == 0) return std::nullopt;
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    HostPort parsed;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != host.npos) {
        return std::nullopt;
    }
    const auto is_of_hosts = [](unsigned char c) {
        return std::isalnum(c) || std::string_view{".-_:%"}.find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (host.empty() || host.size() > 255 || !std::all_of(host.begin(), host.end(), is_of_hosts)) return std::nullopt;
    parsed.host = host;
    return parsed;
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Socket::~Socket() {
    if (is_open()) ::close(descriptor_);
}

Socket Socket::connect(const HostPort& server, Deadline deadline) {
    const auto addresses = look_up(server, 0);
    for (const auto* each = addresses.get();; each = each->ai_next) {
        try {
            return connect_to(*each, deadline);
        } catch (const SocketError&) {
            if (!each->ai_next) throw;
        }
    }
}

Socket Socket::listen(const HostPort& at) {
    const auto addresses = look_up(at, AI_PASSIVE);
    auto socket = create(*addresses);
    const int reuse = 1;
    ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    if (::bind(socket.descriptor(), addresses->ai_addr, addresses->ai_addrlen) != 0) fail(errno);
    if (::listen(socket.descriptor(), 64) != 0) fail(errno);
    return socket;
}

HostPort Socket::local() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail(errno);
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        throw SocketError{"the socket has no address"};
    HostPort local{host, 0};
    std::from_chars(port, port + std::strlen(port), local.port);
    return local;
}

std::size_t Socket::read(std::span<char> into, Deadline deadline) {
    while (true) {
        const auto count = ::recv(descriptor_, into.data(), into.size(), 0);
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) fail(errno);
        if (!wait_for(descriptor_, POLLIN, deadline)) throw SocketError{"no answer in time"};
    }
}

void Socket::write(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) fail(errno);
        if (!wait_for(descriptor_, POLLOUT, deadline)) throw SocketError{"nothing is taken in time"};
    }
}

bool Socket::is_readable() const { return wait_for(descriptor_, POLLIN, Deadline::min()); }

bool wait_for(int descriptor, short events, Deadline deadline) {
    return wait_for(std::vector<int>{descriptor}, events, deadline);
}

bool wait_for(const std::vector<int>& descriptors, short events, Deadline deadline) {
    std::vector<pollfd> waiting;
    for (const int descriptor : descriptors) waiting.push_back({descriptor, events, 0});
    while (true) {
        const auto now = Deadline::clock::now();
        const auto left = deadline <= now ? milliseconds{0} : std::chrono::ceil<milliseconds>(deadline - now);
        const auto longest = static_cast<int>(std::min(left, milliseconds{60'000}).count());
        const int ready = ::poll(waiting.data(), waiting.size(), longest);
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) fail(errno);
        if (Deadline::clock::now() >= deadline) return false;
    }
}

}  // namespace corbel::naming
