// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/server.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>

#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/trace.hpp"
#include "orb/engine/invocation/stock.hpp"
#include "orb/engine/transport/incoming_request.hpp"
#include "orb/engine/transport/shm_link.hpp"

namespace corbel::transport {
namespace {

/// What an event of the epoll set says by its number; connections count from first_connection.
namespace event {
constexpr std::uint64_t stop = 0;
constexpr std::uint64_t tick = 1;
constexpr std::uint64_t sweep = 2;
constexpr std::uint64_t wake = 3;
constexpr std::uint64_t first_listener = 16;
constexpr std::uint64_t first_connection = 1 << 16;
constexpr std::uint64_t none = ~std::uint64_t{0};
}  // namespace event

constexpr std::chrono::milliseconds stay{20};             // with a connection that is quiet
constexpr std::chrono::milliseconds tick_length{1};
constexpr std::chrono::microseconds nearly_a_tick{800};
constexpr std::chrono::milliseconds put_off_before{2};    // of the timer, by threads that tick in passing
constexpr std::chrono::milliseconds put_off{4};
constexpr std::uint64_t upcalls_between_looks = 32;       // at the clock
constexpr std::chrono::milliseconds listener_pause{100};  // after accept() has failed
constexpr std::chrono::milliseconds handshake{2};         // of a client that connects while the server stops
constexpr std::chrono::milliseconds search_pause{100};    // after one for an idle connection was in vain
constexpr std::chrono::seconds refusals_told{1};          // at most one
constexpr int spare_thread_lives_ms = 10'000;
constexpr unsigned spare_threads = 2;
constexpr unsigned quick_enough = 4;
constexpr unsigned frequent = 32;  // receives in a row: the connection leaves the epoll set meanwhile

/// The transport whose thread this is.
thread_local const void* thread_of = nullptr;

Fd require(int fd, const char* what) {
    if (fd >= 0) return Fd{fd};
    throw SystemError{Error::no_resources, minor::cannot_listen, std::string{what} + ": " + error_text(errno)};
}

/// Once: a timer that repeats would want to be read.
void set_timer(int timer, std::chrono::milliseconds after) noexcept {
    const itimerspec value{{}, {after.count() / 1000, static_cast<long>(after.count() % 1000) * 1'000'000}};
    ::timerfd_settime(timer, 0, &value, nullptr);
}

/// Often enough for the shortest limit to be kept within a quarter of it.
std::chrono::milliseconds sweep_interval(const ServerSettings& settings) {
    std::chrono::milliseconds shortest{20'000};
    for (auto limit : {settings.header_timeout, settings.progress_timeout, settings.write_timeout,
                       settings.idle_timeout, settings.spare_idle})
        if (limit.count() > 0) shortest = std::min(shortest, limit);
    return std::max(shortest / 4, std::chrono::milliseconds{10});
}

}  // namespace

ServerTransport::State::State(RequestHandler& handler, ServerSettings settings)
    : handler_{handler},
      surroundings_{std::make_shared<ServerConnection::Surroundings>(settings)},
      settings_{surroundings_->settings},
      offer_{std::make_shared<shm::Offer>(settings.shared_memory)},
      epoll_{require(::epoll_create1(EPOLL_CLOEXEC), "epoll")},
      stop_event_{require(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")},
      wake_event_{require(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")},
      tick_timer_{require(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd")},
      sweep_timer_{require(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd")},
      next_id_{event::first_connection} {
    watch(stop_event_.get(), EPOLLIN, event::stop);
    // Edge-triggered: each expiry calls one thread, and nobody needs to read the timer.
    watch(tick_timer_.get(), EPOLLIN | EPOLLET, event::tick);
    watch(sweep_timer_.get(), EPOLLIN | EPOLLET, event::sweep);
    watch(wake_event_.get(), EPOLLIN | EPOLLET, event::wake);
}

ServerTransport::State::~State() = default;

void ServerTransport::State::watch(int fd, std::uint32_t events, std::uint64_t id) noexcept {
    watch_for(epoll_.get(), fd, events, id);
}

giop::Address ServerTransport::State::listen(giop::Address address, std::uint16_t last_port) {
    auto sockets = listen_at(address, last_port);
    const std::lock_guard lock{mutex_};
    for (auto& socket : sockets) add_listener(std::move(socket), address.shared_memory, false);
    addresses_.push_back(address);
    if (!address.unix_path.empty()) socket_files_.push_back(address.unix_path);
    return address;
}

giop::Address ServerTransport::State::adopt(int descriptor) {
    giop::Address address;
    auto socket = adopt_listener(descriptor, address);
    const std::lock_guard lock{mutex_};
    add_listener(std::move(socket), false, true);
    addresses_.push_back(address);
    return address;
}

void ServerTransport::State::add_listener(Fd socket, bool shares_memory, bool inherited) {
    const auto fd = socket.get();
    listeners_.push_back(std::make_shared<Listener>(Listener{std::move(socket), shares_memory, inherited}));
    if (started_) watch(fd, EPOLLIN | EPOLLONESHOT, event::first_listener + listeners_.size() - 1);
}

void ServerTransport::State::unlisten() noexcept {
    const std::lock_guard lock{mutex_};
    close_listeners();
    addresses_.clear();
}

/// With the mutex held. The files of inherited sockets belong to whoever made them.
void ServerTransport::State::close_listeners() noexcept {
    listeners_.clear();
    for (const auto& path : socket_files_) ::unlink(path.c_str());
    socket_files_.clear();
}

std::vector<giop::Address> ServerTransport::State::addresses() const {
    const std::lock_guard lock{mutex_};
    return addresses_;
}

void ServerTransport::State::start() {
    {
        const std::lock_guard lock{mutex_};
        if (started_ || stopping_) return;
        started_ = true;
        for (std::size_t i = 0; i < listeners_.size(); ++i)
            watch(listeners_[i]->socket.get(), EPOLLIN | EPOLLONESHOT, event::first_listener + i);
    }
    set_timer(sweep_timer_.get(), sweep_interval(settings_));
    hire(1);
    const std::lock_guard lock{mutex_};
    if (settings_.max_threads == 0 || stopping_ || !workers_.empty()) return;
    started_ = false;
    throw SystemError{Error::no_resources, 0, "no thread can be started to serve requests"};
}

// -- Threads

void ServerTransport::State::hire(std::size_t wanted) {
    const std::lock_guard lock{mutex_};
    dismissed_.erase(std::remove_if(dismissed_.begin(), dismissed_.end(),
                                    [](auto& worker) {
                                        worker->thread.join();
                                        return true;
                                    }),
                     dismissed_.end());
    if (settings_.max_threads == 0) return;
    const auto most = std::size_t{settings_.max_threads} + 1;
    if (workers_.size() >= most) call_relief();
    wanted = std::min(wanted, most - std::min(most, workers_.size()));
    for (; wanted > 0 && !stopping_; --wanted)
        if (!hire_one()) return;
}

/// With the mutex held. False where no more can be had for now: those that are there go on (hardening T2).
bool ServerTransport::State::hire_one() noexcept {
    const auto there = workers_.size();
    starting_.fetch_add(1, std::memory_order_relaxed);
    try {
        workers_.push_back(std::make_unique<Worker>());
        auto& worker = *workers_.back();
        worker.thread = std::thread{[this, &worker] { run(worker); }};
        return true;
    } catch (const std::exception& error) {
        starting_.fetch_sub(1, std::memory_order_relaxed);
        workers_.resize(there);
        log::warn(log::Channel::orb,
                  {"no thread can be started, requests wait for those that there are: ", error.what()});
        return false;
    }
}

void ServerTransport::State::run(Worker& worker) {
    thread_of = this;
    Waiting::count(worker.waits);
    starting_.fetch_sub(1, std::memory_order_relaxed);
    for (std::uint64_t what = event::none; wait(what, spare_thread_lives_ms);) attend_to(worker, what);
    dismiss(worker);
}

/// Whatever goes wrong with a connection, memory that is lacking too, is the end of that connection alone.
void ServerTransport::State::attend_to(Worker& worker, std::uint64_t what) noexcept {
    if (what == event::none || what == event::wake) return;
    if (what < event::first_connection) {
        accept(what - event::first_listener);
    } else {
        attend(worker, what);
    }
}

/// The calling thread is a worker for one event.
bool ServerTransport::State::poll(std::chrono::milliseconds timeout) {
    if (thread_of == this) return false;  // an upcall: its thread is busy
    auto guest = std::make_unique<Worker>();
    auto& worker = *guest;
    {
        const std::lock_guard lock{mutex_};
        if (stopping_) return false;
        workers_.push_back(std::move(guest));
    }
    const auto* const outer = std::exchange(thread_of, this);
    std::uint64_t what = event::none;
    const bool goes_on = wait(what, timeout.count() < 0 ? -1 : static_cast<int>(timeout.count()));
    if (goes_on) attend_to(worker, what);
    thread_of = outer;
    const std::lock_guard lock{mutex_};
    std::erase_if(workers_, [&](const auto& each) { return each.get() == &worker; });
    all_gone_.notify_all();
    return goes_on && what != event::none;
}

void ServerTransport::State::wake() noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_event_.get(), &one, sizeof one);
}

/// Waits for an event; false if this thread is to end.
bool ServerTransport::State::wait(std::uint64_t& what, int timeout_ms) {
    epoll_event found{};
    waiting_.fetch_add(1, std::memory_order_relaxed);
    auto count = ::epoll_wait(epoll_.get(), &found, 1, timeout_ms);
    for (; count > 0 && keep_time(found.data.u64); count = ::epoll_wait(epoll_.get(), &found, 1, timeout_ms)) {
    }
    const auto others = waiting_.fetch_sub(1, std::memory_order_relaxed) - 1;
    if (stopping_.load(std::memory_order_relaxed)) return false;
    if (count == 0 && others >= spare_threads && settings_.max_threads != 0) return false;
    what = count > 0 ? found.data.u64 : event::none;
    if (others == 0 && starting_.load(std::memory_order_relaxed) == 0 && what >= event::first_connection &&
        what != event::none)
        hire(1);
    return true;
}

/// What is done in a moment, by a thread that counts as waiting; false for other events.
bool ServerTransport::State::keep_time(std::uint64_t what) noexcept {
    if (what == event::tick) {
        if (tick_is_due()) tick();
        ticking_ = false;
        tick_later();
        return true;
    }
    if (what != event::sweep) return false;
    try {
        sweep();
    } catch (const std::exception&) {  // no memory for a list: at the next one
    }
    set_timer(sweep_timer_.get(), sweep_interval(settings_));
    return true;
}

void ServerTransport::State::dismiss(Worker& worker) {
    const std::lock_guard lock{mutex_};
    const auto at = std::find_if(workers_.begin(), workers_.end(), [&](auto& each) { return each.get() == &worker; });
    dismissed_.push_back(std::move(*at));
    workers_.erase(at);
    all_gone_.notify_all();
}

// -- Connections come and go

void ServerTransport::State::accept(std::size_t index) noexcept {
    std::shared_ptr<Listener> listener;
    {
        const std::lock_guard lock{mutex_};
        if (index >= listeners_.size()) return;
        listener = listeners_[index];
    }
    for (;;) {
        auto socket = accept_from(listener->socket.get());
        if (socket) {
            if (!let_in(std::move(socket), listener->shares_memory)) return pause(*listener);
        } else if (errno == EAGAIN) {
            return watch(listener->socket.get(), EPOLLIN | EPOLLONESHOT, event::first_listener + index);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return pause(*listener);
        }
    }
}

/// No descriptor or memory for another connection: trying at once would only burn the processor (hardening C9).
void ServerTransport::State::pause(Listener& listener) noexcept {
    const std::lock_guard lock{mutex_};
    listener.paused = true;
    paused_until_ = Clock::now() + listener_pause;
    listener_paused_ = true;
    tick_later();
}

void ServerTransport::State::resume_listeners() noexcept {
    if (!listener_paused_ || Clock::now() < paused_until_) return;
    listener_paused_ = false;
    for (std::size_t i = 0; i < listeners_.size(); ++i)
        if (std::exchange(listeners_[i]->paused, false))
            watch(listeners_[i]->socket.get(), EPOLLIN | EPOLLONESHOT, event::first_listener + i);
}

/// False if there is no memory for another connection.
bool ServerTransport::State::let_in(Fd socket, bool shares_memory) noexcept {
    try {
        welcome(std::move(socket), shares_memory);
        return true;
    } catch (const std::exception& error) {
        log::warn(log::Channel::connection, {"a connection could not be accepted: ", error.what()});
        return false;
    }
}

void ServerTransport::State::welcome(Fd socket, bool shares_memory) {
    if (settings_.keep_alive != usual_keep_alive) keep_alive(socket.get(), settings_.keep_alive);
    Stream stream{std::move(socket), settings_.spin};
    if (shares_memory) stream.offer(offer_);
    stream.receive_timeout(stay);
    const auto peer = peer_of(stream.get());
    std::unique_lock lock{mutex_};
    const auto id = next_id_++;
    const auto connection =
        std::make_shared<ServerConnection>(id, std::move(stream), peer, epoll_.get(), surroundings_);
    const auto why = stopping_ ? std::string{} : no_place_for(peer, lock);
    if (stopping_ || !why.empty()) {
        lock.unlock();
        connection->retire();
        if (!why.empty()) refuse(*connection, why);
        return;
    }
    connections_.emplace(id, connection);
    ++everybody_.connections;
    if (!connection->source().empty()) ++sources_[connection->source()].connections;
    connection->rest(false);
}

/// Why there is no place for another connection; empty if there is one. The one that is idle for longest makes room.
std::string ServerTransport::State::no_place_for(const Peer& peer, std::unique_lock<std::mutex>& lock) {
    const auto at_limit = [&](const std::string& whose, unsigned limit) {
        return "there are " + std::to_string(limit) + " connections " + whose + " already";
    };
    if (const auto found = sources_.find(peer.host);
        found != sources_.end() && found->second.connections >= settings_.max_connections_per_source &&
        !spare_one(found->second, &peer.host, lock))
        return at_limit("from " + peer.host, settings_.max_connections_per_source);
    if (everybody_.connections >= settings_.max_connections && !spare_one(everybody_, nullptr, lock))
        return at_limit("in all", settings_.max_connections);
    return {};
}

/// With the mutex held, which is released meanwhile: `crowd` is not looked at after that.
bool ServerTransport::State::spare_one(Crowd& crowd, const std::string* source, std::unique_lock<std::mutex>& lock) {
    const auto now = Clock::now();
    if (now < crowd.none_idle_until) return false;
    ConnectionPtr longest;
    Clock::duration time = settings_.spare_idle;
    for (const auto& [id, connection] : connections_) {
        if (source && connection->source() != *source) continue;
        if (const auto idle = connection->idle(now); idle >= time) time = idle, longest = connection;
    }
    if (!longest) return crowd.none_idle_until = now + search_pause, false;
    lock.unlock();
    const bool spared = longest->take();
    if (spared) retire(longest);
    lock.lock();
    return spared;
}

void ServerTransport::State::refuse(const ServerConnection& connection, const std::string& why) {
    {
        const std::lock_guard lock{mutex_};
        const auto now = Clock::now();
        if (now - refused_last_ < refusals_told) return;
        refused_last_ = now;
    }
    log::write(log::Channel::connection, log::Level::warning, connection.name() + " is turned away: " + why);
}

/// Who is connected and not accepted yet may have sent a request: it is told that the connection closes, so that it
/// knows that nobody has seen it.
void ServerTransport::State::turn_away(const Listener& listener) noexcept {
    if (listener.inherited) return;
    pollfd coming{listener.socket.get(), POLLIN, 0};
    do {
        for (;;) {
            auto socket = accept_from(listener.socket.get());
            if (socket)
                let_in(std::move(socket), false);
            else if (errno == EAGAIN)
                break;
            else if (errno != EINTR && errno != ECONNABORTED)
                return;
        }
    } while (::poll(&coming, 1, static_cast<int>(handshake.count())) > 0);
}

void ServerTransport::State::forget(const ConnectionPtr& connection) {
    const std::lock_guard lock{mutex_};
    if (connections_.erase(connection->id()) == 0) return;
    --everybody_.connections;
    const auto source = sources_.find(connection->source());
    if (source != sources_.end() && --source->second.connections == 0) sources_.erase(source);
}

// -- Messages

void ServerTransport::State::attend(Worker& worker, std::uint64_t id) noexcept {
    {
        const std::lock_guard lock{mutex_};
        const auto found = connections_.find(id);
        if (found == connections_.end()) return;
        worker.connection = found->second;
    }
    if (worker.connection->take()) {
        busy_.fetch_add(1);
        begin_ticking(worker);
        worker.received = 0;
        read(worker);
        busy_.fetch_sub(1);
    }
    // tick() looks at the connection of a thread whose role it takes, under the lock.
    const std::lock_guard lock{mutex_};
    worker.connection.reset();
}

[[gnu::hot]] void ServerTransport::State::read(Worker& worker) noexcept {
    auto& connection = *worker.connection;
    try {
        for (;;) {
            if (stopping_.load(std::memory_order_relaxed)) return retire(worker.connection);
            if (connection.held_up()) {
                if (connection.given_up()) return closed(worker, 0);
                return rest(worker.connection, true);
            }
            if (!connection.reader.in_message()) {
                if (!receive_more(worker)) return;
            } else if (auto message = connection.reader.next()) {
                connection.bytes_of_message = 0;
                connection.hesitates = false;
                if (giop::tracing()) giop::trace_received(connection.name(), *message);
                if (!receive(worker, *message)) return;
            } else if (auto first = begun(worker)) {
                if (!perform_begun(worker, *first)) return;
            } else if (!receive_more(worker)) {
                return;
            }
        }
    } catch (const SystemError& error) {
        log::warn(log::Channel::connection,
                  {connection.name(), " sent what cannot be read, and is closed: ", error.what()});
        protest(connection);
        forget(worker.connection);
    } catch (const std::exception& error) {  // no memory for what it sends
        log::warn(log::Channel::connection, {connection.name(), " cannot be served, and is closed: ", error.what()});
        connection.shut();
        forget(worker.connection);
    }
}

/// False if the connection has been put to rest, or has ended.
[[gnu::hot]] bool ServerTransport::State::receive_more(Worker& worker) {
    auto& connection = *worker.connection;
    const auto count = receive_some(connection, connection.reader.prepare());
    if (count > 0) {
        connection.reader.commit(static_cast<std::size_t>(count));
        if (++worker.received == frequent) connection.leave_set();
        return true;
    }
    if (count == -EAGAIN) return rest(worker.connection, false), false;
    return closed(worker, count), false;
}

/// What the stream says; nothing comes for longer than a thread stays: -EAGAIN.
[[gnu::hot]] long ServerTransport::State::receive_some(ServerConnection& connection, std::span<std::uint8_t> room) {
    // Somebody must be left to wait for all other connections.
    const bool may_stay = settings_.max_threads != 0 && waiting_.load(std::memory_order_relaxed) != 0;
    const auto count = may_stay ? connection.stream.receive(room) : connection.stream.receive_now(room);
    if (count > 0) connection.received(static_cast<std::size_t>(count));
    return count;
}

void ServerTransport::State::closed(Worker& worker, long result) {
    auto& connection = *worker.connection;
    if (result == -EBADMSG)
        log::write(log::Channel::connection, log::Level::warning,
                   connection.name() + " is closed: " + Stream::error_text(EBADMSG));
    connection.shut();
    forget(worker.connection);
}

void ServerTransport::State::rest(const ConnectionPtr& connection, bool at_once) {
    connection->rest(at_once);
    // begin_stop() may have passed this connection while it had a reader.
    if (stopping_ && connection->take()) retire(connection);
}

void ServerTransport::State::retire(const ConnectionPtr& connection) {
    if (!connection->retire()) {
        const std::lock_guard lock{mutex_};
        leaving_.push_back(connection);  // stop() sees to it
    }
    forget(connection);
}

/// False if this thread reads the connection no longer.
[[gnu::hot]] bool ServerTransport::State::receive(Worker& worker, giop::Message& message) {
    auto& connection = *worker.connection;
    switch (message.type()) {
        case giop::MessageType::request:
            return worker.refusal ? refuse(worker, message) : perform(worker, message);
        case giop::MessageType::locate_request:
            answer_locate(connection, message);
            return true;
        default:
            // An upcall that runs is not interrupted by CancelRequest (CORBA 2.6, 15.4.4 permits that).
            if (!giop::ServerSession::ends_connection(message)) return true;
            connection.shut();
            forget(worker.connection);
            return false;
    }
}

[[gnu::hot]] bool ServerTransport::State::perform(Worker& worker, giop::Message& message) {
    auto& connection = *worker.connection;
    auto read = connection.session.read_request(message, worker.header);
    read.arguments.environment(environment_);

    IncomingRequest request{worker.connection, std::move(message), worker.header, std::move(read.arguments),
                            read.encoding};
    if (read.refusal) return request.refuse(*read.refusal), true;
    if (worker.header.response == giop::ResponseFlags::with_server) request.acknowledge();
    // Oneways of a connection keep their order: nothing behind one is read until it is done.
    if (!request.response_expected()) return handler_.handle(request), true;
    if (connection.slow.load(std::memory_order_relaxed)) return perform_apart(worker, request);

    if (++worker.upcalls % upcalls_between_looks == 0 && tick_is_due()) tick_in_passing();
    request.lend(worker.role, worker.upcalls);
    handler_.handle(request);
    return goes_on(connection, request);
}

/// After an upcall for which the role of reading was lent: false if another thread reads the connection now.
bool ServerTransport::State::goes_on(ServerConnection& connection, IncomingRequest& request) {
    if (request.reclaim()) return true;
    request.require_answer();
    connection.end_apart();
    return false;
}

/// A large request that has begun, and that is performed while it comes.
std::optional<giop::Message> ServerTransport::State::begun(const Worker& worker) const {
    const auto& connection = *worker.connection;
    if (worker.refusal || connection.hesitates || connection.slow.load(std::memory_order_relaxed) || giop::tracing())
        return std::nullopt;
    return connection.reader.begun();
}

namespace {

/// The end of a large request, received by the thread that performs it. A client that lets it wait costs no thread: the
/// request is given up, and performed anew when it is whole (hardening C8).
class TailOfRequest final : public cdr::Tail {
public:
    enum class State { open, received, stopped };
    using Source = giop::MessageReader::Source;

    TailOfRequest(giop::MessageReader& reader, Source source, FunctionRef<void(giop::Message&&)> received)
        : reader_{reader}, source_{source}, received_{received} {}

    State state() const noexcept { return state_; }

    const std::uint8_t* complete() override {
        state_ = State::stopped;
        auto whole = within_memory([&] { return reader_.receive_rest(source_); });
        const auto* const first = whole.bytes().data();
        end(std::move(whole));
        return first;
    }

    void receive(std::size_t count, Memory memory) override {
        state_ = State::stopped;
        within_memory([&] { reader_.receive_end(count, memory, source_); });
        end({});
    }

private:
    template <class Receive>
    auto within_memory(Receive receive) -> decltype(receive()) {
        try {
            return receive();
        } catch (const SystemError&) {
            throw;
        } catch (const std::exception& error) {
            throw SystemError{Error::no_memory, 0, Completion::no,
                              std::string{"the request is too large: "} + error.what()};
        }
    }

    void end(giop::Message&& whole) {
        state_ = State::received;
        received_(std::move(whole));
    }

    giop::MessageReader& reader_;
    Source source_;
    FunctionRef<void(giop::Message&&)> received_;
    State state_ = State::open;
};

}  // namespace

/// False if this thread reads the connection no longer.
bool ServerTransport::State::perform_begun(Worker& worker, giop::Message& message) {
    auto& connection = *worker.connection;
    giop::ServerSession::Request read;
    try {
        read = connection.session.read_request(message, worker.header);
    } catch (const SystemError&) {
        connection.hesitates = true;  // More of it is needed to say what is wrong, if anything is.
        return true;
    }
    if (read.refusal || read.arguments.at_end() || worker.header.response != giop::ResponseFlags::with_target) {
        connection.hesitates = true;
        return true;
    }
    read.arguments.environment(environment_);
    const auto size = message.header().total();
    IncomingRequest request{worker.connection, std::move(message), worker.header, std::move(read.arguments),
                            read.encoding};
    long last = 0;
    const auto source = [&](std::span<std::uint8_t> room) {
        last = receive_some(connection, room);
        if (last > 0) return static_cast<std::size_t>(last);
        request.give_up();
        throw SystemError{Error::comm_failure, minor::connection_lost, Completion::no,
                          connection.name() + " has stopped in the middle of a request"};
    };
    const auto received = [&](giop::Message&& whole) {
        connection.bytes_of_message = 0;
        request.body_came(std::move(whole));
        request.lend(worker.role, ++worker.upcalls);
    };
    TailOfRequest tail{connection.reader, source, received};
    request.arguments().continued_by(tail, size);
    handler_.handle(request);
    if (tail.state() == TailOfRequest::State::open) {
        connection.reader.skip_begun();
        connection.bytes_of_message = 0;
        return true;
    }
    if (tail.state() == TailOfRequest::State::stopped) {
        connection.hesitates = true;
        if (last == -EAGAIN) return rest(worker.connection, false), false;
        if (last > 0)
            log::warn(log::Channel::connection,
                      {connection.name(), " sends more than there is memory for, and is closed"});
        return closed(worker, last), false;
    }
    return goes_on(connection, request);
}

/// Lets another thread read on before an upcall that may take long.
bool ServerTransport::State::perform_apart(Worker& worker, IncomingRequest& request) {
    auto& connection = *worker.connection;
    const auto ticks = ticks_.load(std::memory_order_relaxed);
    connection.begin_apart();
    // Slow requests come in numbers: threads that begin together are there sooner than one after the other.
    if (waiting_.load(std::memory_order_relaxed) == 0 && starting_.load(std::memory_order_relaxed) == 0)
        hire(std::min(1 + connection.in_flight() / 4, 16u));
    rest(worker.connection, connection.reader.in_message());
    handler_.handle(request);
    request.require_answer();
    if (ticks_.load(std::memory_order_relaxed) - ticks > 1)  // as in take_over(): one tick may fall into any upcall
        connection.quick_in_a_row.store(0, std::memory_order_relaxed);
    else if (connection.quick_in_a_row.fetch_add(1, std::memory_order_relaxed) + 1 >= quick_enough)
        connection.slow.store(false, std::memory_order_relaxed);
    connection.end_apart();
    return false;
}

void ServerTransport::State::answer_locate(ServerConnection& connection, const giop::Message& message) {
    const auto encoding = connection.session.encoding(message.version());
    const auto header = connection.session.read_locate_request(message);
    const auto location = handler_.locate(header.target.object_key);
    StockWriter out;
    const bool forward = location.status == Location::Status::object_forward;
    giop::write_locate_reply(*out, encoding, header.id, static_cast<giop::LocateStatus>(location.status),
                             forward ? &location.forward : nullptr);
    connection.send(out->chunks());
}

/// What cannot be read is answered by MessageError, and nothing that follows can be trusted (CORBA 2.6, 15.4.8).
void ServerTransport::State::protest(ServerConnection& connection) noexcept {
    try {
        StockWriter out;
        giop::write_message_error(*out, connection.session.own_encoding());
        connection.send(out->chunks());
    } catch (const std::exception&) {  // no memory for the last words
    }
    connection.end_stream();
}

// -- Time

void ServerTransport::State::begin_ticking(Worker& worker) noexcept {
    if (ticking_.exchange(true)) return;
    worker.seen.store(worker.upcalls + 1, std::memory_order_relaxed);  // as if the upcall to come had been seen
    ticked_.store(Clock::now(), std::memory_order_relaxed);
    set_tick_timer(tick_length);
}

/// True for one thread each tick.
bool ServerTransport::State::tick_is_due() noexcept {
    auto last = ticked_.load(std::memory_order_relaxed);
    const auto now = Clock::now();
    return now - last >= nearly_a_tick && ticked_.compare_exchange_strong(last, now, std::memory_order_relaxed);
}

/// Puts the timer off, which would wake a thread and take the processor from this one; seldom, for that costs too.
void ServerTransport::State::tick_in_passing() {
    tick();
    if (timer_due_.load(std::memory_order_relaxed) - ticked_.load(std::memory_order_relaxed) < put_off_before)
        set_tick_timer(put_off);
}

void ServerTransport::State::tick() {
    ticks_.fetch_add(1, std::memory_order_relaxed);
    std::array<ConnectionPtr, 32> taken;  // more of them at the next tick
    std::size_t count = 0;
    {
        const std::lock_guard lock{mutex_};
        resume_listeners();
        for (auto worker = workers_.begin(); worker != workers_.end() && count < taken.size(); ++worker)
            if (auto connection = take_over(**worker)) taken[count++] = std::move(connection);
    }
    for (std::size_t i = 0; i < count; ++i) rest(taken[i], taken[i]->reader.in_message());
}

/// The timer goes on as long as somebody needs it; whoever begins to need it while it stands calls this too.
void ServerTransport::State::tick_later() noexcept {
    const bool busy = busy_ != 0;
    if ((busy || listener_paused_) && !ticking_.exchange(true)) set_tick_timer(busy ? tick_length : listener_pause);
}

void ServerTransport::State::set_tick_timer(std::chrono::milliseconds after) noexcept {
    timer_due_.store(Clock::now() + after, std::memory_order_relaxed);
    set_timer(tick_timer_.get(), after);
}

/// Takes the reader's role from a thread that is still in the upcall of the last tick; null if it is not.
ServerTransport::State::ConnectionPtr ServerTransport::State::take_over(Worker& worker) {
    const auto number = worker.role.upcall();
    if (number == 0 || worker.seen.exchange(number, std::memory_order_relaxed) != number) return {};
    auto connection = worker.connection;
    connection->begin_apart();  // before the role is gone: the other side ends it
    if (!worker.role.take_over(number)) {
        connection->end_apart();
        return {};
    }
    connection->slow.store(true, std::memory_order_relaxed);
    connection->quick_in_a_row.store(0, std::memory_order_relaxed);
    return connection;
}

void ServerTransport::State::sweep() {
    const auto now = Clock::now();
    std::vector<ConnectionPtr> idle;
    {
        const std::lock_guard lock{mutex_};
        for (auto& [id, connection] : connections_) {
            const auto verdict = connection->judge(now);
            if (verdict == ServerConnection::Verdict::lost) connection->shut();
            if (verdict == ServerConnection::Verdict::idle) idle.push_back(connection);
        }
    }
    for (auto& connection : idle) {
        if (connection->take()) retire(connection);
    }
}

// -- The end

void ServerTransport::State::begin_stop() noexcept {
    std::vector<ConnectionPtr> resting;
    std::vector<std::shared_ptr<Listener>> listeners;
    {
        const std::lock_guard lock{mutex_};
        // First of all: a client that is told of the end tries to connect again.
        for (const auto& listener : listeners_)
            if (!listener->inherited) refuse_connections(listener->socket.get());
        if (stopping_.exchange(true)) return;
        listeners = listeners_;
        close_listeners();
        for (auto& [id, connection] : connections_) resting.push_back(connection);
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(stop_event_.get(), &one, sizeof one);
    for (const auto& listener : listeners) turn_away(*listener);
    listeners.clear();
    for (auto& connection : resting) {
        if (connection->take()) retire(connection);  // if not, its reader sees stopping_ and does the same
    }
}

void ServerTransport::State::stop() {
    if (thread_of == this)
        throw SystemError{Error::bad_inv_order, minor::orb_shutdown_from_upcall,
                          "an upcall cannot wait for the end of all upcalls; stop without waiting"};
    const std::lock_guard one_at_a_time{stop_mutex_};
    begin_stop();
    std::vector<std::unique_ptr<Worker>> dismissed;
    {
        std::unique_lock lock{mutex_};
        all_gone_.wait(lock, [&] { return workers_.empty() && !relief_; });
        dismissed.swap(dismissed_);
        connections_.clear();
    }
    for (auto& worker : dismissed) worker->thread.join();
    take_leave();
}

/// Of the clients that have not taken their last answers: within the time limit for that.
void ServerTransport::State::take_leave() {
    std::vector<ConnectionPtr> leaving;
    {
        const std::lock_guard lock{mutex_};
        leaving.swap(leaving_);
    }
    const auto end = deadline_in(settings_.write_timeout);
    for (;;) {
        std::erase_if(leaving, [](const auto& each) { return each->take_leave(); });
        if (leaving.empty()) return;
        if (Clock::now() >= end) break;
        std::this_thread::sleep_for(ServerConnection::between_looks);
    }
    for (const auto& each : leaving) {
        log::write(log::Channel::connection, log::Level::warning, each->name() + " has not taken its last answers");
        each->end_stream();
    }
}

std::size_t ServerTransport::State::connections() const {
    const std::lock_guard lock{mutex_};
    return connections_.size();
}

std::size_t ServerTransport::State::threads() const {
    const std::lock_guard lock{mutex_};
    return workers_.size();
}

// -- The interface

ServerTransport::ServerTransport(RequestHandler& handler, ServerSettings settings)
    : state_{std::make_shared<State>(handler, settings)} {}

ServerTransport::~ServerTransport() { state_->stop(); }

void ServerTransport::environment(void* environment) noexcept { state_->environment(environment); }
giop::Address ServerTransport::listen(const giop::Address& address, std::uint16_t last_port) {
    return state_->listen(address, last_port);
}
giop::Address ServerTransport::adopt(int descriptor) { return state_->adopt(descriptor); }
void ServerTransport::unlisten() noexcept { state_->unlisten(); }
std::vector<giop::Address> ServerTransport::addresses() const { return state_->addresses(); }
void ServerTransport::start() { state_->start(); }
bool ServerTransport::poll(std::chrono::milliseconds timeout) { return state_->poll(timeout); }
void ServerTransport::wake() noexcept { state_->wake(); }
int ServerTransport::descriptor() const noexcept { return state_->descriptor(); }
void ServerTransport::begin_stop() noexcept { state_->begin_stop(); }
void ServerTransport::stop() { state_->stop(); }
std::size_t ServerTransport::connections() const { return state_->connections(); }
std::size_t ServerTransport::threads() const { return state_->threads(); }

}  // namespace corbel::transport
