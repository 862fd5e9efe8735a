// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/client_connection.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "orb/engine/base/coarse_clock.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/base/waiting.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/fragment.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "orb/engine/giop/trace.hpp"
#include "orb/engine/invocation/stock.hpp"

namespace corbel::transport {
namespace {

// A connection that was quiet for so long is looked at before it is used: its server may have gone in the meantime.
constexpr std::chrono::milliseconds fresh{20};

// Oneways that follow each other more closely than this are sent together, until there are so many bytes of them.
constexpr std::chrono::microseconds closely{20};
constexpr std::size_t worth_sending = 16 * 1024;
constexpr std::chrono::milliseconds slow_peer_pause{1};

// At the end, for a peer that is slow to take what is left.
constexpr std::chrono::milliseconds farewell{500};

giop::MessageReader::Limits reader_limits(const Limits& limits) {
    return {.message = limits.message, .reassembly = limits.fragment_bytes, .trains = limits.fragment_trains};
}

giop::ClientSession::Settings session_settings(const ClientSettings& settings) {
    return {settings.native_chars, settings.max_version, settings.limits.message};
}

giop::Target target_of(const RequestHead& head) {
    auto target = giop::Target::of(head.profile->object_key);
    if (head.addressing == giop::AddressingDisposition::key || !head.reference ||
        head.profile_index >= head.reference->profiles.size())
        return target;
    target.disposition = head.addressing;
    const auto& profile = head.reference->profiles[head.profile_index];
    target.profile_tag = profile.tag;
    target.profile = profile.data;
    target.selected_profile = head.profile_index;
    if (head.addressing == giop::AddressingDisposition::reference) target.reference = *head.reference;
    return target;
}

SystemError not_sent(std::uint32_t minor, std::string text) {
    return SystemError{Error::comm_failure, minor, Completion::no, std::move(text)};
}

/// A request whose arguments this thread writes. What writes them may make calls, over the same connection too.
struct Composition {
    Composition(const ClientConnection& connection, Pending& pending) noexcept
        : connection{connection}, pending{pending}, around{std::exchange(innermost, this)} {}
    ~Composition() { innermost = around; }
    Composition(const Composition&) = delete;
    Composition& operator=(const Composition&) = delete;

    const ClientConnection& connection;
    Pending& pending;
    Composition* const around;

    static thread_local Composition* innermost;
};

thread_local Composition* Composition::innermost = nullptr;

}  // namespace

ClientConnection::ClientConnection(Stream socket, std::string peer, std::shared_ptr<ClientContext> context,
                                   std::shared_ptr<std::atomic<unsigned>> usable_connections)
    : context_{std::move(context)},
      usable_connections_{std::move(usable_connections)},
      last_used_{coarse_now()},
      socket_{std::move(socket)},
      session_{std::move(peer), session_settings(context_->settings)},
      reader_{reader_limits(context_->settings.limits)} {
    ++*usable_connections_;
}

ClientConnection::~ClientConnection() {
    close_for_calls();
    if (socket_) outbox_.send_all(socket_);
    if (socket_ && watch_number_) context_->io->forget(socket_.get(), watch_number_);
}

void ClientConnection::begin_watch() {
    watch_number_ = context_->io->watch([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->read_what_is_there();
    });
}

/// True for the first who closes it.
bool ClientConnection::close_for_calls() noexcept {
    if (!open_.exchange(false)) return false;
    --*usable_connections_;
    return true;
}

// -- Requests

bool ClientConnection::stays_until(Clock::time_point time) {
    const Fd socket{duplicate()};  // the connection may be closed meanwhile
    if (!socket) return false;
    if (becomes_readable(socket.get(), time, context_->io->stop_event())) read_what_is_there();
    return usable();
}

int ClientConnection::duplicate() {
    const std::lock_guard lock{mutex_};
    return socket_ ? ::fcntl(socket_.get(), F_DUPFD_CLOEXEC, 0) : -1;
}

[[gnu::hot]] bool ClientConnection::fit(Clock::time_point now) {
    const bool quiet = now - last_used_.load(std::memory_order_relaxed) >= fresh;
    last_used_.store(now, std::memory_order_relaxed);
    if (quiet) read_what_is_there();  // CloseConnection or the end of the stream, where the server has gone meanwhile
    return usable();
}

[[gnu::hot]] void ClientConnection::call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply) {
    Pending mine{&reply};
    enroll(mine);
    try {
        StockWriter out;
        write_request(*out, head, arguments, mine);
        transmit(*out, deadline, mine, false);
    } catch (...) {
        withdraw(mine);
        throw;
    }
    await(mine, deadline, head.operation);
}

void ClientConnection::send(const RequestHead& head, Encoder arguments, Deadline deadline) {
    Pending unanswered;
    take_id(unanswered);
    StockWriter out;
    write_request(*out, head, arguments, unanswered);
    transmit(*out, deadline, unanswered, head.may_wait);
}

void ClientConnection::call_async(const RequestHead& head, Encoder arguments, Deadline deadline,
                                  Channel::Done done) {
    const auto pending = std::make_shared<AsynchronousPending>();
    pending->self = pending;
    pending->connection = shared_from_this();
    pending->done = std::move(done);
    try {
        enroll(*pending);
    } catch (...) {
        pending->self.reset();
        throw;
    }
    try {
        StockWriter out;
        write_request(*out, head, arguments, *pending);
        transmit(*out, deadline, *pending, false);
    } catch (...) {
        std::unique_lock lock{mutex_};
        if (session_.withdraw(pending->id)) --asynchronous_;
        if (pending->finished) {  // `done` is told what went wrong
            lock.unlock();
            return tell(*pending);
        }
        pending->self.reset();
        throw;
    }
    std::unique_lock lock{mutex_};
    pending->beginning = false;
    if (pending->finished) {
        lock.unlock();
        return tell(*pending);
    }
    if (deadline != no_deadline)
        pending->deadline = context_->io->at(deadline, [weak = weak_from_this(), id = pending->id] {
            if (const auto self = weak.lock()) self->expire(id);
        });
    if (!reading_) pass_on();
}

Location ClientConnection::locate(const giop::IiopProfile& profile, Deadline deadline) {
    Reply reply;
    Pending mine{&reply};
    mine.locate = true;
    enroll(mine);
    try {
        StockWriter out;
        {
            const auto lock = lock_unless_settled();
            session_.write_locate_request(*out, mine, profile);
        }
        transmit(*out, deadline, mine, false);
    } catch (...) {
        withdraw(mine);
        throw;
    }
    await(mine, deadline, "LocateRequest");
    switch (mine.location) {
        case giop::LocateStatus::unknown_object:
            return {Location::Status::unknown_object, {}};
        case giop::LocateStatus::object_forward:
        case giop::LocateStatus::object_forward_perm:
            return {Location::Status::object_forward, giop::Ior::read(reply.body)};
        case giop::LocateStatus::system_exception:
            throw giop::read_system_exception(reply.body);
        case giop::LocateStatus::object_here:
        case giop::LocateStatus::needs_addressing_mode:  // Only the object's server asks for more of its address.
            break;
    }
    return {Location::Status::object_here, {}};
}

/// Until the code sets are settled the session is one thread's at a time.
std::unique_lock<Mutex> ClientConnection::lock_unless_settled() {
    return session_.settled() ? std::unique_lock<Mutex>{} : std::unique_lock{mutex_};
}

[[gnu::hot]]
void ClientConnection::write_request(cdr::Writer& out, const RequestHead& head, Encoder arguments, Pending& pending) {
    const auto draft = begin_request(out, head, pending);
    out.borrowing(true);
    const Composition composition{*this, pending};
    arguments(out);
    giop::finish(out, draft);
    session_.require_size(out.size(), head.operation);
}

[[gnu::hot]] giop::Draft ClientConnection::begin_request(cdr::Writer& out, const RequestHead& head, Pending& pending) {
    const auto response = !head.response_expected ? giop::ResponseFlags::none
                          : head.acknowledge_only ? giop::ResponseFlags::with_server
                                                  : giop::ResponseFlags::with_target;
    if (session_.settled() && head.addressing == giop::AddressingDisposition::key)
        return session_.begin_settled_request(out, pending, *head.profile, head.operation, response,
                                              head.service_contexts);
    giop::ClientSession::Request request{*head.profile, head.operation, response, head.service_contexts};
    std::optional<giop::Target> target;
    if (head.addressing != giop::AddressingDisposition::key) request.target = &target.emplace(target_of(head));
    const auto lock = lock_unless_settled();
    return session_.begin_request(out, pending, request);
}

/// A synchronous call that is alone on the connection reads it from the beginning.
[[gnu::hot]] void ClientConnection::enroll(Pending& pending) {
    for (auto* each = Composition::innermost; each; each = each->around)
        if (&each->connection == this) let_others_read(each->pending);
    const std::lock_guard lock{mutex_};
    require_open();
    const bool alone = session_.idle() && !reading_;
    session_.enroll(pending);
    pending.began = last_used_.load(std::memory_order_relaxed);
    if (pending.asynchronous) ++asynchronous_;
    if (alone && pending.reply && !pending.asynchronous) pending.reads = reading_ = true;
}

/// For a request that nobody will answer.
void ClientConnection::take_id(Pending& pending) {
    const std::lock_guard lock{mutex_};
    require_open();
    session_.enroll(pending);
    session_.withdraw(pending.id);
}

[[gnu::hot]] void ClientConnection::require_open() const {
    if (!open_) throw not_sent(minor::connection_closed, "the connection to " + peer() + " is closed");
}

/// With the mutex held. The answer may come yet.
Pending* ClientConnection::give_up(std::uint32_t id) noexcept {
    auto* const pending = static_cast<Pending*>(session_.give_up(id));
    if (session_.worn_out()) close_for_calls();
    return pending;
}

void ClientConnection::withdraw(Pending& pending) {
    std::unique_lock lock{mutex_};
    session_.withdraw(pending.id);
    if (std::exchange(pending.reads, false)) give_up_reading(lock);
}

/// Where a call ends before it has read anything. If the connection has ended meanwhile, the reader closes it.
void ClientConnection::give_up_reading(std::unique_lock<Mutex>& lock) {
    if (!open_ && waiting_.empty() && asynchronous_ == 0) {
        lock.unlock();
        close_socket();
        lock.lock();
    }
    reading_ = false;
    pass_on();
}

[[gnu::hot]]
void ClientConnection::transmit(const cdr::Writer& out, Deadline deadline, Pending& pending, bool may_wait) {
    const auto size = context_->settings.fragment_size;
    if (size == 0) return transmit(out.chunks(), deadline, pending, may_wait);
    transmit(giop::FragmentedMessage{out.chunks(), size}.chunks(), deadline, pending, may_wait);
}

[[gnu::hot]]
void ClientConnection::transmit(std::span<const ByteView> chunks, Deadline deadline, Pending& pending, bool may_wait) {
    std::unique_lock lock{write_mutex_, std::try_to_lock};
    if (!lock) {
        let_others_read(pending);
        lock.lock();
    }
    // end() closes first and looks at `sent` then, under this mutex too: one of us sees the other.
    pending.sent = true;
    require_open();
    if (giop::tracing()) giop::trace_sent(peer(), chunks);
    if (may_wait && gather(chunks)) return;
    ByteView rest;
    if (chunks.size() == 1 && outbox_.empty()) {
        rest = chunks[0].subspan(socket_.send_some(chunks[0]));
        if (rest.empty()) return;
        chunks = {&rest, 1};
    }
    const auto let = [&] { let_others_read(pending); };
    const FunctionRef<void()> before{let};
    const SendWait wait{.at_once = context_->settings.write_timeout, .deadline = deadline, .before = &before};
    const auto sent = outbox_.send_all(socket_, chunks, wait);
    if (sent.error == 0) return;
    // A request that has not left as a whole cannot be executed, and nothing can follow half a message.
    close_for_calls();
    outbox_.clear();
    socket_.shut(sent.error == ETIMEDOUT ? SHUT_RDWR : SHUT_WR);
    if (sent.error == ETIMEDOUT && Clock::now() >= deadline)
        throw SystemError{Error::timeout, minor::deadline_passed, Completion::no,
                          peer() + " did not take the request before the deadline of the call"};
    throw not_sent(minor::connection_lost,
                   "the connection to " + peer() + " was lost while a request was sent: " +
                       (sent.error == ETIMEDOUT ? "the peer takes nothing" : Stream::error_text(sent.error)));
}

/// The server may take a request only when its answers to others are read: whoever has to wait to send does not keep
/// the role of reading. Where the connection is at its end the role stays,
/// and with it the duty to close the connection.
void ClientConnection::let_others_read(Pending& pending) {
    if (!pending.reads) return;
    const std::lock_guard lock{mutex_};
    if (!open_) return;
    pending.reads = reading_ = false;
    pass_on();
}

/// A oneway that follows others closely waits for more of them. With the mutex for writing held; false if it is to be
/// sent now, behind what waits.
bool ClientConnection::gather(std::span<const ByteView> message) {
    std::size_t size = outbox_.size();
    for (const auto chunk : message) size += chunk.size();
    if (!flushed_by_io_thread_) {
        const auto now = Clock::now();
        if (now - std::exchange(last_oneway_, now) >= closely) return false;
    }
    if (size > worth_sending) return ++flushes_, false;
    outbox_.add(message);
    flush_later();
    return true;
}

/// With the mutex for writing held.
void ClientConnection::flush_later() {
    if (std::exchange(flushed_by_io_thread_, true)) return;
    taken_last_ = Clock::now();
    context_->io->flush_soon(weak_from_this());
}

bool ClientConnection::flush() {
    const std::unique_lock lock{write_mutex_, std::try_to_lock};
    if (!lock) return true;
    const bool flushed = std::exchange(flushes_seen_, flushes_) != flushes_;
    if (flushed && socket_) return true;  // What is there is younger than the last look.
    if (outbox_.empty() || !socket_) return flushed_by_io_thread_ = false;
    flush_now();
    if (outbox_.empty()) return true;  // Where many have come, more may.
    context_->io->at(Clock::now() + slow_peer_pause, [weak = weak_from_this(), io = context_->io.get()] {
        io->flush_soon(weak);
    });
    return false;
}

/// With the mutex for writing held. What the peer does not take stays, unless the peer is lost.
void ClientConnection::flush_now(const SendWait& wait) {
    const auto sent = outbox_.send_all(socket_, {}, wait);
    if (sent.error == 0) return;
    const auto now = Clock::now();
    if (sent.bytes != 0) taken_last_ = now;
    if (sent.error == ETIMEDOUT && now - taken_last_ < context_->settings.write_timeout) return;
    close_for_calls();
    socket_.shut();
    outbox_.clear();
}

// -- Answers

[[gnu::hot]] void ClientConnection::await(Pending& mine, Deadline deadline, std::string_view what) {
    const Waiting waiting;
    std::unique_lock lock{mutex_, std::defer_lock};
    if (!mine.reads) lock.lock();
    for (;;) {
        bool in_time = true;
        if (mine.reads) {
            in_time = read_until(mine, deadline);
            lock.lock();
            if (mine.continued) {
                if (!mine.finished) session_.withdraw(mine.id);
                return;
            }
            mine.reads = reading_ = false;
            if (mine.answered && !std::exchange(mine.finished, true)) session_.withdraw(mine.id);  // as settle()
        } else {
            in_time = wait_for_turn(mine, deadline, lock);
        }
        if (mine.finished) break;
        if (!in_time) time_out(mine, lock, what);
        if (reading_) continue;
        mine.reads = reading_ = true;
        lock.unlock();
        mine.began = coarse_now();
    }
    if (!reading_) pass_on();
    lock.unlock();
    if (mine.error && !mine.answered) throw SystemError{*mine.error};
}

/// False when the deadline has passed; else `mine` is finished or it may be its turn to read.
bool ClientConnection::wait_for_turn(Pending& mine, Deadline deadline, std::unique_lock<Mutex>& lock) {
    if (mine.finished || !reading_) return true;
    mine.waiting = true;
    waiting_.push_back(&mine);
    const bool in_time = mine.bell.wait(lock, deadline);
    if (mine.waiting) waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &mine));
    mine.waiting = false;
    return in_time;
}

void ClientConnection::time_out(Pending& mine, std::unique_lock<Mutex>& lock, std::string_view what) {
    give_up(mine.id);
    if (!reading_) pass_on();
    lock.unlock();
    cancel(mine.id, mine.giop_minor);
    throw SystemError{Error::timeout, minor::deadline_passed, Completion::maybe,
                      "no answer from " + peer() + " to " + std::string{what} + " before the deadline of the call"};
}

/// Reads for all callers. True when `mine` is answered or finished; false when its deadline has passed.
[[gnu::hot]] bool ClientConnection::read_until(Pending& mine, Deadline deadline) {
    try {
        for (auto now = mine.began;;) {
            if (reader_.in_message() && receive_messages(&mine)) return true;
            if (reader_.in_message() && mine.reply->read_at_once && begin_mine(mine, deadline)) return true;
            set_patience(deadline, now);
            const auto count = socket_.receive(reader_.prepare());
            if (count > 0) {
                reader_.commit(static_cast<std::size_t>(count));
                if (receive_usual(mine)) return true;
                if (reader_.buffered()) continue;
            } else if (count != -EAGAIN) {
                end(lost(count));
                return true;
            } else if (Clock::now() >= deadline) {
                return false;
            }
            now = coarse_now();
        }
    } catch (const std::exception& error) {
        end(unreadable(error));
        return true;
    }
}

/// The deadline costs no system call as long as calls want to wait about as long as the one before.
[[gnu::hot]] void ClientConnection::set_patience(Deadline deadline, Clock::time_point now) noexcept {
    std::chrono::nanoseconds wanted{0};
    if (deadline != no_deadline) {
        wanted = std::max<std::chrono::nanoseconds>(deadline - now, std::chrono::milliseconds{1});
        if (patience_ >= wanted / 2 && patience_ <= wanted + wanted / 64) return;
    }
    if (patience_ == wanted) return;
    patience_ = wanted;
    socket_.receive_timeout(std::chrono::ceil<std::chrono::microseconds>(wanted));
}

/// Reads what has come, without waiting, if nobody else reads.
void ClientConnection::read_what_is_there() {
    {
        const std::lock_guard lock{mutex_};
        if (reading_ || !socket_) return;
        reading_ = true;
    }
    try {
        for (;;) {
            receive_messages(nullptr);
            const auto room = reader_.prepare();
            const auto count = socket_.receive_now(room);
            if (count <= 0) {
                if (count != -EAGAIN) end(lost(count));
                break;
            }
            reader_.commit(static_cast<std::size_t>(count));
        }
    } catch (const std::exception& error) {
        end(unreadable(error));
    }
    const std::lock_guard lock{mutex_};
    reading_ = false;
    pass_on();
}

/// Gives the role of reading to the next who needs it; with the mutex held.
[[gnu::hot]] void ClientConnection::pass_on() {
    if (!waiting_.empty()) {
        auto& next = *waiting_.front();
        waiting_.erase(waiting_.begin());
        next.waiting = false;
        next.bell.ring();
    } else if (asynchronous_ != 0 && socket_) {
        context_->io->arm(socket_.get(), watch_number_, socket_.events(EPOLLIN));
    }
}

/// True if `mine` is finished; reads on until no whole message is left.
[[gnu::hot]] bool ClientConnection::receive_messages(Pending* mine) {
    bool finished = false;
    while (reader_.in_message()) {
        auto message = reader_.next();
        if (!message) break;
        if (giop::tracing()) giop::trace_received(peer(), *message);
        finished |= receive(*message, mine);
    }
    return finished;
}

/// The answer to `mine` in the usual case: it is all that has come, and nothing about it is out of the ordinary.
[[gnu::hot]] bool ClientConnection::receive_usual(Pending& mine) {
    const auto message = reader_.usual(giop::MessageType::reply);
    if (message.empty() || message.size() != reader_.unread() || mine.answered || giop::tracing()) return false;
    auto& reply = *mine.reply;
    if (!session_.read_usual_reply_to(mine, message, reply.body, reply.status)) return false;
    reply.body.environment(context_->environment.load(std::memory_order_relaxed));
    reply.service_contexts.clear();
    if (!reply.body.at_end()) reply.storage = reader_.storage();
    reader_.pass(message);
    return mine.answered = true;
}

/// The answer to `mine`, read into its place without a lock: only this thread touches it. False if it is none, or none
/// of the common kind.
[[gnu::hot]] bool ClientConnection::receive_mine(giop::Message& message, Pending& mine) {
    if (mine.answered) return false;
    auto& reply = *mine.reply;
    {
        const auto lock = lock_unless_settled();
        if (!session_.read_reply_to(mine, message, reply.body, reply.status, reply.service_contexts)) return false;
    }
    reply.body.environment(context_->environment.load(std::memory_order_relaxed));
    reply.storage = message.storage();
    return mine.answered = true;
}

/// The end of a large answer: received by its caller, who has the role of reading so long. It goes on to the next when
/// all is received, when that fails, or when the caller wants no more.
class ClientConnection::TailOfReply final : public ReplyTail {
public:
    TailOfReply(std::shared_ptr<ClientConnection> connection, Deadline deadline)
        : connection_{std::move(connection)}, deadline_{deadline} {}
    ~TailOfReply() override { leave(); }

    const std::uint8_t* complete() override {
        received([&](giop::MessageReader& reader, giop::MessageReader::Source source) {
            whole_ = reader.receive_rest(source);
        });
        return whole_.bytes().data();
    }

    void receive(std::size_t count, Memory memory) override {
        received([&](giop::MessageReader& reader, giop::MessageReader::Source source) {
            reader.receive_end(count, memory, source);
        });
    }

private:
    template <class Action>
    void received(Action action) {
        struct Leave {
            TailOfReply& tail;
            ~Leave() { tail.leave(); }
        } const leave{*this};
        action(connection_->reader_, [this](std::span<std::uint8_t> room) {
            return connection_->receive_in_time(room, deadline_);
        });
    }

    void leave() {
        if (!connection_) return;
        {
            std::unique_lock lock{connection_->mutex_};
            connection_->give_up_reading(lock);
        }
        connection_.reset();
    }

    std::shared_ptr<ClientConnection> connection_;  // while it has the role of reading
    Deadline deadline_;
    giop::Message whole_;
};

/// The answer to `mine`, if a large one has begun that its caller reads as it comes.
bool ClientConnection::begin_mine(Pending& mine, Deadline deadline) {
    if (mine.answered || giop::tracing()) return false;
    auto message = reader_.begun();
    if (!message) return false;
    auto& reply = *mine.reply;
    try {
        const auto lock = lock_unless_settled();
        if (!session_.read_reply_to(mine, *message, reply.body, reply.status, reply.service_contexts)) return false;
    } catch (const SystemError&) {
        return false;  // More of it is needed to say what is wrong, if anything is.
    }
    if (reply.status != giop::ReplyStatus::no_exception || reply.body.at_end()) return false;
    reply.body.environment(context_->environment.load(std::memory_order_relaxed));
    reply.tail = std::make_unique<TailOfReply>(shared_from_this(), deadline);
    reply.body.continued_by(*reply.tail, message->header().total());
    reply.storage = message->storage();
    return mine.continued = true;
}

/// As much as has come of an answer that has begun.
std::size_t ClientConnection::receive_in_time(std::span<std::uint8_t> room, Deadline deadline) {
    for (;;) {
        set_patience(deadline, coarse_now());
        const auto count = socket_.receive(room);
        if (count > 0) return static_cast<std::size_t>(count);
        if (count != -EAGAIN) {
            const auto error = lost(count);
            end(error);
            throw SystemError{error};
        }
        if (Clock::now() >= deadline)
            throw SystemError{Error::timeout, minor::deadline_passed, Completion::yes,
                              peer() + " has not sent the whole answer before the deadline of the call"};
    }
}

void ClientConnection::settle(Pending& answered) {
    const std::lock_guard lock{mutex_};
    if (!std::exchange(answered.finished, true)) session_.withdraw(answered.id);
}

bool ClientConnection::receive(giop::Message& message, Pending* mine) {
    if (mine) {
        if (mine->answered) settle(*mine);  // before what follows its answer: that may bear its id again
        else if (receive_mine(message, *mine)) return true;
    }
    giop::Answer answer;
    {
        const auto lock = lock_unless_settled();
        answer = session_.read(message);
    }
    answer.body.environment(context_->environment.load(std::memory_order_relaxed));
    return deliver(std::move(answer), message, mine);
}

bool ClientConnection::deliver(giop::Answer&& answer, const giop::Message& message, const Pending* mine) {
    const std::lock_guard lock{mutex_};
    auto* pending = static_cast<Pending*>(session_.settle(answer));
    if (!pending) {
        context_->late_replies.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    pending->location = answer.location;
    if (pending->reply)
        *pending->reply = {answer.status, std::move(answer.service_contexts), answer.body, message.storage()};
    finish(*pending);
    return pending == mine;
}

/// With the mutex held. After it a synchronous caller may be gone.
void ClientConnection::finish(Pending& pending) {
    pending.finished = true;
    if (!pending.asynchronous) {
        if (!std::exchange(pending.waiting, false)) return;
        waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &pending));
        pending.bell.ring();
        return;
    }
    --asynchronous_;
    if (auto& finished = static_cast<AsynchronousPending&>(pending); !finished.beginning) tell(finished);
}

/// Not on this thread: it may hold the mutex, and be that of a caller that waits for something else.
void ClientConnection::tell(AsynchronousPending& finished) {
    context_->io->post([pending = std::move(finished.self), io = context_->io.get()] {
        io->cancel(pending->deadline);
        const auto done = std::move(pending->done);
        done(std::move(pending->answer), pending->error ? &*pending->error : nullptr);
    });
}

void ClientConnection::expire(std::uint32_t id) {
    std::uint8_t giop_minor = 0;
    {
        const std::lock_guard lock{mutex_};
        auto* pending = give_up(id);
        if (!pending) return;
        giop_minor = pending->giop_minor;
        pending->error.emplace(Error::timeout, minor::deadline_passed, Completion::maybe,
                               "no answer from " + peer() + " before the deadline of the call");
        finish(*pending);
    }
    cancel(id, giop_minor);
}

/// Tells the server that nobody waits for this answer any more; it may take no notice (CORBA 2.6, 15.4.4).
void ClientConnection::cancel(std::uint32_t id, std::uint8_t giop_minor) {
    say([&](cdr::Writer& out, cdr::Encoding encoding) {
        encoding.giop_minor = giop_minor;
        giop::write_cancel_request(out, encoding, id);
    });
}

// -- The end

SystemError ClientConnection::lost(long result) const {
    const auto why = result == 0
                         ? peer() + " closed the connection before it answered"
                         : "the connection to " + peer() + " was lost: " +
                               Stream::error_text(static_cast<int>(-result));
    return SystemError{Error::comm_failure, minor::connection_lost, Completion::maybe, why};
}

/// What the connection ends in after an exception while something was received.
SystemError ClientConnection::unreadable(const std::exception& error) const {
    if (const auto* known = dynamic_cast<const SystemError*>(&error)) return session_.unreadable(*known);
    const auto text =
        "an answer of " + peer() + " could not be received, and the connection is closed: " + error.what();
    log::write(log::Channel::connection, log::Level::warning, text);
    return SystemError{Error::no_memory, 0, Completion::maybe, text};
}

/// By the thread that reads: no request can be sent any more, and those under way will not be answered.
void ClientConnection::end(const SystemError& error) {
    close_for_calls();
    if (error.error() == Error::marshal) say(&giop::write_message_error);
    socket_.shut();  // wakes a thread that waits to send
    {
        const std::lock_guard writing{write_mutex_};
        const std::lock_guard lock{mutex_};
        session_.end(error, [&](giop::Outstanding& request) { finish(static_cast<Pending&>(request)); });
    }
    close_socket();
}

/// A message without a body, if nobody else is sending: it must not stand in the middle of another one.
void ClientConnection::say(FunctionRef<void(cdr::Writer&, const cdr::Encoding&)> write, const SendWait& wait) {
    const std::unique_lock lock{write_mutex_, std::try_to_lock};
    if (!lock || !socket_) return;
    StockWriter out;
    write(*out, session_.own_encoding());
    const bool alone = outbox_.empty();
    outbox_.add(out->chunks());
    flush_now(alone ? SendWait{} : wait);
    if (!outbox_.empty()) flush_later();
}

void ClientConnection::close_socket() {
    const std::lock_guard writing{write_mutex_};
    const std::lock_guard lock{mutex_};
    if (!socket_) return;
    if (watch_number_) context_->io->forget(socket_.get(), watch_number_);
    socket_.shut();
    socket_ = Stream{};
}

void ClientConnection::shut_down(const SystemError& error) {
    if (close_for_calls()) say(&giop::write_close_connection, {.at_once = farewell, .in_all = farewell});
    bool idle = false;
    {
        const std::lock_guard lock{mutex_};
        session_.abandon(error, [&](giop::Outstanding& request) { finish(static_cast<Pending&>(request)); });
        if (socket_) socket_.shut();
        idle = !std::exchange(reading_, true);
    }
    if (!idle) return;  // the thread that reads closes it
    close_socket();
    const std::lock_guard lock{mutex_};
    reading_ = false;
}

bool ClientConnection::retire_if_idle(Clock::time_point now) {
    {
        const std::lock_guard lock{mutex_};
        if (!open_) return session_.idle();
        if (!session_.idle()) last_used_ = now;  // in use, if not begun now
        if (reading_ || now - last_used_.load() < context_->settings.idle_timeout / 4) return false;
    }
    read_what_is_there();  // the peer may have been first
    {
        const std::lock_guard lock{mutex_};
        if (!open_) return true;
        if (reading_ || !session_.idle() || now - last_used_.load() < context_->settings.idle_timeout) return false;
    }
    shut_down(not_sent(minor::connection_closed, "the connection to " + peer() + " was idle and is closed"));
    return true;
}

}  // namespace corbel::transport
