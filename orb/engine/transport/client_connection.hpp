// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>

#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/base/mutex.hpp"
#include "orb/engine/giop/client_session.hpp"
#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/transport/outbox.hpp"
#include "orb/engine/transport/pending.hpp"
#include "orb/engine/transport/settings.hpp"
#include "orb/engine/transport/stream.hpp"

namespace corbel::transport {

/// What all connections of a ClientTransport have in common.
struct ClientContext {
    ClientSettings settings;
    std::shared_ptr<IoThread> io = std::make_shared<IoThread>();
    std::atomic<void*> environment{nullptr};
    std::atomic<std::uint64_t> late_replies{0};
};

/// A connection to a server, shared by callers and threads.
///
/// Callers write their requests themselves. The first of them that waits reads for all; when it has its own answer, it
/// passes the role on to another one that waits, or, where only asynchronous calls are left, to the IoThread. So a call
/// that is alone on the connection costs one send and one receive and changes no thread.
class ClientConnection final : public Flushable, public std::enable_shared_from_this<ClientConnection> {
public:
    /// While it is usable it counts in `usable_connections`.
    ClientConnection(Stream socket, std::string peer, std::shared_ptr<ClientContext> context,
                     std::shared_ptr<std::atomic<unsigned>> usable_connections);
    ~ClientConnection() override;

    /// Once, before the first call.
    void begin_watch();

    /// Waits whether the server ends it at once.
    bool stays_until(Clock::time_point time);

    /// Before each of the calls that follow: whether it can be used. Looks whether the server has ended it meanwhile,
    /// if it was quiet for a while. `now` by coarse_now().
    bool fit(Clock::time_point now);

    /// As those of Channel.
    void call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply);
    void send(const RequestHead& head, Encoder arguments, Deadline deadline);
    void call_async(const RequestHead& head, Encoder arguments, Deadline deadline, Channel::Done done);
    Location locate(const giop::IiopProfile& profile, Deadline deadline);
    bool usable() const noexcept { return open_.load(std::memory_order_relaxed); }
    const std::string& peer() const noexcept { return session_.peer(); }

    /// Of the IoThread: sends the oneways that have waited.
    bool flush() override;

    /// Ends the connection: CloseConnection, then `error` for every call under way.
    void shut_down(const SystemError& error);

    /// Ends it if it is unused for the idle time, or if the peer has ended it. True if it is at its end.
    bool retire_if_idle(Clock::time_point now);

private:
    class TailOfReply;

    std::unique_lock<Mutex> lock_unless_settled();
    void write_request(cdr::Writer& out, const RequestHead& head, Encoder arguments, Pending& pending);
    giop::Draft begin_request(cdr::Writer& out, const RequestHead& head, Pending& pending);
    Pending* give_up(std::uint32_t id) noexcept;
    void enroll(Pending& pending);
    void take_id(Pending& pending);
    void require_open() const;
    void withdraw(Pending& pending);
    void transmit(const cdr::Writer& out, Deadline deadline, Pending& pending, bool may_wait);
    void transmit(std::span<const ByteView> chunks, Deadline deadline, Pending& pending, bool may_wait);
    void let_others_read(Pending& pending);
    bool gather(std::span<const ByteView> message);
    void flush_later();
    void flush_now(const SendWait& wait = {});
    void give_up_reading(std::unique_lock<Mutex>& lock);

    void await(Pending& mine, Deadline deadline, std::string_view what);
    [[noreturn]] void time_out(Pending& mine, std::unique_lock<Mutex>& lock, std::string_view what);
    bool wait_for_turn(Pending& mine, Deadline deadline, std::unique_lock<Mutex>& lock);
    bool read_until(Pending& mine, Deadline deadline);
    void set_patience(Deadline deadline, Clock::time_point now) noexcept;
    void read_what_is_there();
    void pass_on();
    bool receive_messages(Pending* mine);
    bool receive(giop::Message& message, Pending* mine);
    bool receive_usual(Pending& mine);
    bool receive_mine(giop::Message& message, Pending& mine);
    bool begin_mine(Pending& mine, Deadline deadline);
    std::size_t receive_in_time(std::span<std::uint8_t> room, Deadline deadline);
    void settle(Pending& answered);
    bool deliver(giop::Answer&& answer, const giop::Message& message, const Pending* mine);
    void finish(Pending& pending);
    void tell(AsynchronousPending& finished);
    void expire(std::uint32_t id);

    bool close_for_calls() noexcept;
    SystemError lost(long result) const;
    SystemError unreadable(const std::exception& error) const;
    void end(const SystemError& error);
    void cancel(std::uint32_t id, std::uint8_t giop_minor);
    void say(FunctionRef<void(cdr::Writer&, const cdr::Encoding&)> write, const SendWait& wait = {});
    int duplicate();  ///< of the socket; -1 if there is none
    void close_socket();

    const std::shared_ptr<ClientContext> context_;
    const std::shared_ptr<std::atomic<unsigned>> usable_connections_;
    std::uint64_t watch_number_ = 0;

    std::atomic<bool> open_{true};
    std::atomic<Clock::time_point> last_used_;

    Mutex write_mutex_;  // one message after the other; taken before mutex_ where both are
    Outbox outbox_;           // of write_mutex_, as the rest of these
    bool flushed_by_io_thread_ = false;  // it will look into the outbox
    unsigned flushes_ = 0;       // of a full outbox
    unsigned flushes_seen_ = 0;  // by the IoThread
    Clock::time_point last_oneway_{};
    Clock::time_point taken_last_{};     // when the peer has last taken something of an outbox that is flushed

    Mutex mutex_;  // of what follows
    Stream socket_;     // changed with both mutexes, by whoever has the reading role
    giop::ClientSession session_;    // once its code sets are settled it is read without the mutex
    std::vector<Pending*> waiting_;  // the one that waits longest first
    bool reading_ = false;
    unsigned asynchronous_ = 0;

    // Of the thread that reads:
    giop::MessageReader reader_;
    std::chrono::nanoseconds patience_{0};  // of socket_; zero: none
};

}  // namespace corbel::transport
