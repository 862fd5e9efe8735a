// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/server_connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include "orb/engine/base/log.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/trace.hpp"
#include "orb/engine/invocation/stock.hpp"

namespace corbel::transport {
namespace {

// How long the thread that answers waits for a client that takes a large answer slowly,
// before it leaves the rest to be sent later.
constexpr std::chrono::milliseconds patience{50};

std::string name_of(const Peer& peer) {
    if (peer.kind == Peer::Kind::unix_socket)
        return peer.credentials ? "client process " + std::to_string(peer.credentials->process) : "client of the host";
    if (peer.host.empty()) return "client that has gone";
    const bool is_ipv6 = peer.host.find(':') != peer.host.npos;
    return "client " + (is_ipv6 ? "[" + peer.host + "]" : peer.host) + ":" + std::to_string(peer.port);
}

giop::MessageReader::Limits reader_limits(const Limits& limits) {
    return {.message = limits.message, .reassembly = limits.fragment_bytes, .trains = limits.fragment_trains};
}

}  // namespace

bool WaitingSenders::enter() noexcept {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) < most_) return true;
    leave();
    return false;
}

ServerConnection::ServerConnection(std::uint64_t id, Stream stream, const Peer& peer, int epoll,
                                   std::shared_ptr<Surroundings> surroundings)
    : stream{std::move(stream)},
      reader{reader_limits(surroundings->settings.limits)},
      session{{surroundings->settings.native_chars, surroundings->settings.limits.message}},
      id_{id},
      name_{name_of(peer)},
      source_{peer.host},
      epoll_{epoll},
      surroundings_{std::move(surroundings)} {}

[[gnu::hot]] void ServerConnection::received(std::size_t count) noexcept {
    bytes_of_message += count;
    if (in_header_.load(std::memory_order_relaxed) && bytes_of_message >= giop::MessageHeader::length)
        in_header_.store(false, std::memory_order_relaxed);
    // Two threads that count at once may count as one: it matters only that something happens.
    activity_.store(activity_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void ServerConnection::rest(bool at_once) {
    const std::lock_guard lock{mutex_};
    const bool partial = reader.in_message();
    in_message_.store(partial, std::memory_order_relaxed);
    in_header_.store(partial && bytes_of_message < giop::MessageHeader::length, std::memory_order_relaxed);
    resting_ = true;
    if (broken_) return arm(EPOLLIN);
    if (!backlog_.empty()) return arm(EPOLLOUT);
    if (in_flight() >= settings().max_in_flight) return arm(0);
    arm(at_once ? EPOLLIN | EPOLLOUT : EPOLLIN);  // A socket with nothing to send is always writable.
}

void ServerConnection::leave_set() noexcept {
    if (!stream.shares_memory()) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, socket(), nullptr);
}

bool ServerConnection::take() {
    const std::lock_guard lock{mutex_};
    if (!resting_) return false;
    resting_ = false;
    if (has_backlog()) flush();
    return true;
}

[[gnu::hot]] void ServerConnection::send(std::span<const ByteView> chunks) {
    std::unique_lock lock{mutex_};
    if (queued() > settings().send_queue) wait_for_room(lock);
    if (broken_) return;
    if (giop::tracing()) giop::trace_sent(name(), chunks);
    if (!backlog_.empty()) return keep(chunks, 0);
    ByteView rest;
    if (chunks.size() == 1) {
        rest = chunks[0].subspan(stream.send_some(chunks[0]));
        if (rest.empty()) return;
        chunks = {&rest, 1};
    }
    const auto sent = stream.send_all(chunks, {patience, patience});
    if (sent.error == 0) return;
    if (sent.error != ETIMEDOUT) return shut(), void(broken_ = true);
    keep(chunks, sent.bytes);
    if (resting_) arm(EPOLLOUT);
}

void ServerConnection::keep(std::span<const ByteView> chunks, std::size_t skip) {
    if (backlog_sent_ > backlog_.size() / 2) {
        backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<std::ptrdiff_t>(backlog_sent_));
        backlog_sent_ = 0;
    }
    for (auto chunk : chunks) {
        const auto skipped = std::min(skip, chunk.size());
        skip -= skipped;
        backlog_.insert(backlog_.end(), chunk.begin() + static_cast<std::ptrdiff_t>(skipped), chunk.end());
    }
    held_up_ = true;
}

void ServerConnection::flush() {
    const auto rest = std::array{ByteView{backlog_}.subspan(backlog_sent_)};
    const auto sent = stream.send_all(rest);
    if (sent.bytes) activity_.fetch_add(1, std::memory_order_relaxed);
    backlog_sent_ += sent.bytes;
    backlog_taken_ += sent.bytes;
    if (sent.error == ETIMEDOUT) return;
    Octets{}.swap(backlog_);
    backlog_sent_ = 0;
    held_up_ = false;
    if (sent.error != 0) shut(), broken_ = true;
}

/// Until what waits for the client is within its limit. One that takes nothing for too long is lost, and so is one for
/// which no more threads can wait (hardening C7).
void ServerConnection::wait_for_room(std::unique_lock<Mutex>& lock) {
    const bool waits = surroundings_->waiting_senders.enter();
    const bool in_time = waits && lets_wait(lock);
    if (waits) surroundings_->waiting_senders.leave();
    if (in_time || broken_) return;
    log::write(log::Channel::connection, log::Level::warning,
               name() + " does not take its answers, and is closed: " + std::to_string(queued()) +
                   " bytes wait for it");
    shut();
    broken_ = true;
    given_up_ = true;
}

bool ServerConnection::lets_wait(std::unique_lock<Mutex>& lock) {
    auto taken = backlog_taken_;
    for (auto since = Clock::now(); !broken_ && queued() > settings().send_queue;) {
        lock.unlock();
        std::this_thread::sleep_for(between_looks);
        const auto now = Clock::now();
        lock.lock();
        if (has_backlog()) flush();
        if (std::exchange(taken, backlog_taken_) != backlog_taken_) since = now;
        else if (settings().write_timeout.count() > 0 && now - since > settings().write_timeout) return false;
    }
    return true;
}

void ServerConnection::shut() noexcept { stream.shut(); }

void ServerConnection::end_apart() {
    const auto left = in_flight_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left != 0 && left + 1 != settings().max_in_flight) return;
    std::unique_lock lock{mutex_};
    if (retiring_ && in_flight() == 0) return last_answer_is_sent(lock);
    if (resting_ && left + 1 == settings().max_in_flight && backlog_.empty()) arm(EPOLLIN | EPOLLOUT);
}

bool ServerConnection::retire() {
    const std::lock_guard lock{mutex_};
    resting_ = false;
    retiring_ = true;
    if (in_flight() != 0) return true;
    if (has_backlog()) return false;
    say_goodbye();
    return true;
}

bool ServerConnection::take_leave() {
    const std::lock_guard lock{mutex_};
    if (has_backlog()) flush();
    if (has_backlog()) return false;
    say_goodbye();
    return true;
}

/// Of a connection that retires: the thread that sent the answer sees to it that the client gets it.
void ServerConnection::last_answer_is_sent(std::unique_lock<Mutex>& lock) {
    const auto end = deadline_in(settings().write_timeout);
    while (has_backlog() && Clock::now() < end) {
        flush();
        if (!has_backlog()) break;
        lock.unlock();
        std::this_thread::sleep_for(between_looks);
        lock.lock();
    }
    say_goodbye();
}

void ServerConnection::say_goodbye() noexcept {
    if (!broken_ && backlog_.empty()) {
        StockWriter out;
        giop::write_close_connection(*out, session.own_encoding());
        stream.send_all(out->chunks());
    }
    end();
}

void ServerConnection::end_stream() noexcept {
    const std::lock_guard lock{mutex_};
    end();
}

void ServerConnection::end() noexcept {
    stream.shut(SHUT_WR);
    // What is left unread would make close() reset the connection, and the client might lose our last words.
    std::array<std::uint8_t, 4096> unread;
    for (int i = 0; i < 256 && stream.receive_now(unread) > 0; ++i) {
    }
    shut();
    broken_ = true;
}

void ServerConnection::arm(std::uint32_t events) noexcept {
    watch_for(epoll_, socket(), stream.events(events) | EPOLLONESHOT, id_);
}

ServerConnection::Verdict ServerConnection::judge(Clock::time_point now) {
    const auto exceeds = [now](Clock::time_point since, std::chrono::milliseconds limit) {
        return limit.count() > 0 && now - since > limit;
    };
    // A header that comes a byte at a time is activity, but not progress.
    if (!in_header_.load(std::memory_order_relaxed))
        header_since_ = {};
    else if (header_since_ == Clock::time_point{})
        header_since_ = now;
    else if (exceeds(header_since_, settings().header_timeout))
        return Verdict::lost;

    const auto activity = activity_.load(std::memory_order_relaxed);
    if (activity != activity_seen_) {
        activity_seen_ = activity;
        quiet_since_ = now;
        return Verdict::fine;
    }
    const std::unique_lock lock{mutex_, std::try_to_lock};
    if (!lock) return Verdict::fine;
    if (!backlog_.empty()) return exceeds(quiet_since_, settings().write_timeout) ? Verdict::lost : Verdict::fine;
    if (!resting_ || in_flight() != 0) return Verdict::fine;
    if (!reader.in_message()) reader.trim();
    if (in_message_.load(std::memory_order_relaxed))
        return exceeds(quiet_since_, settings().progress_timeout) ? Verdict::lost : Verdict::fine;
    return exceeds(quiet_since_, settings().idle_timeout) ? Verdict::idle : Verdict::fine;
}

Clock::duration ServerConnection::idle(Clock::time_point now) {
    const std::unique_lock lock{mutex_, std::try_to_lock};
    if (!lock || !resting_ || in_flight() != 0 || !backlog_.empty() || in_message_.load(std::memory_order_relaxed) ||
        activity_.load(std::memory_order_relaxed) != activity_seen_)
        return {};
    return now - quiet_since_;
}

}  // namespace corbel::transport
