// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/proxy.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <array>

#include "tools/corbel/redirect.hpp"

namespace corbel::tool {
namespace {

bool send(int socket, ByteView bytes) {
    const std::array chunks{bytes};
    constexpr std::chrono::seconds patience{60};
    return transport::send_all(socket, chunks, {patience, patience}).error == 0;
}

}  // namespace

Proxy::Proxy(giop::Address server, giop::Address listen, bool follows, const dynamic::Model& model,
             KnownObjects& objects, Tell tell)
    : address_{std::move(listen)}, follows_{follows}, model_{model}, objects_{objects}, tell_{std::move(tell)},
      changed_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    address_.port = add(std::move(server), address_);
    accepting_ = std::thread{[this] { accept(); }};
}

Proxy::~Proxy() {
    stop_ = true;
    accepting_.join();
    for (auto& each : lanes_) each.thread.join();
}

// -- the ways

std::uint16_t Proxy::add(giop::Address target, giop::Address listen) {
    auto listeners = transport::listen_at(listen);
    const auto port = listen.port;
    ways_.push_back({std::move(target), port, std::move(listeners)});
    ::eventfd_write(changed_.get(), 1);
    return port;
}

/// The port that leads to this one of the host; the same if none can.
std::uint16_t Proxy::port_for(std::uint16_t port) {
    const std::lock_guard lock{mutex_};
    for (const auto& each : ways_) {
        if (each.port == port) return port;
        if (each.target.host == address_.host && each.target.port == port) return each.port;
    }
    if (ways_.size() == max_ways) return port;
    giop::Address target, listen;
    target.host = listen.host = address_.host;
    target.port = port;
    try {
        return add(std::move(target), std::move(listen));
    } catch (const SystemError&) {
        return port;
    }
}

/// As port_for(), but a port of the proxy is that which it stands for.
std::uint16_t Proxy::port_behind(std::uint16_t port) {
    {
        const std::lock_guard lock{mutex_};
        for (const auto& each : ways_)
            if (each.port == port) return each.target.host == address_.host ? each.target.port : port;
    }
    return port_for(port);
}

// -- connections

void Proxy::accept() {
    for (unsigned number = 1; !stop_;) {
        reap();
        std::vector<pollfd> waiting{{changed_.get(), POLLIN, 0}};
        std::vector<giop::Address> targets{{}};
        {
            const std::lock_guard lock{mutex_};
            for (const auto& way : ways_) {
                for (const auto& each : way.listeners) {
                    waiting.push_back({each.get(), POLLIN, 0});
                    targets.push_back(way.target);
                }
            }
        }
        if (::poll(waiting.data(), waiting.size(), patience_ms) <= 0) continue;
        eventfd_t count = 0;
        if (waiting.front().revents) ::eventfd_read(changed_.get(), &count);
        for (std::size_t i = 1; i < waiting.size(); ++i)
            while (auto client = transport::accept_from(waiting[i].fd)) open(number++, targets[i], std::move(client));
    }
}

void Proxy::reap() {
    lanes_.remove_if([](Lane& each) {
        if (each.ended) each.thread.join();
        return each.ended.load();
    });
}

void Proxy::open(unsigned number, const giop::Address& target, transport::Fd client) {
    auto& lane = lanes_.emplace_back();
    lane.thread = std::thread{[this, &lane, number, target, client = std::move(client)]() mutable {
        pass(number, target, std::move(client));
        lane.ended = true;
    }};
}

void Proxy::pass(unsigned number, const giop::Address& target, transport::Fd client) {
    Conversation conversation{model_, objects_, [&](const json::Node& call) { tell_(number, call); }};
    try {
        const auto server = transport::connect_to(target, Deadline::clock::now() + std::chrono::seconds{10});
        transport::prepare_stream(server.get());
        transport::prepare_stream(client.get());
        pump(conversation, client.get(), server.get());
    } catch (const SystemError& error) {
        auto node = json::Node::object();
        node.add("from", json::Node::string("trace"));
        node.add("error", json::Node::string(error.what()));
        tell_(number, node);
    }
    conversation.end();
}

void Proxy::pump(Conversation& conversation, int client, int server) {
    const auto host = follows_ ? address_.host : std::string{};
    std::array redirects{Redirect{host, [this](std::uint16_t port) { return port_behind(port); }},
                         Redirect{host, [this](std::uint16_t port) { return port_for(port); }}};
    std::vector<std::uint8_t> room(64 * 1024);
    std::array<pollfd, 2> both{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    while (!stop_) {
        if (::poll(both.data(), both.size(), patience_ms) <= 0) continue;
        for (std::size_t i = 0; i < both.size(); ++i) {
            if (!both[i].revents) continue;
            const auto count = transport::receive(both[i].fd, room);
            if (count <= 0) return;
            const ByteView bytes{room.data(), static_cast<std::size_t>(count)};
            const auto now = Conversation::Clock::now();
            const auto passed = redirects[i].pass(bytes);
            // References as the server knows them, on the way there and back.
            if (i == 0) conversation.from_client(passed, now);
            else conversation.from_server(bytes, now);
            if (!send(both[1 - i].fd, passed)) return;
        }
    }
}

}  // namespace corbel::tool
