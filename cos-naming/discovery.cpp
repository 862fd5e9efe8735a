// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/discovery.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <random>

namespace corbel::naming::discovery {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view ask = "corbel-naming 1 ask ", at = "corbel-naming 1 at ";
constexpr std::size_t question_size = 64, number_size = 16, most_found = 256;
constexpr int most_answers_a_second = 50;

std::string hexadecimal(std::uint64_t number) {
    std::string digits(number_size, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number >>= 4)
        *digit = "0123456789abcdef"[number & 15];
    return digits;
}

template <class Number>
std::optional<Number> number_in(std::string_view digits, int base) {
    Number number{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

[[noreturn]] void fail(const std::string& what) { throw SocketError{what + ": " + std::strerror(errno)}; }

in_addr parsed(const std::string& address) {
    in_addr parsed{};
    if (::inet_pton(AF_INET, address.c_str(), &parsed) != 1)
        throw SocketError{"\"" + address + "\" is not the IPv4 address of an interface"};
    return parsed;
}

sockaddr_in place(in_addr address, std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    place.sin_addr = address;
    return place;
}

template <class Value>
void set(const Socket& socket, int level, int option, const Value& value, const std::string& what) {
    if (::setsockopt(socket.descriptor(), level, option, &value, sizeof value) != 0) fail(what);
}

Socket datagrams(const sockaddr_in& local) {
    Socket socket{::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) fail("no socket");
    set(socket, SOL_SOCKET, SO_REUSEADDR, 1, "the port cannot be shared");
    if (::bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0)
        fail("cannot bind to the address");
    return socket;
}

/// Bound to the group, so that nothing else reaches it.
Socket listening(const std::string& interface) {
    auto socket = datagrams(place(parsed(group), port));
    const ip_mreq membership{parsed(group), parsed(interface)};
    set(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, membership, "no interface has the address " + interface);
    // Only what comes in by interfaces on which this very socket is a member.
    set(socket, IPPROTO_IP, IP_MULTICAST_ALL, 0, "the group cannot be left to one interface");
    return socket;
}

Socket asking(const std::string& interface) {
    const auto address = parsed(interface);
    auto socket = datagrams(place(address, 0));
    set(socket, IPPROTO_IP, IP_MULTICAST_IF, address, "no interface has the address " + interface);
    set(socket, IPPROTO_IP, IP_MULTICAST_TTL, 1, "the questions cannot be kept in this network");
    return socket;
}

struct Datagram {
    std::array<char, 256> bytes;
    std::size_t size = 0;
    sockaddr_in from{};

    bool receive(const Socket& socket) {
        socklen_t length = sizeof from;
        const auto count = ::recvfrom(socket.descriptor(), bytes.data(), bytes.size(), MSG_TRUNC,
                                      reinterpret_cast<sockaddr*>(&from), &length);
        size = count < 0 || static_cast<std::size_t>(count) > bytes.size() ? 0 : static_cast<std::size_t>(count);
        return count >= 0;
    }
    std::string_view text() const { return {bytes.data(), size}; }
    std::string sender() const {
        char text[INET_ADDRSTRLEN] = "";
        ::inet_ntop(AF_INET, &from.sin_addr, text, sizeof text);
        return text;
    }
};

}  // namespace

std::string question(std::uint64_t number) {
    auto text = std::string{ask} + hexadecimal(number);
    text.resize(question_size, ' ');
    return text;
}

std::string answer(std::uint64_t number, std::uint16_t port) {
    return std::string{at} + hexadecimal(number) + " " + std::to_string(port);
}

std::optional<std::uint64_t> read_question(std::string_view bytes) {
    if (bytes.size() != question_size || !bytes.starts_with(ask)) return std::nullopt;
    const auto number = bytes.substr(ask.size(), number_size);
    if (bytes.find_first_not_of(' ', ask.size() + number_size) != bytes.npos) return std::nullopt;
    return number_in<std::uint64_t>(number, 16);
}

std::optional<std::uint16_t> read_answer(std::string_view bytes, std::uint64_t number) {
    const auto head = std::string{at} + hexadecimal(number) + " ";
    if (!bytes.starts_with(head)) return std::nullopt;
    const auto port = number_in<std::uint16_t>(bytes.substr(head.size()), 10);
    return port && *port != 0 ? port : std::nullopt;
}

Announcer::Announcer(const std::string& interface, std::uint16_t port)
    : socket_{listening(interface)}, stop_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
      thread_{[this, port] { respond(port); }} {}

Announcer::~Announcer() {
    ::eventfd_write(stop_.descriptor(), 1);
    thread_.join();
}

void Announcer::respond(std::uint16_t port) noexcept {
    std::array<pollfd, 2> waiting{{{socket_.descriptor(), POLLIN, 0}, {stop_.descriptor(), POLLIN, 0}}};
    auto second = Clock::now();
    int answers = 0;
    while (true) {
        ::poll(waiting.data(), waiting.size(), -1);
        if (waiting[1].revents != 0) return;
        Datagram datagram;
        if (!datagram.receive(socket_)) continue;
        const auto number = read_question(datagram.text());
        if (!number) continue;
        if (const auto now = Clock::now(); now - second > 1s) {
            second = now;
            answers = 0;
        }
        if (++answers > most_answers_a_second) continue;
        const auto text = answer(*number, port);
        ::sendto(socket_.descriptor(), text.data(), text.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&datagram.from), sizeof datagram.from);
    }
}

std::vector<HostPort> discover(const std::string& interface, std::chrono::milliseconds time) {
    const auto socket = asking(interface);
    const auto end = Clock::now() + time;
    std::random_device device;
    const auto number = static_cast<std::uint64_t>(device()) << 32 | device();
    const auto text = question(number);
    const auto to = place(parsed(group), port);
    std::vector<HostPort> found;
    for (auto next = Clock::now(); found.size() < most_found && Clock::now() < end;) {
        if (Clock::now() >= next) {
            if (::sendto(socket.descriptor(), text.data(), text.size(), MSG_NOSIGNAL,
                         reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
                fail("cannot ask by " + interface);
            next += std::max<std::chrono::milliseconds>(time / 3, 10ms);
        }
        if (!wait_for(socket.descriptor(), POLLIN, std::min(next, end))) continue;
        Datagram datagram;
        if (!datagram.receive(socket)) continue;
        const auto there = read_answer(datagram.text(), number);
        if (!there) continue;
        const HostPort service{datagram.sender(), *there};
        if (std::find(found.begin(), found.end(), service) == found.end()) found.push_back(service);
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace corbel::naming::discovery
