// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "orb/engine/transport/client_connection.hpp"

namespace corbel::transport {

struct Habit;

/// The connections to one address: the Channel that callers see.
///
/// A call takes a connection that no other call is using, first the one that its thread used last. If there is none it
/// shares one. Where calls are short and share connections for some milliseconds on end, more are opened beside them,
/// up to the limit; callers do not wait for that. What one thread sends stays in order: after a oneway or an
/// asynchronous call it keeps to its connection until an answer has come over it.
///
/// A connection that fails a call takes the others with it: they finish what they have begun, usable() is false, and
/// the transport makes another trunk.
class Trunk final : public Channel, public std::enable_shared_from_this<Trunk> {
public:
    /// Opens so many more connections to the address, or fewer, on a thread of the trunk.
    using Connections = std::vector<std::shared_ptr<ClientConnection>>;
    using Open = std::function<Connections(unsigned count)>;

    /// `usable_connections` is what the connections count themselves in.
    Trunk(std::shared_ptr<ClientConnection> first, std::shared_ptr<const std::atomic<unsigned>> usable_connections,
          unsigned limit, Open open);
    ~Trunk() override;

    void call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply) override;
    void send(const RequestHead& head, Encoder arguments, Deadline deadline) override;
    void call_async(const RequestHead& head, Encoder arguments, Deadline deadline, Done done) override;
    Location locate(const giop::IiopProfile& profile, Deadline deadline) override;
    bool usable() const noexcept override {
        return open_.load(std::memory_order_relaxed) && usable_connections_->load(std::memory_order_relaxed) != 0;
    }
    std::string peer() const override { return peer_; }
    bool may_be_kept() const noexcept override { return true; }

    /// Tells it from every other one of the process, those that are gone included.
    std::uint64_t number() const noexcept { return number_; }

    /// Ends the connections that are unused for the idle time. True if none is left.
    bool retire_if_idle(Clock::time_point now);

    /// Waits for the attempt to open another connection, which the end of the IoThread aborts.
    void join();

private:
    /// The place of a connection; the next one takes it when the connection has ended.
    struct alignas(64) Line {
        std::atomic<unsigned> users{vacant};         // calls that are on it; `vacant`: no connection
        std::shared_ptr<ClientConnection> connection;  // set and reset under mutex_ while it is vacant
    };
    static constexpr unsigned vacant = 1u << 31;

    class Hold;

    Line& take(Habit& habit, Clock::time_point now);
    bool claim(Line& line, Clock::time_point now);
    bool join(Line& line, Clock::time_point now);
    bool fit(Line& line, Clock::time_point now);
    void leave(Line& line);
    void vacate(Line& line);
    Line& share(Habit& habit, unsigned count, Clock::time_point now);
    void crowded();
    unsigned lacking() const noexcept;
    void open_more();
    void opened(Connections connections);
    void occupy(std::shared_ptr<ClientConnection> connection);
    unsigned free_line() const noexcept;
    void failed(const ClientConnection& connection) noexcept;

    const std::uint64_t number_;
    const std::string peer_;
    const unsigned limit_;
    const Open open_connections_;
    const std::shared_ptr<const std::atomic<unsigned>> usable_connections_;

    std::atomic<bool> open_{true};
    const std::unique_ptr<std::unique_ptr<Line>[]> lines_;  // room for the limit; made under mutex_
    std::atomic<unsigned> count_{0};                        // of those that are made

    std::mutex mutex_;
    std::thread opener_;
    bool opening_ = false;
    Clock::time_point not_before_{};   // the next attempt
    Clock::time_point window_began_{};
    unsigned crowded_ = 0;             // calls of this window that had to share
    unsigned crowded_windows_ = 0;     // more than were not
};

}  // namespace corbel::transport
