// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/shm_link.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/transport/spin.hpp"

namespace corbel::transport::shm {
namespace {

// Nobody wakes a futex for a process that was killed: who waits looks at the socket so often.
constexpr std::chrono::milliseconds glance{100};

// A server that is stopped, or busy with something else, is spoken to over a socket.
constexpr std::chrono::milliseconds answer_time{1000};

void ring_bell(int socket) noexcept {
    const std::uint8_t byte = 1;
    [[maybe_unused]] const auto sent = ::send(socket, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/// Without taking bytes away: they may be for the thread that receives.
bool has_hung_up(int socket) noexcept {
    pollfd peer{socket, POLLRDHUP, 0};
    return ::poll(&peer, 1, 0) > 0;
}

std::chrono::nanoseconds until(Deadline end, Clock::time_point now) noexcept {
    return end == no_deadline ? glance : std::min<std::chrono::nanoseconds>(glance, end - now);
}

/// Under SCHED_DEADLINE whoever yields gives up the rest of its period's time.
bool may_yield() noexcept { return (::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK) != SCHED_DEADLINE; }

/// Gives the processor away if that is due, and asks afterwards: what `poll` gave, nothing if it is not. The side is
/// awake all the while, so the peer has no need to call it.
template <class Poll>
auto yield(Yielding& yielding, Clock::time_point now, Poll poll) -> decltype(poll()) {
    if (!yielding.is_due(may_yield)) return {};
    ::sched_yield();
    const auto result = poll();
    yielding.done(result != decltype(poll()){}, Clock::now() - now);
    return result;
}

}  // namespace

Link::Link(Memory memory, Side side, std::shared_ptr<Offer> offer) noexcept
    : memory_{std::move(memory)},
      offer_{std::move(offer)},
      reader_{memory_.ring(side == Side::client ? 1 : 0)},
      writer_{memory_.ring(side == Side::client ? 0 : 1)} {}

Link::~Link() {
    reader_.leave();
    if (offer_) offer_->used.fetch_sub(1, std::memory_order_relaxed);
}

// -- Receiving

long Link::take(int socket, std::span<std::uint8_t> room) noexcept {
    auto call = Call::none;
    const auto count = reader_.take(room, call);
    if (call == Call::doorbell) ring_bell(socket);
    return count;
}

/// Takes the bytes of the doorbell off the socket: -EAGAIN while the peer lives, else as receive_now().
long Link::look_at(int socket) noexcept {
    std::array<std::uint8_t, 64> bells;
    for (int i = 0; i < 4; ++i) {
        const auto count = transport::receive_now(socket, bells);
        if (count > 0) continue;
        if (count != -EAGAIN) hung_up_ = true;
        return count;
    }
    return -EAGAIN;
}

long Link::receive_now(int socket, std::span<std::uint8_t> room) noexcept {
    if (const auto count = take(socket, room); count != 0) return count;
    const auto state = look_at(socket);
    // What the peer wrote before it ended comes first.
    if (const auto count = take(socket, room); count != 0) return count;
    return state;
}

long Link::receive(int socket, std::span<std::uint8_t> room, std::chrono::microseconds spin_time) noexcept {
    const auto poll = [&] { return take(socket, room); };
    if (const auto count = spin_time.count() > 0 ? spin(spin_time, 0L, poll) : poll(); count != 0) return count;
    auto now = Clock::now();
    if (const auto count = yield(input_yielding_, now, poll); count != 0) return count;
    const auto end = deadline_in(patience_, now);
    for (;;) {
        reader_.wait_as(Call::futex);
        if (reader_.empty() && !left_) reader_.sleep(until(end, now));
        reader_.wait_as(Call::none);
        if (const auto count = take(socket, room); count != 0) return count;
        if (const auto count = receive_now(socket, room); count != -EAGAIN) return count;
        if (now = Clock::now(); now >= end) return -EAGAIN;
    }
}

std::uint32_t Link::events(int socket, std::uint32_t wanted) noexcept {
    constexpr std::uint32_t at_once = EPOLLIN | EPOLLOUT;  // there is always room on the socket
    if (wanted & EPOLLIN) reader_.wait_as(Call::doorbell);
    if (wanted & EPOLLOUT) writer_.wait_as(Call::doorbell);
    if (wanted == 0) return 0;
    if (look_at(socket) != -EAGAIN) return at_once;
    if ((wanted & EPOLLIN) && !reader_.empty()) return at_once;
    if ((wanted & EPOLLOUT) && !writer_.full()) return at_once;
    return EPOLLIN;
}

// -- Sending

void Link::publish(int socket) noexcept {
    if (writer_.publish() == Call::doorbell) ring_bell(socket);
}

Sent Link::send_all(int socket, std::span<const ByteView> chunks, const SendWait& wait) noexcept {
    Sent sent;
    // The reader begins with a long message before it is there as a whole.
    const auto step = writer_.capacity() / 4;
    std::optional<Deadline> end;
    if (hung_up_.load(std::memory_order_relaxed)) return sent.error = EPIPE, sent;
    for (auto chunk : chunks) {
        while (!chunk.empty()) {
            const auto count = writer_.put(chunk.first(std::min<std::size_t>(chunk.size(), step)));
            if (count < 0) return sent.error = static_cast<int>(-count), sent;
            sent.bytes += static_cast<std::size_t>(count);
            chunk = chunk.subspan(static_cast<std::size_t>(count));
            if (writer_.unpublished() >= step || (count == 0 && writer_.unpublished() != 0)) publish(socket);
            if (count != 0) continue;
            if (wait.at_once.count() == 0) return sent.error = ETIMEDOUT, sent;
            if (!end) end = wait.begin();
            sent.error = wait_for_room(socket, std::min(*end, Clock::now() + wait.at_once));
            if (sent.error != 0) return sent;
        }
    }
    if (writer_.unpublished() != 0) publish(socket);
    return sent;
}

/// The error, 0 if there is room.
int Link::wait_for_room(int socket, Deadline end) noexcept {
    auto now = Clock::now();
    if (yield(room_yielding_, now, [&] { return !writer_.full(); })) return 0;
    for (;; now = Clock::now()) {
        writer_.wait_as(Call::futex);
        if (now < end && writer_.full() && !hung_up_) writer_.sleep(until(end, now));
        writer_.wait_as(Call::none);
        if (!writer_.full()) return 0;
        if (hung_up_ || has_hung_up(socket)) return EPIPE;
        if (Clock::now() >= end) return ETIMEDOUT;
    }
}

void Link::shut(int socket, int how) noexcept {
    hung_up_ = true;
    if (how != SHUT_WR) {
        left_ = true;
        reader_.leave();
    }
    ::shutdown(socket, how);
    for (unsigned i = 0; i < 2; ++i) wake(*memory_.ring(i).control);
}

// -- Set-up

std::unique_ptr<Link> ask(int socket, Deadline deadline, int abort, bool& refused) {
    refused = false;
    if (!send_with(socket, Question{}.write(), -1)) return {};
    MessageBytes bytes;
    Fd descriptor;
    const auto end = std::min(deadline, Clock::now() + answer_time);
    for (std::size_t have = 0; have < bytes.size();) {
        if (!becomes_readable(socket, end, abort)) {
            if (Clock::now() < end || end == deadline)
                throw SystemError{Error::transient, minor::cannot_connect,
                                  "cannot connect: the server has not answered whether it shares memory"};
            log::write(log::Channel::connection, log::Level::info,
                       "a server has not answered in time whether it shares memory, and is called over its socket");
            return {};
        }
        const auto count = receive_with(socket, std::span{bytes}.subspan(have), descriptor);
        if (count == -EAGAIN) continue;
        if (count <= 0) return {};
        have += static_cast<std::size_t>(count);
    }
    const auto answer = Answer::read(bytes);
    if (!answer) return {};
    refused = !answer->accepted;
    if (refused || !descriptor) return {};
    std::string why;
    auto memory = Memory::map(descriptor, answer->capacity, why);
    if (memory) return std::make_unique<Link>(std::move(memory), Link::Side::client);
    log::write(log::Channel::connection, log::Level::warning,
               "memory that a server wants to share is not used: " + why);
    return {};
}

std::unique_ptr<Link> answer(int socket, const Question& question, const std::shared_ptr<Offer>& offer) {
    const auto& terms = offer->terms;
    const auto client = peer_of(socket).credentials;
    std::string why;
    Memory memory;
    Fd descriptor;
    const bool counted = offer->used.fetch_add(1, std::memory_order_relaxed) < terms.connections;
    if (question.version != 1)
        why = "the client speaks version " + std::to_string(question.version);
    else if (!terms.foreign_users && (!client || (client->user != ::geteuid() && client->user != 0)))
        why = "the client is another user's; -ORBshmForeignUsers 1 admits it";
    else if (!counted)
        why = "enough connections do; -ORBshmMaxConnections admits more";
    else
        memory = Memory::create(terms.capacity, descriptor, why);
    const bool accepted = static_cast<bool>(memory);
    if (!accepted) offer->used.fetch_sub(1, std::memory_order_relaxed);
    if (!accepted && log::enabled(log::Channel::connection, log::Level::info))
        log::write(log::Channel::connection, log::Level::info, "a client does not share memory: " + why);
    const Answer answer{accepted, accepted ? terms.capacity : 0};
    if (!send_with(socket, answer.write(), accepted ? descriptor.get() : -1)) ::shutdown(socket, SHUT_RDWR);
    return accepted ? std::make_unique<Link>(std::move(memory), Link::Side::server, offer) : nullptr;
}

}  // namespace corbel::transport::shm
