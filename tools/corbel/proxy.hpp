// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <list>
#include <thread>

#include "orb/engine/transport/socket.hpp"
#include "tools/corbel/conversation.hpp"

namespace corbel::tool {

/// Takes connections for a server and passes their bytes on, each connection on a thread of its own, and tells of the
/// calls. If it follows, references that pass and name its own host lead through it too: a port of its own for each
/// port of the host that is named. What leads through it already is given back to the server as the server knows it.
class Proxy {
public:
    using Tell = std::function<void(unsigned connection, const json::Node& call)>;

    /// Listens until it is destroyed. `model` and `objects` must outlive it. `tell` is called by many threads.
    Proxy(giop::Address server, giop::Address listen, bool follows, const dynamic::Model& model, KnownObjects& objects,
          Tell tell);
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    /// Where clients of the server connect.
    const giop::Address& address() const noexcept { return address_; }

private:
    /// One address behind the proxy.
    struct Way {
        giop::Address target;
        std::uint16_t port;  // of the proxy
        std::vector<transport::Fd> listeners;
    };
    struct Lane {
        std::thread thread;
        std::atomic<bool> ended{false};
    };
    static constexpr std::size_t max_ways = 1000;
    static constexpr int patience_ms = 100;

    std::uint16_t add(giop::Address target, giop::Address listen);
    std::uint16_t port_for(std::uint16_t port);
    std::uint16_t port_behind(std::uint16_t port);
    void accept();
    void reap();
    void open(unsigned number, const giop::Address& target, transport::Fd client);
    void pass(unsigned number, const giop::Address& target, transport::Fd client);
    void pump(Conversation& conversation, int client, int server);

    giop::Address address_;
    const bool follows_;
    const dynamic::Model& model_;
    KnownObjects& objects_;
    const Tell tell_;
    const transport::Fd changed_;  // an eventfd: there is a new way
    std::mutex mutex_;             // guards the ways
    std::list<Way> ways_;
    std::atomic<bool> stop_{false};
    std::list<Lane> lanes_;  // of the accepting thread
    std::thread accepting_;
};

}  // namespace corbel::tool
