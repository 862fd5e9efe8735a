// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace corbel::naming {
namespace {

constexpr int first_passed = 3;  // SD_LISTEN_FDS_START

std::optional<long> number_of(const char* variable) {
    const char* text = std::getenv(variable);
    if (!text) return std::nullopt;
    long value = 0;
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
    if (error != std::errc{} || *end != '\0') return std::nullopt;
    return value;
}

}  // namespace

void tell_service_manager(const std::string& state) noexcept {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (!path || (path[0] != '/' && path[0] != '@')) return;
    const auto length = std::strlen(path);
    if (length >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';  // an abstract socket
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
             static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length));
    ::close(socket);
}

void tell_of_reload() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
    tell_service_manager("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

std::vector<int> passed_sockets() {
    std::vector<int> sockets;
    const auto count = number_of("LISTEN_FDS");
    if (!count || number_of("LISTEN_PID") != ::getpid()) return sockets;
    for (int i = 0; i < *count; ++i) sockets.push_back(first_passed + i);
    return sockets;
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    const auto interval = number_of("WATCHDOG_USEC");
    const auto process = number_of("WATCHDOG_PID");
    if (!interval || *interval <= 0 || (process && *process != ::getpid())) return std::nullopt;
    return std::chrono::microseconds{*interval / 2};
}

}  // namespace corbel::naming
