// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "cos-naming/http_request.hpp"
#include "cos-naming/socket.hpp"

namespace corbel::naming {

/// Answers GET and HEAD, one request for each connection, a few connections at a time; each has a few seconds. Asked by
/// a name that is not this server's, or by another site's page, it refuses: a page from elsewhere, whose name was made
/// to lead here (DNS rebinding), learns nothing.
class HttpServer {
public:
    using Handler = std::function<HttpResponse(const HttpRequest&)>;

    /// Serves from now on, `handler` being called from several threads. SocketError if the address cannot be had.
    HttpServer(const HostPort& at, Handler handler);
    ~HttpServer();

    /// Where it listens.
    const HostPort& place() const noexcept { return place_; }

private:
    void serve();
    void converse(Socket client) noexcept;
    HttpResponse respond(const HttpRequest& request) const;
    bool is_own_name(std::string_view host) const;

    const HostPort wanted_;
    const Handler handler_;
    Socket listener_;
    const HostPort place_;
    Socket stop_;  // an eventfd; readable at the end
    std::vector<std::thread> threads_;
};

}  // namespace corbel::naming
