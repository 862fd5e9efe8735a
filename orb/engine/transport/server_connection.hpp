// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "orb/engine/base/mutex.hpp"
#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/giop/server_session.hpp"
#include "orb/engine/invocation/peer.hpp"
#include "orb/engine/transport/settings.hpp"
#include "orb/engine/transport/stream.hpp"

namespace corbel::transport {

/// The role of reading a connection, while its thread performs an upcall: another thread may take it over.
class ReadingRole {
public:
    /// The upcall `number` begins; 0 is none.
    void lend(std::uint64_t number) noexcept { upcall_.store(number, std::memory_order_release); }
    /// The upcall is as good as over: false if the role has gone to another thread.
    bool reclaim() noexcept { return upcall_.exchange(0, std::memory_order_acq_rel) != taken; }

    /// The upcall in which the role may be taken over; 0: none.
    std::uint64_t upcall() const noexcept {
        const auto number = upcall_.load(std::memory_order_acquire);
        return number == taken ? 0 : number;
    }
    /// By another thread: false if the upcall is over by now.
    bool take_over(std::uint64_t upcall) noexcept {
        return upcall_.compare_exchange_strong(upcall, taken, std::memory_order_acq_rel);
    }

private:
    static constexpr std::uint64_t taken = ~std::uint64_t{0};
    std::atomic<std::uint64_t> upcall_{0};
};

/// Threads that wait for clients to take answers. There are few of them:
/// whoever takes nothing must not hold up a server.
class WaitingSenders {
public:
    explicit WaitingSenders(unsigned most) noexcept : most_{most} {}

    bool enter() noexcept;
    void leave() noexcept { waiting_.fetch_sub(1, std::memory_order_relaxed); }

private:
    const unsigned most_;
    std::atomic<unsigned> waiting_{0};
};

/// A client's connection. At any moment it either rests in the epoll set or has exactly one thread that reads it; that
/// role passes from thread to thread by rest() and take(). Answers are sent by any thread.
class ServerConnection {
public:
    /// What it shares with its server and the other connections. It may be there longer than they are: for an answer
    /// that is still due.
    struct Surroundings {
        explicit Surroundings(const ServerSettings& settings)
            : settings{settings}, waiting_senders{settings.max_threads / 4} {}

        const ServerSettings settings;
        WaitingSenders waiting_senders;
    };

    /// Whether a client has taken something of what waits for it.
    static constexpr std::chrono::milliseconds between_looks{2};

    /// `epoll` is of use until it retires.
    ServerConnection(std::uint64_t id, Stream stream, const Peer& peer, int epoll,
                     std::shared_ptr<Surroundings> surroundings);

    std::uint64_t id() const noexcept { return id_; }
    int socket() const noexcept { return stream.get(); }
    /// For the log: "client 127.0.0.1:40312".
    const std::string& name() const noexcept { return name_; }
    /// The address it comes from; empty where it has none of its own.
    const std::string& source() const noexcept { return source_; }
    const ServerSettings& settings() const noexcept { return surroundings_->settings; }

    // -- For the thread that reads.

    Stream stream;  ///< its sending is serialised by send()
    giop::MessageReader reader;
    giop::ServerSession session;
    std::uint64_t bytes_of_message = 0;  ///< received since the last whole message
    bool hesitates = false;              ///< the message that has begun is performed when it is whole, not before

    void received(std::size_t count) noexcept;

    /// Gives the role up. The next thread is called when there is something to do: input, or the way is free again for
    /// answers that wait, or unanswered requests have become fewer; `at_once` if received messages may be left in
    /// reader. The memory for messages is kept until the connection has been quiet for a sweep.
    void rest(bool at_once);

    /// Out of the epoll set until the role is given up: each message to a socket that is in one costs more.
    void leave_set() noexcept;

    /// Whether to read no further for now: answers wait for the client, or too many requests are unanswered.
    bool held_up() const noexcept {
        return held_up_.load(std::memory_order_relaxed) || in_flight() >= settings().max_in_flight;
    }

    /// Whether nothing that has come from it is to be performed any more. It is held up then too.
    bool given_up() const noexcept { return given_up_.load(std::memory_order_relaxed); }

    /// The end: says CloseConnection when the last request is answered, then ends the stream. The caller forgets the
    /// connection. False if the client has answers to take before that: take_leave() is due then.
    bool retire();

    /// Sends what is left and then CloseConnection, waiting for nothing; true when all is done.
    bool take_leave();

    // -- For every thread.

    /// Begins the role; false if another thread has it already.
    bool take();

    /// Sends a message, or keeps what the client does not take at once. Where too much is kept already, waits for the
    /// client to take some, or ends the stream. Errors end it too, and its reader notices.
    void send(std::span<const ByteView> chunks);

    /// Ends the stream once what was sent has left, reading nothing more.
    void end_stream() noexcept;

    /// Ends the stream at once.
    void shut() noexcept;

    /// A request goes on apart from the reader: in another thread, or deferred.
    void begin_apart() noexcept { in_flight_.fetch_add(1, std::memory_order_relaxed); }
    void end_apart();
    unsigned in_flight() const noexcept { return in_flight_.load(std::memory_order_relaxed); }

    /// Whether its upcalls take long, so that the next one should not hold up the reader.
    std::atomic<bool> slow{false};
    std::atomic<unsigned> quick_in_a_row{0};

    // -- For the sweep over all connections.

    enum class Verdict { fine, lost, idle };
    /// Judges by what has happened since the last sweep; called by one thread at a time, waits for nobody.
    Verdict judge(Clock::time_point now);

    /// How long nothing has happened on it, as far as judge() has seen; zero for one that is in use.
    Clock::duration idle(Clock::time_point now);

private:
    void arm(std::uint32_t events) noexcept;
    void keep(std::span<const ByteView> chunks, std::size_t skip);
    void flush();
    std::size_t queued() const noexcept { return backlog_.size() - backlog_sent_; }
    bool has_backlog() const noexcept { return !broken_ && !backlog_.empty(); }  ///< for the client to take
    void wait_for_room(std::unique_lock<Mutex>& lock);
    bool lets_wait(std::unique_lock<Mutex>& lock);
    void last_answer_is_sent(std::unique_lock<Mutex>& lock);
    void say_goodbye() noexcept;
    void end() noexcept;

    const std::uint64_t id_;
    const std::string name_;
    const std::string source_;
    const int epoll_;
    const std::shared_ptr<Surroundings> surroundings_;

    Mutex mutex_;  // of what follows; serialises writes
    bool resting_ = false;
    bool broken_ = false;
    bool retiring_ = false;
    Octets backlog_;
    std::size_t backlog_sent_ = 0;   // of it, and still there
    std::uint64_t backlog_taken_ = 0;  // of all backlogs

    std::atomic<bool> held_up_{false};
    std::atomic<bool> given_up_{false};
    std::atomic<unsigned> in_flight_{0};
    std::atomic<unsigned> activity_{0};
    std::atomic<bool> in_message_{false};
    std::atomic<bool> in_header_{false};

    unsigned activity_seen_ = ~0u;
    Clock::time_point quiet_since_{};
    Clock::time_point header_since_{};  // zero: it was in no header
};

}  // namespace corbel::transport
