// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "cos-naming/socket.hpp"

/// Naming services of the local network find each other by question and answer (docs/decisions/0007): a datagram to a
/// multicast group, which no router passes on, and one back from each daemon that was told to answer. An answer is a
/// hint: it says at which port of its sender a naming service may be asked, and nothing else is taken from it.
namespace corbel::naming::discovery {

inline constexpr const char* group = "239.255.40.9";
inline constexpr std::uint16_t port = 2809;

/// "corbel-naming 1 ask NUMBER", filled with spaces to 64 bytes: an answer is never longer than its question, so that
/// nobody is hit with more than was sent.
std::string question(std::uint64_t number);
/// "corbel-naming 1 at NUMBER PORT"
std::string answer(std::uint64_t number, std::uint16_t port);

/// The number of a question; nothing for any other bytes.
std::optional<std::uint64_t> read_question(std::string_view bytes);
/// The port in an answer to question `number`; nothing for any other bytes.
std::optional<std::uint16_t> read_answer(std::string_view bytes, std::uint64_t number);

/// Answers questions that come in by the interface with this IPv4 address, a few dozen each second at most.
class Announcer {
public:
    /// `port`: of the naming service. SocketError if this host has no such address.
    Announcer(const std::string& interface, std::uint16_t port);
    ~Announcer();

private:
    void respond(std::uint16_t port) noexcept;

    Socket socket_;
    Socket stop_;  // an eventfd; readable at the end
    std::thread thread_;
};

/// Asks by the interface with this IPv4 address, several times within `time`, and gives whoever answered, each once,
/// 256 at most. SocketError if this host has no such address.
std::vector<HostPort> discover(const std::string& interface, std::chrono::milliseconds time);

}  // namespace corbel::naming::discovery
