// SPDX-License-Identifier: BSL-1.0
// What a server does when all its threads wait: upcalls that call others, which call back, would wait for each other
// for ever (hardening T1). One thread more looks at a pool that can grow no further,
// and refuses requests in such a case.
#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <exception>

#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/transport/incoming_request.hpp"
#include "orb/engine/transport/server.hpp"

namespace corbel::transport {
namespace {

constexpr std::chrono::milliseconds longest_between_looks{250};
constexpr std::chrono::milliseconds between_refusals{2};  // in which a thread may come free

std::chrono::milliseconds between_looks(std::chrono::milliseconds patience) {
    return std::clamp(patience / 8, std::chrono::milliseconds{1}, longest_between_looks);
}

}  // namespace

/// With the mutex held, when the pool has all threads it may have.
void ServerTransport::State::call_relief() noexcept {
    if (relief_ || stopping_ || settings_.thread_wait.count() == 0) return;
    try {
        relief_ = std::make_unique<Worker>();
        relief_->thread = std::thread{[this, &worker = *relief_] { relieve(worker); }};
    } catch (const std::exception& error) {
        relief_.reset();
        log::warn(log::Channel::orb, {"no thread can be started that would look after the others: ", error.what()});
    }
}

void ServerTransport::State::relieve(Worker& worker) {
    const auto interval = between_looks(settings_.thread_wait);
    Standstill standstill;
    for (auto needed = Clock::now(); !stops_within(interval);) {
        look_at_pool(standstill);
        if (standstill.length() >= settings_.thread_wait) refuse_until_one_is_free(worker, standstill);
        const auto now = Clock::now();
        if (waiting_.load(std::memory_order_relaxed) == 0) needed = now;
        if (now - needed >= relief_stays && dismiss_relief(false)) return;
    }
    dismiss_relief(true);
}

/// True as soon as the transport stops.
bool ServerTransport::State::stops_within(std::chrono::milliseconds time) const noexcept {
    pollfd stop{stop_event_.get(), POLLIN, 0};
    ::poll(&stop, 1, static_cast<int>(time.count()));
    return stopping_;
}

void ServerTransport::State::look_at_pool(Standstill& standstill) const {
    bool all_wait = starting_.load(std::memory_order_relaxed) == 0;
    std::uint64_t changes = 0;
    const std::lock_guard lock{mutex_};
    for (const auto& worker : workers_) {
        const auto count = worker->waits.value();
        all_wait = all_wait && WaitCount::waits(count);
        changes += count;
    }
    standstill.look(all_wait && !workers_.empty(), changes, Clock::now());
}

/// One request after the other, for each may be what a thread waits for.
void ServerTransport::State::refuse_until_one_is_free(Worker& worker, Standstill& standstill) {
    worker.refused = 0;
    for (auto pause = between_refusals; !stops_within(pause);) {
        look_at_pool(standstill);
        if (standstill.length() < settings_.thread_wait) break;
        const bool refused = refuse_next(worker, no_thread_is_free(standstill));
        pause = refused ? between_refusals : std::min(2 * pause, between_looks(settings_.thread_wait));
    }
    if (worker.refused == 0) return;
    log::warn(log::Channel::orb, {"requests refused until a thread was free: ", std::to_string(worker.refused)});
}

/// False if nobody waits.
bool ServerTransport::State::refuse_next(Worker& worker, const SystemError& error) {
    epoll_event found{};
    if (::epoll_wait(epoll_.get(), &found, 1, 0) <= 0 || keep_time(found.data.u64)) return false;
    const auto before = worker.refused;
    worker.refusal = &error;
    attend_to(worker, found.data.u64);
    worker.refusal = nullptr;
    if (before == 0 && worker.refused != 0) log::warn(log::Channel::orb, {error.text()});
    return worker.refused != before;
}

SystemError ServerTransport::State::no_thread_is_free(const Standstill& standstill) const {
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(standstill.length());
    return SystemError{Error::transient, minor::no_thread_free,
                       "all " + std::to_string(threads()) + " threads of the server have waited for " +
                           std::to_string(time.count()) + " ms for answers to calls of their own; " +
                           "-ORBmaxServerThreadPoolSize (" + std::to_string(settings_.max_threads) +
                           ") gives it more, -ORBserverThreadWait (" + std::to_string(settings_.thread_wait.count()) +
                           " ms) lets them wait longer"};
}

/// False: the connection rests, for another thread may be free by now.
bool ServerTransport::State::refuse(Worker& worker, giop::Message& message) {
    auto& connection = *worker.connection;
    auto read = connection.session.read_request(message, worker.header);
    IncomingRequest request{worker.connection, std::move(message), worker.header, std::move(read.arguments),
                            read.encoding};
    request.refuse(read.refusal ? *read.refusal : *worker.refusal);
    ++worker.refused;
    rest(worker.connection, connection.reader.in_message());
    return false;
}

/// False if it is needed yet: whoever was the last to wait has not called it, for it was there.
bool ServerTransport::State::dismiss_relief(bool at_once) {
    const std::lock_guard lock{mutex_};
    if (!at_once && waiting_.load(std::memory_order_relaxed) == 0) return false;
    dismissed_.push_back(std::move(relief_));
    all_gone_.notify_all();
    return true;
}

}  // namespace corbel::transport
