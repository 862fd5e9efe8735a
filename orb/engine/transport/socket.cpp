// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/transport/socket_io.hpp"

namespace corbel::transport {
namespace {

/// A numeric address as the system wants it.
struct Endpoint {
    sockaddr_storage storage{};
    socklen_t length = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }
};

using Endpoints = std::vector<Endpoint>;

struct Resolution {
    Endpoints endpoints;
    std::string error;
};

std::string name_of(const Endpoint& endpoint) {
    if (endpoint.family() == AF_UNIX) {
        const auto* path = reinterpret_cast<const sockaddr_un*>(&endpoint.storage)->sun_path;
        return *path ? "unix:" + std::string{path} : "a Unix-domain socket";
    }
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getnameinfo(endpoint.get(), endpoint.length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return "an unknown address";
    return endpoint.family() == AF_INET6 ? "[" + std::string{host} + "]:" + port : std::string{host} + ":" + port;
}

std::string host_of(const Endpoint& endpoint) {
    char host[NI_MAXHOST];
    if (getnameinfo(endpoint.get(), endpoint.length, host, sizeof host, nullptr, 0, NI_NUMERICHOST) != 0) return {};
    return host;
}

Resolution look_up(const std::string& host, std::uint16_t port, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    Resolution result;
    const auto error = getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) result.error = error == EAI_SYSTEM ? error_text(errno) : gai_strerror(error);
    for (auto* each = found; each; each = each->ai_next) {
        Endpoint endpoint;
        std::memcpy(&endpoint.storage, each->ai_addr, each->ai_addrlen);
        endpoint.length = each->ai_addrlen;
        result.endpoints.push_back(endpoint);
    }
    if (found) freeaddrinfo(found);
    return result;
}

std::string reason_of(int error) {
    if (error == ETIMEDOUT) return "no answer in time";
    if (error == ECANCELED) return "the ORB shuts down";
    return error_text(error);
}

[[noreturn]] void cannot_resolve(const giop::Address& address, const std::string& reason) {
    throw SystemError{Error::transient, minor::cannot_resolve,
                      "cannot connect to " + escaped(address.to_string()) + ": the host name " + escaped(address.host) +
                          " cannot be resolved: " + reason};
}

/// getaddrinfo() knows no deadline, so a name is looked up on a thread of its own (hardening C20); one that hangs is
/// left behind. Numeric addresses need no thread.
Endpoints resolve(const giop::Address& address, Deadline deadline, int abort = -1) {
    auto numeric = look_up(address.host, address.port, AI_NUMERICHOST);
    if (!numeric.endpoints.empty()) return std::move(numeric.endpoints);

    struct LookUp {
        Fd done{::eventfd(0, EFD_CLOEXEC)};
        std::mutex mutex;
        std::optional<Resolution> result;
    };
    const auto shared = std::make_shared<LookUp>();
    try {
        if (!shared->done) throw std::system_error{errno, std::generic_category()};
        std::thread{[shared, host = address.host, port = address.port] {
            auto result = look_up(host, port, AI_ADDRCONFIG);
            {
                const std::lock_guard lock{shared->mutex};
                shared->result = std::move(result);
            }
            ::eventfd_write(shared->done.get(), 1);
        }}.detach();
    } catch (const std::system_error& error) {
        throw SystemError{Error::no_resources, minor::cannot_resolve,
                          std::string{"no thread to resolve a host name: "} + error.what()};
    }
    const bool in_time = becomes_readable(shared->done.get(), deadline, abort) || Clock::now() < deadline;
    const std::lock_guard lock{shared->mutex};
    if (!shared->result)
        cannot_resolve(address, in_time ? reason_of(ECANCELED) : "the resolver has not answered in time");
    if (shared->result->endpoints.empty()) cannot_resolve(address, shared->result->error);
    return std::move(shared->result->endpoints);
}

Endpoint unix_endpoint(const std::string& path) {
    Endpoint endpoint;
    auto* address = reinterpret_cast<sockaddr_un*>(&endpoint.storage);
    if (path.size() >= sizeof address->sun_path)
        throw SystemError{Error::bad_param, minor::bad_address,
                          "the path of a Unix-domain socket has at most " +
                              std::to_string(sizeof address->sun_path - 1) + " characters: " + escaped(path)};
    address->sun_family = AF_UNIX;
    std::memcpy(address->sun_path, path.data(), path.size());
    endpoint.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    return endpoint;
}

int milliseconds_until(Deadline deadline) {
    if (deadline == no_deadline) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
}

/// The error of a connect, 0 if it has succeeded.
int finish_connect(int socket, Deadline deadline, int abort) {
    pollfd fds[] = {{socket, POLLOUT, 0}, {abort, POLLIN, 0}};
    for (;;) {
        const auto ready = ::poll(fds, abort >= 0 ? 2 : 1, milliseconds_until(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return errno;
        if (ready == 0) return ETIMEDOUT;
        if (fds[1].revents) return ECANCELED;
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length);
        return error;
    }
}

int try_connect(Fd& socket, const Endpoint& endpoint, Deadline deadline, int abort) {
    socket = Fd{::socket(endpoint.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket) return errno;
    if (::connect(socket.get(), endpoint.get(), endpoint.length) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) return errno;
        if (const auto error = finish_connect(socket.get(), deadline, abort)) return error;
    }
    ::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) & ~O_NONBLOCK);
    return 0;
}

[[noreturn]] void cannot_listen(const giop::Address& address, const std::string& reason) {
    throw SystemError{Error::initialize, minor::cannot_listen,
                      "cannot listen at " + escaped(address.to_string()) + ": " + reason};
}

std::string listen_reason(const giop::Address& address, int error) {
    if (error == EADDRINUSE)
        return "the port " + std::to_string(address.port) + " is in use by another program; stop it or "
               "take another port";
    if (error == EACCES) return "no permission; ports below 1024 need privileges";
    if (error == EADDRNOTAVAIL) return "this host has no such address";
    return error_text(error);
}

void set(int socket, int level, int option, int value) noexcept {
    ::setsockopt(socket, level, option, &value, sizeof value);
}

Endpoint local_endpoint(int socket) {
    Endpoint endpoint;
    endpoint.length = sizeof endpoint.storage;
    ::getsockname(socket, endpoint.get(), &endpoint.length);
    return endpoint;
}

std::uint16_t& port_of(Endpoint& endpoint) {
    return endpoint.family() == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&endpoint.storage)->sin6_port
                                         : reinterpret_cast<sockaddr_in*>(&endpoint.storage)->sin_port;
}

int open_listener(Fd& socket, const Endpoint& endpoint) {
    socket = Fd{::socket(endpoint.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket) return errno;
    if (endpoint.family() != AF_UNIX) set(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (endpoint.family() == AF_INET6) set(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (::bind(socket.get(), endpoint.get(), endpoint.length) != 0) return errno;
    return ::listen(socket.get(), SOMAXCONN) == 0 ? 0 : errno;
}

/// A socket file that nobody listens at any more is left over from a process that was killed.
bool is_left_over(const Endpoint& endpoint) {
    const Fd probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    return probe && ::connect(probe.get(), endpoint.get(), endpoint.length) != 0 && errno == ECONNREFUSED;
}

bool is_socket(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

std::vector<Fd> listen_at_path(const giop::Address& address) {
    const auto endpoint = unix_endpoint(address.unix_path);
    Fd socket;
    auto error = open_listener(socket, endpoint);
    if (error == EADDRINUSE && is_socket(address.unix_path) && is_left_over(endpoint)) {
        ::unlink(address.unix_path.c_str());
        error = open_listener(socket, endpoint);
    }
    if (error == EADDRINUSE) cannot_listen(address, "another program listens there, or the file is no socket");
    if (error) cannot_listen(address, error_text(error));
    std::vector<Fd> listeners;
    listeners.push_back(std::move(socket));
    return listeners;
}

/// Listeners at each endpoint with this port; port 0 becomes the one that the first of them gets. None, and the reason,
/// if that is not possible. A host without IPv6 still has names and wildcards that stand for IPv6 addresses.
std::vector<Fd> listen_at_port(Endpoints& endpoints, std::uint16_t& port, int& error) {
    std::vector<Fd> listeners;
    for (auto& endpoint : endpoints) {
        port_of(endpoint) = htons(port);
        Fd socket;
        if (const auto failed = open_listener(socket, endpoint)) {
            error = error ? error : failed;
            continue;
        }
        auto local = local_endpoint(socket.get());
        port = ntohs(port_of(local));
        listeners.push_back(std::move(socket));
    }
    return listeners;
}

constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

constexpr std::size_t cache_line = 64;

long receive_aligned(int socket, std::span<std::uint8_t> room, int flags) noexcept {
    const auto past = reinterpret_cast<std::uintptr_t>(room.data()) % cache_line;
    if (past == 0 || room.size() < worth_aligning) return receive_once(socket, room, flags);
    const auto before = cache_line - past;
    iovec pieces[]{{room.data(), before}, {room.data() + before, room.size() - before}};
    msghdr message{};
    message.msg_iov = pieces;
    message.msg_iovlen = 2;
    const auto count = ::recvmsg(socket, &message, flags);
    return count < 0 ? -errno : count;
}

bool becomes_writable(int socket, Deadline until) noexcept {
    pollfd writable{socket, POLLOUT, 0};
    return ::poll(&writable, 1, milliseconds_until(until)) != 0 || Clock::now() < until;
}

// One sendmsg takes at most so many pieces; a message of more is sent in several.
constexpr std::size_t pieces_at_once = 64;

}  // namespace

Fd::~Fd() {
    if (fd_ >= 0) ::close(fd_);
}

std::string error_text(int error) { return std::generic_category().message(error); }

namespace {

giop::Address numeric(const giop::Address& address, const Endpoint& endpoint) {
    if (!address.unix_path.empty()) return address;
    return {host_of(endpoint), address.port, {}};
}

}  // namespace

Fd connect_to(const giop::Address& address, Deadline deadline, int abort, const MayConnect& may_connect) {
    const auto endpoints =
        address.unix_path.empty() ? resolve(address, deadline, abort) : Endpoints{unix_endpoint(address.unix_path)};
    std::string tried;
    bool forbidden = true;
    auto left = static_cast<int>(endpoints.size());
    for (const auto& endpoint : endpoints) {
        // A host that does not answer must not use up the time of the addresses behind it.
        const auto share = deadline == no_deadline ? deadline : Clock::now() + (deadline - Clock::now()) / left--;
        if (may_connect && !may_connect(numeric(address, endpoint))) {
            tried += (tried.empty() ? "" : ", ") + name_of(endpoint) + ": forbidden by the rules of this process";
            continue;
        }
        forbidden = false;
        Fd socket;
        const auto error = try_connect(socket, endpoint, share, abort);
        if (error == 0) {
            prepare_stream(socket.get());
            return socket;
        }
        const auto name = name_of(endpoint);
        tried += (tried.empty() ? "" : ", ") + (name == address.to_string() ? "" : name + ": ") + reason_of(error);
    }
    throw SystemError{forbidden ? Error::no_permission : Error::transient, minor::cannot_connect,
                      "cannot connect to " + escaped(address.to_string()) + ": " + tried};
}

std::vector<std::string> numeric_addresses(const std::string& host, Deadline deadline) {
    std::vector<std::string> found;
    for (const auto& each : resolve({host, 0, {}}, deadline)) {
        char text[NI_MAXHOST];
        if (getnameinfo(each.get(), each.length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
            found.emplace_back(text);
    }
    return found;
}

std::vector<Fd> listen_at(giop::Address& address, std::uint16_t last_port) {
    if (!address.unix_path.empty()) return listen_at_path(address);
    auto found = look_up(address.host, address.port, AI_PASSIVE);
    if (found.endpoints.empty()) cannot_listen(address, "the host name cannot be resolved: " + found.error);
    // IPv4 first: it decides the port that the others share.
    std::stable_sort(found.endpoints.begin(), found.endpoints.end(),
                     [](const auto& a, const auto& b) { return a.family() == AF_INET && b.family() != AF_INET; });
    const auto first_port = address.port;
    for (;;) {
        int error = 0;
        auto listeners = listen_at_port(found.endpoints, address.port, error);
        if (!listeners.empty()) return listeners;
        if (error != EADDRINUSE || address.port >= last_port) {
            if (error == EADDRINUSE && last_port != 0)
                cannot_listen(address, "every port from " + std::to_string(first_port) + " to " +
                                           std::to_string(last_port) + " is in use; give a larger range");
            cannot_listen(address, listen_reason(address, error));
        }
        ++address.port;
    }
}

std::string free_socket_path() {
    static std::atomic<unsigned> number{0};
    const auto is_own = [](const std::string& folder) {
        struct stat status {};
        return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
               (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
    };
    const auto* const runtime = std::getenv("XDG_RUNTIME_DIR");
    std::string folder = runtime ? runtime : "";
    if (!folder.starts_with('/') || !is_own(folder)) {
        folder = "/tmp/corbel-" + std::to_string(::geteuid());
        if (::mkdir(folder.c_str(), 0700) != 0 && !is_own(folder))
            throw SystemError{Error::initialize, minor::cannot_listen,
                              "no folder for a socket: " + folder + " is another user's, or others may write to it; " +
                                  "give the endpoint a path, as in giop:unix:/path"};
    }
    return folder + "/corbel-" + std::to_string(::getpid()) + "-" + std::to_string(number++) + ".sock";
}

Fd adopt_listener(int descriptor, giop::Address& address) {
    const auto refuse = [&](const std::string& reason) {
        throw SystemError{Error::initialize, minor::cannot_listen,
                          "cannot listen at the inherited descriptor " + std::to_string(descriptor) + ": " + reason};
    };
    int listens = 0;
    int type = 0;
    socklen_t size = sizeof listens;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0) refuse(error_text(errno));
    ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size);
    if (!listens || type != SOCK_STREAM) refuse("it is no stream socket that listens");
    auto local = local_endpoint(descriptor);
    if (local.family() == AF_UNIX) {
        address = {{}, 0, name_of(local).substr(std::strlen("unix:"))};
    } else {
        address = {host_of(local), ntohs(port_of(local)), {}};
    }
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    return Fd{descriptor};
}

Fd accept_from(int listener) {
    Fd socket{::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)};
    if (socket) prepare_stream(socket.get());
    return socket;
}

void refuse_connections(int listener) noexcept {
    constexpr unsigned flags_at = 13, syn = 0x02, syn_and_ack = 0x12;  // of a TCP header
    std::array<sock_filter, 5> all_but_first_segments{{
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn_and_ack),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, ~0U),
    }};
    const sock_fprog filter{static_cast<unsigned short>(all_but_first_segments.size()), all_but_first_segments.data()};
    ::setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

void watch_for(int epoll, int fd, std::uint32_t events, std::uint64_t number) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u64 = number;
    if (::epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) != 0 && errno == ENOENT)
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

namespace {

/// Whether both ends have the same TCP address.
bool is_within_host(int socket) noexcept {
    Endpoint peer;
    peer.length = sizeof peer.storage;
    if (::getpeername(socket, peer.get(), &peer.length) != 0) return false;
    const auto own = local_endpoint(socket);
    if (own.family() != peer.family()) return false;
    if (own.family() == AF_INET)
        return reinterpret_cast<const sockaddr_in&>(own.storage).sin_addr.s_addr ==
               reinterpret_cast<const sockaddr_in&>(peer.storage).sin_addr.s_addr;
    return own.family() == AF_INET6 &&
           IN6_ARE_ADDR_EQUAL(&reinterpret_cast<const sockaddr_in6&>(own.storage).sin6_addr,
                              &reinterpret_cast<const sockaddr_in6&>(peer.storage).sin6_addr);
}

}  // namespace

void prepare_stream(int socket) noexcept {
    // Within a host a message goes through memory: in pieces that stay in a processor's cache it takes half the time.
    if (is_within_host(socket)) set(socket, SOL_SOCKET, SO_SNDBUF, 96 * 1024);
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);  // These fail on a Unix-domain socket, which needs none of them.
    keep_alive(socket, usual_keep_alive);
}

void keep_alive(int socket, std::chrono::seconds quiet) noexcept {
    const auto seconds = static_cast<int>(std::clamp<std::chrono::seconds::rep>(quiet.count(), 0, 32'000));
    set(socket, SOL_SOCKET, SO_KEEPALIVE, seconds != 0);
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, seconds == 0 ? 0 : (seconds + 15) * 1000);
    if (seconds == 0) return;
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, 6);
}

void receive_timeout(int socket, std::chrono::microseconds timeout) noexcept {
    const auto count = timeout.count();
    const timeval value{static_cast<time_t>(count / 1'000'000), static_cast<suseconds_t>(count % 1'000'000)};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
}

bool becomes_readable(int socket, Deadline until, int abort) noexcept {
    pollfd fds[] = {{socket, POLLIN, 0}, {abort, POLLIN, 0}};
    while (::poll(fds, 2, milliseconds_until(until)) < 0 && errno == EINTR) {
    }
    return fds[0].revents != 0;
}

std::string peer_name(int socket) {
    Endpoint endpoint;
    endpoint.length = sizeof endpoint.storage;
    if (::getpeername(socket, endpoint.get(), &endpoint.length) != 0) return "a peer that has gone";
    return name_of(endpoint);
}

Peer peer_of(int socket) {
    Peer peer;
    Endpoint endpoint;
    endpoint.length = sizeof endpoint.storage;
    peer.kind = Peer::Kind::tcp;
    if (::getpeername(socket, endpoint.get(), &endpoint.length) != 0) return peer;
    if (endpoint.family() != AF_UNIX) {
        peer.host = host_of(endpoint);
        peer.port = ntohs(port_of(endpoint));
        return peer;
    }
    peer.kind = Peer::Kind::unix_socket;
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
        peer.credentials = Peer::Credentials{credentials.uid, credentials.gid, credentials.pid};
    return peer;
}

Deadline SendWait::begin() const {
    if (before) (*before)();
    return std::min(deadline, Clock::now() + in_all);
}

[[gnu::hot]] std::size_t send_some(int socket, ByteView bytes) noexcept {
    const auto result = send_once(socket, bytes, send_flags);
    return result > 0 ? static_cast<std::size_t>(result) : 0;
}

[[gnu::hot]] Sent send_all(int socket, std::span<const ByteView> chunks, const SendWait& wait) {
    Sent sent;
    std::size_t skip = 0;  // bytes of chunks[0] that are sent
    std::optional<Deadline> end;
    while (!chunks.empty()) {
        std::array<iovec, pieces_at_once> pieces;
        const auto count = std::min(chunks.size(), pieces.size());
        for (std::size_t i = 0; i < count; ++i)
            pieces[i] = {const_cast<std::uint8_t*>(chunks[i].data()), chunks[i].size()};
        pieces[0] = {const_cast<std::uint8_t*>(chunks[0].data()) + skip, chunks[0].size() - skip};
        msghdr message{};
        message.msg_iov = pieces.data();
        message.msg_iovlen = count;
        const auto result = ::sendmsg(socket, &message, send_flags);
        if (result < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) return sent.error = errno, sent;
            if (wait.at_once.count() == 0) return sent.error = ETIMEDOUT, sent;
            if (!end) end = wait.begin();
            if (!becomes_writable(socket, std::min(*end, Clock::now() + wait.at_once)))
                return sent.error = ETIMEDOUT, sent;
            continue;
        }
        sent.bytes += static_cast<std::size_t>(result);
        for (auto left = static_cast<std::size_t>(result); !chunks.empty();) {
            const auto here = chunks[0].size() - skip;
            if (left < here) {
                skip += left;
                break;
            }
            left -= here;
            skip = 0;
            chunks = chunks.subspan(1);
        }
    }
    return sent;
}

long receive_carefully(int socket, std::span<std::uint8_t> room, int flags) noexcept {
    for (;;)
        if (const auto count = receive_aligned(socket, room, flags); count != -EINTR) return count;
}

long receive(int socket, std::span<std::uint8_t> room) noexcept { return receive_with(socket, room, 0); }
long receive_now(int socket, std::span<std::uint8_t> room) noexcept { return receive_with(socket, room, MSG_DONTWAIT); }

}  // namespace corbel::transport
