// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "orb/engine/invocation/request_handler.hpp"
#include "orb/engine/transport/settings.hpp"

namespace corbel::transport {

/// IIOP for servers: listens, reads requests, has them handled on its own threads, and sends the answers.
///
/// A thread that reads a request also handles and answers it. It stays with its connection as long as requests keep
/// coming and another thread is left to wait for the other connections. A request that takes longer than a moment
/// does not hold up those behind it on the same connection: another thread reads on. Only oneways do, so that they keep
/// their order.
class ServerTransport {
public:
    explicit ServerTransport(RequestHandler& handler, ServerSettings settings = {});
    ~ServerTransport();  ///< stop()

    /// What Reader::environment() of the arguments says: the Invoker. Set before start().
    void environment(void* environment) noexcept;

    /// Listens at the address: a host name or numeric address, or empty for every interface; port 0 takes a free one,
    /// and with a `last_port` the first that is free from the address's to that one is taken. Connections wait
    /// until start(). Returns the address with the real port. Throws INITIALIZE, minor cannot_listen, with a text that
    /// names the address and what is wrong with it.
    giop::Address listen(const giop::Address& address, std::uint16_t last_port = 0);

    /// Listens at an inherited descriptor, which belongs to the transport from then on. See adopt_listener().
    giop::Address adopt(int descriptor);

    /// Before start(): listens nowhere any more.
    void unlisten() noexcept;

    /// Every address listened at, with its real port.
    std::vector<giop::Address> addresses() const;

    /// Begins to accept and serve. Requests may be handled before this returns.
    void start();

    /// For a transport without threads of its own (max_threads 0): does on the calling thread what is to be done next,
    /// be it a connection or requests with their upcalls; waits for it up to `timeout`, negative: for ever. False if
    /// there was nothing. Any number of threads; returns at once after begin_stop(), and soon after wake().
    bool poll(std::chrono::milliseconds timeout);
    void wake() noexcept;

    /// Readable, for poll(2) and its like, whenever poll() has something to do.
    int descriptor() const noexcept;

    /// No new connections and requests from now on; upcalls that run are finished and answered, then every client gets
    /// CloseConnection. Returns at once; may be called from an upcall.
    void begin_stop() noexcept;

    /// begin_stop(), and waits until all is done and no thread is left. BAD_INV_ORDER from an upcall of this
    /// transport: it would wait for itself.
    void stop();

    std::size_t connections() const;
    std::size_t threads() const;

private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace corbel::transport
