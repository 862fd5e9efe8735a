// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <span>

#include "orb/engine/base/bytes.hpp"

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CORBEL_C_LIBRARY_IS_WATCHED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CORBEL_C_LIBRARY_IS_WATCHED
#endif

/// The two system calls of a call. The C library's functions for them are cancellation points, which costs four atomic
/// operations each; a sanitizer wants to see them.
namespace corbel::transport {

#if defined(SYS_sendto) && defined(SYS_recvfrom) && !defined(CORBEL_C_LIBRARY_IS_WATCHED)

/// The result, or minus errno.
inline long call_system(long number, int socket, const void* at, std::size_t size, int flags) noexcept {
#if defined(__x86_64__) && !defined(__ILP32__)
    long result = number;
    register long fourth asm("r10") = flags;
    register long fifth asm("r8") = 0;
    register long sixth asm("r9") = 0;
    asm volatile("syscall"
                 : "+a"(result)
                 : "D"(static_cast<long>(socket)), "S"(at), "d"(size), "r"(fourth), "r"(fifth), "r"(sixth)
                 : "rcx", "r11", "memory");
    return result;
#else
    const long result = ::syscall(number, socket, at, size, flags, nullptr, 0);
    return result < 0 ? -errno : result;
#endif
}

inline long send_once(int socket, ByteView bytes, int flags) noexcept {
    return call_system(SYS_sendto, socket, bytes.data(), bytes.size(), flags);
}

inline long receive_once(int socket, std::span<std::uint8_t> room, int flags) noexcept {
    return call_system(SYS_recvfrom, socket, room.data(), room.size(), flags);
}

#else

inline long send_once(int socket, ByteView bytes, int flags) noexcept {
    const long result = ::send(socket, bytes.data(), bytes.size(), flags);
    return result < 0 ? -errno : result;
}

inline long receive_once(int socket, std::span<std::uint8_t> room, int flags) noexcept {
    const long result = ::recv(socket, room.data(), room.size(), flags);
    return result < 0 ? -errno : result;
}

#endif

// Where much is received, all but its first bytes go to the beginning of a cache line: see MessageReader's chunks.
inline constexpr std::size_t worth_aligning = 16 * 1024;

/// For the case that receive_with() is not made for: much room, or an interruption.
long receive_carefully(int socket, std::span<std::uint8_t> room, int flags) noexcept;

inline long receive_with(int socket, std::span<std::uint8_t> room, int flags) noexcept {
    if (room.size() >= worth_aligning) return receive_carefully(socket, room, flags);
    const auto count = receive_once(socket, room, flags);
    return count == -EINTR ? receive_carefully(socket, room, flags) : count;
}

}  // namespace corbel::transport
