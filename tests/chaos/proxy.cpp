// SPDX-License-Identifier: BSL-1.0
#include "tests/chaos/proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace corbel::test {
namespace {

constexpr int poll_ms = 5;

/// One way through the proxy.
class Lane {
public:
    Lane(int from, int to, Mishap mishap, bool concerned)
        : from_{from}, to_{to}, mishap_{mishap}, concerned_{concerned} {}

    /// Passes on what has come. False at the end of the stream.
    bool pass() {
        std::array<std::uint8_t, 16 * 1024> bytes;
        const auto count = ::recv(from_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN)) return false;
        if (count < 0) return true;
        auto left = std::span{bytes}.first(static_cast<std::size_t>(count));
        if (ends() && passed_ + left.size() >= mishap_.at) {
            left = left.first(mishap_.at - passed_);
            happened_ = true;
        }
        passed_ += left.size();
        while (!left.empty()) {
            const auto piece = left.first(piece_of(left.size()));
            if (::send(to_, piece.data(), piece.size(), MSG_NOSIGNAL) < 0) return false;
            left = left.subspan(piece.size());
            if (mishap_.kind == Mishap::Kind::delay) std::this_thread::sleep_for(std::chrono::microseconds{200});
        }
        return true;
    }

    /// Whether the point of the mishap is reached.
    bool happened() const { return happened_ || (ends() && mishap_.at == 0); }

private:
    bool ends() const { return concerned_ && mishap_.kind >= Mishap::Kind::truncate; }
    std::size_t piece_of(std::size_t left) const {
        if (mishap_.kind == Mishap::Kind::split) return 1;
        if (mishap_.kind == Mishap::Kind::delay) return std::min<std::size_t>(left, 1 + passed_ % 13);
        return left;
    }

    const int from_;
    const int to_;
    const Mishap mishap_;
    const bool concerned_;
    std::size_t passed_ = 0;
    bool happened_ = false;
};

void reset(int socket) {
    const linger abort{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

}  // namespace

Proxy::Proxy(giop::Address server, std::vector<Mishap> mishaps)
    : server_{std::move(server)}, mishaps_{std::move(mishaps)}, listeners_{transport::listen_at(address)} {
    thread_ = std::thread{[this] { accept(); }};
}

Proxy::~Proxy() {
    stop_ = true;
    thread_.join();
    for (auto& pump : pumps_) pump.join();
}

void Proxy::accept() {
    while (!stop_) {
        pollfd fd{listeners_[0].get(), POLLIN, 0};
        if (::poll(&fd, 1, poll_ms) != 1) continue;
        auto client = transport::accept_from(listeners_[0].get());
        if (!client) continue;
        const auto number = accepted++;
        const auto mishap = number < mishaps_.size() ? mishaps_[number] : Mishap{};
        const std::lock_guard lock{mutex_};
        pumps_.emplace_back([this, mishap, socket = std::move(client)]() mutable { pump(std::move(socket), mishap); });
    }
}

void Proxy::pump(transport::Fd client, Mishap mishap) {
    transport::prepare_stream(client.get());
    const auto server = transport::connect_to(server_, Clock::now() + std::chrono::seconds{5});
    const bool requests = mishap.direction == Mishap::Direction::to_server;
    Lane there{client.get(), server.get(), mishap, requests}, back{server.get(), client.get(), mishap, !requests};
    bool open = true;
    while (open && !stop_ && !there.happened() && !back.happened()) {
        pollfd fds[]{{client.get(), POLLIN, 0}, {server.get(), POLLIN, 0}};
        ::poll(fds, 2, poll_ms);
        if (fds[0].revents) open = there.pass();
        if (fds[1].revents && open && !there.happened()) open = back.pass();
    }
    if (mishap.kind == Mishap::Kind::stall)
        while (open && !stop_) std::this_thread::sleep_for(std::chrono::milliseconds{poll_ms});
    if (mishap.kind == Mishap::Kind::reset) reset(client.get()), reset(server.get());
}

}  // namespace corbel::test
