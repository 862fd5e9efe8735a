// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/stream.hpp"

#include <cerrno>
#include <utility>

#include "orb/engine/transport/shm_link.hpp"
#include "orb/engine/transport/socket_io.hpp"
#include "orb/engine/transport/spin.hpp"

namespace corbel::transport {

Stream::Stream(Stream&& other) noexcept
    : socket_{std::move(other.socket_)},
      spin_{other.spin_},
      link_{other.link_.exchange(nullptr)},
      offer_{std::move(other.offer_)},
      begun_{std::move(other.begun_)},
      receive_timeout_{other.receive_timeout_} {}

Stream& Stream::operator=(Stream&& other) noexcept {
    delete link_.exchange(other.link_.exchange(nullptr));
    socket_ = Fd{};
    socket_ = std::move(other.socket_);
    spin_ = other.spin_;
    offer_ = std::move(other.offer_);
    begun_ = std::move(other.begun_);
    receive_timeout_ = other.receive_timeout_;
    return *this;
}

Stream::~Stream() { delete link(); }

void Stream::share(std::unique_ptr<shm::Link> link) noexcept { delete link_.exchange(link.release()); }

[[gnu::hot]] long Stream::receive(std::span<std::uint8_t> room) noexcept {
    if (auto* const shared = link()) return shared->receive(get(), room, spin_);
    if (offer_) return begin(room, transport::receive(get(), room));
    if (spin_.count() > 0)
        if (const auto count = spin(spin_, -long{EAGAIN}, [&] { return transport::receive_now(get(), room); });
            count != -EAGAIN)
            return count;
    return receive_with(get(), room, 0);
}

long Stream::receive_now(std::span<std::uint8_t> room) noexcept {
    if (auto* const shared = link()) return shared->receive_now(get(), room);
    if (offer_) return begin(room, transport::receive_now(get(), room));
    return transport::receive_now(get(), room);
}

/// The first bytes of a client, `count` of them: what it says in GIOP is passed on, a question answered.
long Stream::begin(std::span<std::uint8_t> room, long count) {
    if (count <= 0) return count;
    const auto bytes = ByteView{room}.first(static_cast<std::size_t>(count));
    begun_.insert(begun_.end(), bytes.begin(), bytes.end());
    const auto offer = std::exchange(offer_, nullptr);
    if (!shm::Question::may_begin(begun_)) return count;
    const auto question = shm::Question::read(begun_);
    if (!question) {
        offer_ = offer;
        return -EAGAIN;
    }
    Octets{}.swap(begun_);
    auto link = shm::answer(get(), *question, offer);
    if (link) link->receive_timeout(receive_timeout_);
    share(std::move(link));
    return -EAGAIN;
}

void Stream::receive_timeout(std::chrono::microseconds timeout) noexcept {
    if (auto* const shared = link()) return shared->receive_timeout(timeout);
    transport::receive_timeout(get(), timeout);
    if (offer_) receive_timeout_ = timeout;
}

Sent Stream::send_all(std::span<const ByteView> chunks, const SendWait& wait) noexcept {
    if (auto* const shared = link()) return shared->send_all(get(), chunks, wait);
    return transport::send_all(get(), chunks, wait);
}

void Stream::shut(int how) noexcept {
    if (auto* const shared = link()) return shared->shut(get(), how);
    ::shutdown(get(), how);
}

std::uint32_t Stream::events(std::uint32_t wanted) noexcept {
    auto* const shared = link();
    return shared ? shared->events(get(), wanted) : wanted;
}

std::string Stream::error_text(int error) {
    return error == EBADMSG ? "the peer has written to the shared memory what cannot be" : transport::error_text(error);
}

}  // namespace corbel::transport
