// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cos-naming/socket.hpp"
#include "cos-naming/tls.hpp"

namespace corbel::naming {

struct HttpAnswer {
    unsigned status = 0;
    std::string body;
};

/// What came is not HTTP/1.1, or is longer than may be.
class BadHttp : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Makes one answer of the bytes of a server; takes no memory that the bytes only claim. Throws BadHttp.
class HttpAnswerReader {
public:
    static constexpr std::size_t no_limit = 0;
    explicit HttpAnswerReader(std::size_t most_bytes = 64 * 1024 * 1024);
    ~HttpAnswerReader();

    void feed(std::string_view bytes);
    /// The server has closed the connection: the end of some bodies, an error within others.
    void feed_end();
    bool is_complete() const;
    /// Of an answer that goes on: 0 before the status is known.
    unsigned status() const;
    /// Of an answer that goes on: what has come of the body since the last time.
    std::string take_so_far();
    /// Once it is complete: whether another request may be sent.
    bool keeps_connection() const;
    HttpAnswer take();

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// A connection to an HTTP server for one request after the other. Throws SocketError and BadHttp; of no use then.
class HttpConnection {
public:
    /// With TLS if `tls` is given.
    HttpConnection(const HostPort& server, TlsClient* tls, Deadline deadline);

    /// The value of the header Authorization from now on; empty: none.
    void authorize(std::string authorization) { authorization_ = std::move(authorization); }

    HttpAnswer post(std::string_view path, std::string_view json, Deadline deadline);

    /// The two halves of post(); answer() gives nothing if it is not there in time, and may be called again.
    void ask(std::string_view path, std::string_view json, Deadline deadline);
    std::optional<HttpAnswer> answer(Deadline deadline);
    int descriptor() const noexcept { return socket_.descriptor(); }

    /// Asks for an answer that goes on and on, which is all that this connection is for then. Gives its status; more()
    /// what comes of its body, nothing if nothing comes in time, and throws BadHttp once it has ended.
    unsigned begin(std::string_view path, std::string_view json, Deadline deadline);
    std::optional<std::string> more(Deadline deadline);
    /// Has more() end soon, by another thread.
    void interrupt() noexcept;

    /// Whether the server has not ended it so far.
    bool is_usable() const;

private:
    void send(std::string_view path, std::string_view json, Deadline deadline);
    bool read_into(HttpAnswerReader& reader, Deadline deadline);

    std::string host_;
    Socket socket_;
    std::optional<TlsClient::Session> tls_;
    std::string authorization_;
    bool usable_ = true;
    std::optional<HttpAnswerReader> reader_;
};

}  // namespace corbel::naming
