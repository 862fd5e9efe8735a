// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>

#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/transport/shm_link.hpp"
#include "orb/engine/transport/socket.hpp"

namespace corbel::transport {

/// What a peer may make us hold. Every limit is on; the values are those of a server open to strangers.
struct Limits {
    std::size_t message = 16 * 1024 * 1024;          ///< bytes of one message, fragments together
    unsigned fragment_trains = 64;                   ///< fragmented messages under way on a connection
    std::size_t fragment_bytes = 32 * 1024 * 1024;   ///< bytes of all of them
};

struct ClientSettings {
    Limits limits;
    cdr::CodeSet native_chars = cdr::CodeSet::utf_8;   ///< what programs hold in char and string
    std::size_t fragment_size = 0;                     ///< longer GIOP 1.2 messages leave in fragments; zero: never
    giop::Version max_version{1, 2};                   ///< spoken even if a reference offers more
    std::chrono::milliseconds connect_timeout{10'000};  ///< for all addresses of a profile; the deadline counts too
    unsigned max_connections = 32;                      ///< to one address, where threads call at once
    unsigned max_connections_in_all = 10'000;           ///< about: then unused ones are closed for a new one
    std::chrono::milliseconds idle_timeout{300'000};    ///< an unused connection is closed after it; zero: never
    std::chrono::milliseconds write_timeout{30'000};    ///< a peer that takes nothing for so long is lost
    std::chrono::microseconds spin{0};                  ///< a caller polls for so long before it sleeps

    std::chrono::seconds keep_alive = usual_keep_alive;  ///< of quiet TCP connections, see transport::keep_alive()

    /// Asked before each connection, with a numeric address or a path:
    /// false forbids it (hardening C17). Empty: all may.
    MayConnect may_connect;
};

/// Which peers are told the words of a system exception.
enum class Audience : std::uint8_t { nobody, loopback, everybody };

struct ServerSettings {
    Limits limits;
    Audience exception_text = Audience::loopback;
    cdr::CodeSet native_chars = cdr::CodeSet::utf_8;
    std::size_t fragment_size = 0;         ///< longer GIOP 1.2 messages leave in fragments; zero: never
    unsigned max_threads = 64;             ///< upcalls that run at once, and one that waits for input; zero: see poll()
    /// All threads wait for answers to calls: then requests are refused; zero: never.
    std::chrono::milliseconds thread_wait{2'000};
    unsigned max_connections = 10'000;
    unsigned max_connections_per_source = 1'000;         ///< from one address; those of Unix-domain sockets have none
    std::chrono::milliseconds spare_idle{10'000};        ///< idle for so long, one is closed where a new one needs it
    std::size_t send_queue = 4 * 1024 * 1024;  ///< bytes of answers that a client has not taken, where more is to come
    unsigned max_in_flight = 256;          ///< unanswered requests of a connection; then it is read no further
    std::chrono::milliseconds header_timeout{30'000};    ///< from the first byte of a message to its header
    std::chrono::milliseconds progress_timeout{60'000};  ///< of a message that grows no more
    std::chrono::milliseconds write_timeout{30'000};     ///< a client that takes nothing for so long is lost
    std::chrono::milliseconds idle_timeout{300'000};     ///< then CloseConnection; zero: never
    std::chrono::seconds keep_alive = usual_keep_alive;  ///< of quiet TCP connections, see transport::keep_alive()
    std::chrono::microseconds spin{0};  ///< a thread that stays with a connection polls for so long before it sleeps
    shm::Terms shared_memory;           ///< of addresses listened at that offer it
};

}  // namespace corbel::transport
