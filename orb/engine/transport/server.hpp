// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "orb/engine/base/waiting.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/transport/server_connection.hpp"
#include "orb/engine/transport/server_transport.hpp"
#include "orb/engine/transport/standstill.hpp"

namespace corbel::transport {

/// The threads of a ServerTransport, its epoll set, its connections.
///
/// Every thread takes an event from the epoll set, does what it asks, and comes back. A connection rests in the set,
/// armed for one event, or is read by one thread. While a thread is with a connection, another one waits in the set, as
/// long as the limit of threads allows. While requests are performed there is a tick each millisecond: a thread that is
/// found in the same upcall at two ticks loses the role of reading its connection, which goes back into the set.
/// Threads that are busy tick in passing; the timer, which wakes one that waits, is for when none comes along.
///
/// Where the limit of threads is reached, one more, the relief, looks whether they do anything: server_relief.cpp.
///
/// This is epoll itself and not Asio: Asio's descriptors do not block, and a registered one wakes the reactor for every
/// message, where a thread that stays with its connection needs one receive and one send a call.
class ServerTransport::State {
public:
    State(RequestHandler& handler, ServerSettings settings);
    ~State();

    giop::Address listen(giop::Address address, std::uint16_t last_port);
    giop::Address adopt(int descriptor);
    void unlisten() noexcept;
    std::vector<giop::Address> addresses() const;
    void environment(void* environment) noexcept { environment_ = environment; }
    void start();
    bool poll(std::chrono::milliseconds timeout);
    void wake() noexcept;
    int descriptor() const noexcept { return epoll_.get(); }
    void begin_stop() noexcept;
    void stop();
    std::size_t connections() const;
    std::size_t threads() const;

private:
    using ConnectionPtr = std::shared_ptr<ServerConnection>;

    static constexpr std::chrono::seconds relief_stays{10};  ///< where threads are free again

    /// One thread.
    struct Worker {
        std::thread thread;
        ReadingRole role;                    ///< of `connection`
        std::uint64_t upcalls = 0;           ///< so far
        std::atomic<std::uint64_t> seen{0};  ///< the upcall it was in at the last tick
        ConnectionPtr connection;
        unsigned received = 0;               ///< from it, one after the other
        giop::RequestHeader header;
        WaitCount waits;
        const SystemError* refusal = nullptr;  ///< of the relief: it answers every request by this
        unsigned refused = 0;                  ///< requests
    };

    /// Of the connections from one address, or of all.
    struct Crowd {
        std::size_t connections = 0;
        Clock::time_point none_idle_until{};  ///< a search for one that can be spared has found none
    };

    struct Listener {
        Fd socket;
        bool shares_memory = false;
        bool inherited = false;  ///< it goes on listening when this transport does not
        bool paused = false;
    };

    void add_listener(Fd socket, bool shares_memory, bool inherited);
    void watch(int fd, std::uint32_t events, std::uint64_t id) noexcept;
    void run(Worker& worker);
    bool wait(std::uint64_t& event, int timeout_ms);
    void attend_to(Worker& worker, std::uint64_t event) noexcept;
    bool keep_time(std::uint64_t event) noexcept;
    void hire(std::size_t wanted);
    bool hire_one() noexcept;
    void dismiss(Worker& worker);

    void call_relief() noexcept;
    void relieve(Worker& worker);
    bool stops_within(std::chrono::milliseconds time) const noexcept;
    void look_at_pool(Standstill& standstill) const;
    void refuse_until_one_is_free(Worker& worker, Standstill& standstill);
    bool refuse_next(Worker& worker, const SystemError& error);
    SystemError no_thread_is_free(const Standstill& standstill) const;
    bool refuse(Worker& worker, giop::Message& message);
    bool dismiss_relief(bool at_once);

    void accept(std::size_t index) noexcept;
    bool let_in(Fd socket, bool shares_memory) noexcept;
    void turn_away(const Listener& listener) noexcept;
    void welcome(Fd socket, bool shares_memory);
    std::string no_place_for(const Peer& peer, std::unique_lock<std::mutex>& lock);
    bool spare_one(Crowd& crowd, const std::string* source, std::unique_lock<std::mutex>& lock);
    void refuse(const ServerConnection& connection, const std::string& why);
    void close_listeners() noexcept;
    void pause(Listener& listener) noexcept;
    void resume_listeners() noexcept;

    void attend(Worker& worker, std::uint64_t id) noexcept;
    void read(Worker& worker) noexcept;
    void rest(const ConnectionPtr& connection, bool at_once);
    void retire(const ConnectionPtr& connection);
    bool receive_more(Worker& worker);
    bool receive(Worker& worker, giop::Message& message);
    bool perform(Worker& worker, giop::Message& message);
    bool perform_begun(Worker& worker, giop::Message& message);
    std::optional<giop::Message> begun(const Worker& worker) const;
    long receive_some(ServerConnection& connection, std::span<std::uint8_t> room);
    void closed(Worker& worker, long result);
    bool perform_apart(Worker& worker, class IncomingRequest& request);
    bool goes_on(ServerConnection& connection, IncomingRequest& request);
    void answer_locate(ServerConnection& connection, const giop::Message& message);
    void forget(const ConnectionPtr& connection);
    void protest(ServerConnection& connection) noexcept;

    void begin_ticking(Worker& worker) noexcept;
    bool tick_is_due() noexcept;
    void tick();
    void tick_in_passing();
    void tick_later() noexcept;
    void set_tick_timer(std::chrono::milliseconds after) noexcept;
    ConnectionPtr take_over(Worker& worker);
    void sweep();
    void take_leave();

    RequestHandler& handler_;
    const std::shared_ptr<ServerConnection::Surroundings> surroundings_;
    const ServerSettings& settings_;
    void* environment_ = nullptr;
    const std::shared_ptr<shm::Offer> offer_;

    Fd epoll_;
    Fd stop_event_;
    Fd wake_event_;
    Fd tick_timer_;
    Fd sweep_timer_;

    std::mutex stop_mutex_;  // of stop(); taken before mutex_
    mutable std::mutex mutex_;
    std::condition_variable all_gone_;
    std::vector<std::shared_ptr<Listener>> listeners_;  // shared with the thread that accepts
    std::vector<giop::Address> addresses_;
    std::vector<std::string> socket_files_;
    std::unordered_map<std::uint64_t, ConnectionPtr> connections_;
    std::uint64_t next_id_;
    Crowd everybody_;
    std::unordered_map<std::string, Crowd> sources_;
    Clock::time_point refused_last_{};      // told in the log
    std::vector<ConnectionPtr> leaving_;    // have answers to take
    Clock::time_point paused_until_{};
    std::vector<std::unique_ptr<Worker>> workers_;
    std::unique_ptr<Worker> relief_;                  // null where none is needed
    std::vector<std::unique_ptr<Worker>> dismissed_;  // ended or about to: to be joined
    bool started_ = false;

    std::atomic<bool> stopping_{false};
    std::atomic<bool> listener_paused_{false};
    std::atomic<unsigned> waiting_{0};
    std::atomic<unsigned> starting_{0};
    std::atomic<unsigned> busy_{0};
    std::atomic<bool> ticking_{false};
    std::atomic<std::uint64_t> ticks_{0};
    std::atomic<Clock::time_point> ticked_{};  // last
    std::atomic<Clock::time_point> timer_due_{};
};

}  // namespace corbel::transport
