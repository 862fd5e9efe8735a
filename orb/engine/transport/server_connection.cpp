// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/server_connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/trace.hpp"
#include "orb/engine/invocation/stock.hpp"

namespace corbel::transport {
namespace {

// How long the thread that answers waits for a client that takes a large answer slowly, before it leaves the rest to be sent later.
constexpr std::chrono::milliseconds patience{50};

giop::MessageReader::Limits reader_limits(const Limits& limits) {
    return {.message = limits.message, .reassembly = limits.fragment_bytes, .trains = limits.fragment_trains};
}

}  // namespace

ServerConnection::ServerConnection(std::uint64_t id, Stream stream, int epoll, const ServerSettings& settings)
    : stream{std::move(stream)},
      reader{reader_limits(settings.limits)},
      session{{settings.native_chars, settings.limits.message}},
      id_{id},
      epoll_{epoll},
      settings_{settings} {}

void ServerConnection::received(std::size_t count) noexcept {
    bytes_of_message += count;
    if (in_header_.load(std::memory_order_relaxed) && bytes_of_message >= giop::MessageHeader::length)
        in_header_.store(false, std::memory_order_relaxed);
    activity_.fetch_add(1, std::memory_order_relaxed);
}

void ServerConnection::rest(bool at_once) {
    const std::lock_guard lock{mutex_};
    const bool partial = reader.in_message();
    in_message_.store(partial, std::memory_order_relaxed);
    in_header_.store(partial && bytes_of_message < giop::MessageHeader::length, std::memory_order_relaxed);
    resting_ = true;
    if (broken_) return arm(EPOLLIN);
    if (!backlog_.empty()) return arm(EPOLLOUT);
    if (in_flight() >= settings_.max_in_flight) return arm(0);
    arm(at_once ? EPOLLIN | EPOLLOUT : EPOLLIN);  // A socket with nothing to send is always writable.
}

bool ServerConnection::take() {
    const std::lock_guard lock{mutex_};
    if (!resting_) return false;
    resting_ = false;
    if (!backlog_.empty()) flush();
    return true;
}

void ServerConnection::send(std::span<const ByteView> chunks) {
    const std::lock_guard lock{mutex_};
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
    if (backlog_.empty()) backlog_sent_ = 0;
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
    if (sent.error == ETIMEDOUT) return;
    Octets{}.swap(backlog_);
    held_up_ = false;
    if (sent.error != 0) shut(), broken_ = true;
}

void ServerConnection::shut() noexcept { stream.shut(); }

void ServerConnection::end_apart() {
    const auto left = in_flight_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left != 0 && left + 1 != settings_.max_in_flight) return;
    const std::lock_guard lock{mutex_};
    if (retiring_ && in_flight() == 0) return say_goodbye();
    if (resting_ && left + 1 == settings_.max_in_flight && backlog_.empty()) arm(EPOLLIN | EPOLLOUT);
}

void ServerConnection::retire() {
    const std::lock_guard lock{mutex_};
    resting_ = false;
    retiring_ = true;
    if (in_flight() == 0) say_goodbye();
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
    epoll_event event{};
    event.events = stream.events(events) | EPOLLONESHOT;
    event.data.u64 = id_;
    if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket(), &event) != 0 && errno == ENOENT)
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket(), &event);
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
    else if (exceeds(header_since_, settings_.header_timeout))
        return Verdict::lost;

    const auto activity = activity_.load(std::memory_order_relaxed);
    if (activity != activity_seen_) {
        activity_seen_ = activity;
        quiet_since_ = now;
        return Verdict::fine;
    }
    const std::unique_lock lock{mutex_, std::try_to_lock};
    if (!lock) return Verdict::fine;
    if (!backlog_.empty()) return exceeds(quiet_since_, settings_.write_timeout) ? Verdict::lost : Verdict::fine;
    if (!resting_ || in_flight() != 0) return Verdict::fine;
    if (!reader.in_message()) reader.trim();
    if (in_message_.load(std::memory_order_relaxed))
        return exceeds(quiet_since_, settings_.progress_timeout) ? Verdict::lost : Verdict::fine;
    return exceeds(quiet_since_, settings_.idle_timeout) ? Verdict::idle : Verdict::fine;
}

}  // namespace corbel::transport
