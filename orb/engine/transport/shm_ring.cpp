// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/shm_ring.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace corbel::transport::shm {
namespace {

/// Not FUTEX_PRIVATE: the other side is another process.
long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value, const timespec* timeout) noexcept {
    return ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), operation, value, timeout, nullptr, 0);
}

void wake(std::atomic<std::uint32_t>& word) noexcept { futex(word, FUTEX_WAKE, INT_MAX, nullptr); }

void sleep_until_called(std::atomic<std::uint32_t>& flag, std::chrono::nanoseconds at_most) noexcept {
    if (at_most.count() <= 0) return;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at_most);
    const timespec timeout{static_cast<time_t>(seconds.count()), static_cast<long>((at_most - seconds).count())};
    futex(flag, FUTEX_WAIT, static_cast<std::uint32_t>(Call::futex), &timeout);
}

/// Says how this side wants to be called; whoever moves a position next sees it, or this side sees the position.
void declare(std::atomic<std::uint32_t>& flag, Call call, bool& waits) noexcept {
    const bool wants = call != Call::none;
    if (!wants && !waits) return;
    waits = wants;
    flag.store(static_cast<std::uint32_t>(call), wants ? std::memory_order_seq_cst : std::memory_order_relaxed);
}

/// After a position was moved (seq_cst): calls the side that waits in a futex here,
/// and says so if it wants the doorbell.
Call call_if_waiting(std::atomic<std::uint32_t>& flag) noexcept {
    if (flag.load(std::memory_order_seq_cst) == 0) return Call::none;
    const auto call = flag.exchange(0, std::memory_order_acq_rel);
    if (call == static_cast<std::uint32_t>(Call::doorbell)) return Call::doorbell;
    if (call != 0) wake(flag);
    return Call::none;
}

}  // namespace

void wake(RingControl& control) noexcept {
    for (auto* const flag : {&control.writer_waits, &control.reader_waits}) {
        auto sleeps = static_cast<std::uint32_t>(Call::futex);
        flag->compare_exchange_strong(sleeps, 0);  // who is about to sleep does not; the doorbell is wanted still
        wake(*flag);
    }
}

// -- Reading

long RingReader::take(std::span<std::uint8_t> room, Call& call) noexcept {
    call = Call::none;
    const auto available = written() - position_;
    if (available == 0) return 0;
    if (available > place_.capacity) return -EBADMSG;
    declare(place_.control->reader_waits, Call::none, waits_);
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(available, room.size()));
    const auto at = position_ & (place_.capacity - 1);
    const auto first = std::min(count, place_.capacity - at);
    std::memcpy(room.data(), place_.data + at, first);
    if (first < count) std::memcpy(room.data() + first, place_.data, count - first);
    position_ += count;
    place_.control->read.store(position_, std::memory_order_seq_cst);
    // A writer is called when it can go on for a while, not for every byte; that much is free at the latest when the
    // ring is empty.
    if (available - count <= place_.capacity / 2)
        call = call_if_waiting(place_.control->writer_waits);
    return count;
}

void RingReader::wait_as(Call call) noexcept { declare(place_.control->reader_waits, call, waits_); }

void RingReader::sleep(std::chrono::nanoseconds at_most) noexcept {
    sleep_until_called(place_.control->reader_waits, at_most);
}

void RingReader::leave() noexcept { place_.control->reader_gone.store(1, std::memory_order_relaxed); }

// -- Writing

long RingWriter::put(ByteView bytes) noexcept {
    auto& control = *place_.control;
    if (control.reader_gone.load(std::memory_order_relaxed) != 0) return -EPIPE;
    auto room = room_until_ - position_;
    if (!looked_ || room < bytes.size()) {
        const auto used = position_ - read();
        if (used > place_.capacity) return -EBADMSG;
        room = place_.capacity - used;
        room_until_ = position_ + room;
        looked_ = true;
    }
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(room, bytes.size()));
    if (count == 0) return 0;
    declare(control.writer_waits, Call::none, waits_);
    const auto at = position_ & (place_.capacity - 1);
    const auto first = std::min(count, place_.capacity - at);
    std::memcpy(place_.data + at, bytes.data(), first);
    if (first < count) std::memcpy(place_.data, bytes.data() + first, count - first);
    position_ += count;
    return count;
}

Call RingWriter::publish() noexcept {
    published_ = position_;
    place_.control->written.store(position_, std::memory_order_seq_cst);
    return call_if_waiting(place_.control->reader_waits);
}

void RingWriter::wait_as(Call call) noexcept { declare(place_.control->writer_waits, call, waits_); }

void RingWriter::sleep(std::chrono::nanoseconds at_most) noexcept {
    sleep_until_called(place_.control->writer_waits, at_most);
}

}  // namespace corbel::transport::shm
