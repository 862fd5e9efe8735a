// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <thread>

#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/transport/socket.hpp"

namespace corbel::test {

/// A socket without an ORB: says what a test wants it to say.
class RawPeer {
public:
    explicit RawPeer(transport::Fd socket) : socket_{std::move(socket)} { transport::prepare_stream(socket_.get()); }
    explicit RawPeer(const giop::Address& address)
        : RawPeer{transport::connect_to(address, Clock::now() + std::chrono::seconds{5})} {}

    void say(ByteView bytes) { (void)!::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    void say(std::string_view text) { say(as_bytes(text)); }
    void say(const cdr::Writer& out) { say(ByteView{out.copy()}); }

    /// The next message; nothing when the peer has closed, or has said nothing for so long.
    std::optional<giop::Message> hear(std::chrono::milliseconds limit = std::chrono::seconds{5}) {
        for (;;) {
            if (auto message = reader_.next()) return message;
            if (!readable(limit)) return std::nullopt;
            const auto room = reader_.prepare();
            const auto count = ::recv(socket_.get(), room.data(), room.size(), 0);
            if (count <= 0) {
                closed_ = true;
                return std::nullopt;
            }
            reader_.commit(static_cast<std::size_t>(count));
        }
    }

    /// Whether the peer closes the connection, saying nothing more.
    bool hears_end() { return !hear() && closed_; }

    int socket() const { return socket_.get(); }
    void close() { transport::Fd gone{std::move(socket_)}; }
    void reset() {
        const linger abort{1, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
        close();
    }

private:
    bool readable(std::chrono::milliseconds limit) {
        pollfd fd{socket_.get(), POLLIN, 0};
        return ::poll(&fd, 1, static_cast<int>(limit.count())) == 1;
    }

    transport::Fd socket_;
    giop::MessageReader reader_;
    bool closed_ = false;
};

/// A server of one thread that does with each connection what a test wants.
class RawServer {
public:
    using Conduct = std::function<void(RawPeer&, unsigned number)>;

    explicit RawServer(Conduct conduct) : address{"127.0.0.1", 0, {}}, listeners_{transport::listen_at(address)} {
        thread_ = std::thread{[this, conduct = std::move(conduct)] {
            for (unsigned number = 0;; ++number) {
                pollfd fd{listeners_[0].get(), POLLIN, 0};
                while (::poll(&fd, 1, 10) == 0)
                    if (stop_) return;
                if (stop_) return;
                RawPeer peer{transport::accept_from(listeners_[0].get())};
                ++accepted;
                conduct(peer, number);
            }
        }};
    }
    ~RawServer() {
        stop_ = true;
        thread_.join();
    }

    giop::Address address;
    std::atomic<unsigned> accepted{0};

private:
    std::vector<transport::Fd> listeners_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

inline cdr::Encoding encoding_of(std::uint8_t minor, ByteOrder order = native_order) {
    cdr::Encoding encoding;
    encoding.giop_minor = minor;
    encoding.order = order;
    return encoding;
}

/// A whole Request.
inline cdr::Writer request(std::uint32_t id, std::string_view operation, std::string_view key = "echo",
                           std::uint8_t minor = 2, ByteOrder order = native_order,
                           const std::function<void(cdr::Writer&)>& body = {}) {
    cdr::Writer out;
    giop::RequestHeader header;
    header.id = id;
    header.target = giop::Target::of(as_bytes(key));
    header.operation = operation;
    const auto draft = giop::begin_request(out, encoding_of(minor, order), header);
    if (body) body(out);
    giop::finish(out, draft);
    return out;
}

inline std::uint32_t request_id(const giop::Message& message) {
    auto in = message.reader();
    giop::RequestHeader header;
    header.read(in, message.version());
    return header.id;
}

/// The answer to a request.
inline cdr::Writer reply(const giop::Message& to, giop::ReplyStatus status = giop::ReplyStatus::no_exception,
                         const std::function<void(cdr::Writer&)>& body = {}) {
    cdr::Writer out;
    const auto draft = giop::begin_reply(out, encoding_of(to.version().minor), request_id(to), status);
    if (body) body(out);
    giop::finish(out, draft);
    return out;
}

inline cdr::Writer close_connection() {
    cdr::Writer out;
    giop::write_close_connection(out, encoding_of(0));
    return out;
}

}  // namespace corbel::test
