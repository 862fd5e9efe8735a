// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cos-naming/socket.hpp"

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
    explicit HttpAnswerReader(std::size_t most_bytes = 64 * 1024 * 1024);
    ~HttpAnswerReader();

    void feed(std::string_view bytes);
    /// The server has closed the connection: the end of some bodies, an error within others.
    void feed_end();
    bool is_complete() const;
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
    HttpConnection(const HostPort& server, Deadline deadline);

    HttpAnswer post(std::string_view path, std::string_view json, Deadline deadline);
    /// Whether the server has not ended it so far.
    bool is_usable() const;

private:
    std::string host_;
    Socket socket_;
    bool usable_ = true;
};

}  // namespace corbel::naming
