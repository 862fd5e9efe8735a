// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/deadline.hpp"
#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/invocation/peer.hpp"

/// The operating system's sockets. Errors of the system become SystemError here and in the connections, nowhere else.
namespace corbel::transport {

/// Owns a file descriptor.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) noexcept : fd_{fd} {}
    Fd(Fd&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd();

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// "Connection refused", thread-safe.
std::string error_text(int error);

/// Connects to one address, trying all the addresses its host name has. The socket blocks. Throws TRANSIENT, minor
/// cannot_connect or cannot_resolve; its text names the address, each numeric address tried, and the system's reason.
/// A readable `abort` (an eventfd; -1: none) ends the attempt. `may_connect` is asked about each numeric address or
/// path; NO_PERMISSION if it forbids all.
using MayConnect = std::function<bool(const giop::Address&)>;
Fd connect_to(const giop::Address& address, Deadline deadline, int abort = -1, const MayConnect& may_connect = {});

/// The numeric addresses of a host name, at least one. Throws TRANSIENT, minor cannot_resolve.
std::vector<std::string> numeric_addresses(const std::string& host, Deadline deadline);

/// Listens at every numeric address the host has (the wildcards if it is empty); `address` gets the real port: its own,
/// a free one if that is 0, or the first that is free up to `last_port` if that is not 0. The sockets do not block.
/// Throws INITIALIZE, minor cannot_listen.
std::vector<Fd> listen_at(giop::Address& address, std::uint16_t last_port = 0);

/// A path for a socket of this process that nobody else has: in XDG_RUNTIME_DIR, else in a folder of this user's alone
/// below the one for temporary files. Throws INITIALIZE, minor cannot_listen, if there is none that is safe.
std::string free_socket_path();

/// A descriptor that listens already, inherited from whoever started the process, and the address it listens at. The
/// result owns it. Throws INITIALIZE, minor cannot_listen, for anything but a stream socket that listens.
Fd adopt_listener(int descriptor, giop::Address& address);

/// Takes a waiting connection; empty and errno where there is none. The socket blocks.
Fd accept_from(int listener);

/// From now on who wants to connect over TCP gets no answer; those who are connected can still be accepted.
void refuse_connections(int listener) noexcept;

/// Puts it into the set, or changes what is waited for where it is in it.
void watch_for(int epoll, int fd, std::uint32_t events, std::uint64_t number) noexcept;

/// No delay for small messages, and a peer that has vanished is noticed (hardening C6).
void prepare_stream(int socket) noexcept;

/// A TCP connection on which nothing was heard for so long is probed each 10 s, and lost after six probes or when it
/// takes nothing for 15 s longer; zero: never.
void keep_alive(int socket, std::chrono::seconds quiet) noexcept;
/// What prepare_stream() sets.
inline constexpr std::chrono::seconds usual_keep_alive{60};

/// How long a blocking receive waits (SO_RCVTIMEO); zero: for ever.
void receive_timeout(int socket, std::chrono::microseconds timeout) noexcept;

/// Waits for input or the end of the stream; false at `until`, or when `abort` becomes readable.
bool becomes_readable(int socket, Deadline until, int abort) noexcept;

/// "127.0.0.1:40312" of the other side.
std::string peer_name(int socket);

/// Who is at the other side; a TCP peer without an address for one that has gone.
Peer peer_of(int socket);

struct Sent {
    std::size_t bytes = 0;
    int error = 0;  ///< 0 if all was sent; ETIMEDOUT if the peer took nothing in time
};

/// How long a send waits for a peer that takes nothing: not at all unless said otherwise.
struct SendWait {
    std::chrono::milliseconds at_once{0};              ///< while it takes not a byte
    std::chrono::milliseconds in_all{1'000'000'000};   ///< counted from the first wait
    Deadline deadline = no_deadline;
    const FunctionRef<void()>* before = nullptr;       ///< called once, before the first wait

    /// The first wait begins. When the last one is over at the latest.
    Deadline begin() const;
};

/// Sends what can leave at once, and says how much that is. No signal.
std::size_t send_some(int socket, ByteView bytes) noexcept;

/// Sends the pieces as one message; no signal, and no blocking beyond the wait.
Sent send_all(int socket, std::span<const ByteView> chunks, const SendWait& wait = {});

/// A receive that waits no longer than receive_timeout(). The bytes, 0 at the end of the stream, or minus errno (EAGAIN
/// for a time-out); interruptions are retried.
long receive(int socket, std::span<std::uint8_t> room) noexcept;
long receive_now(int socket, std::span<std::uint8_t> room) noexcept;  ///< waits not at all

}  // namespace corbel::transport
