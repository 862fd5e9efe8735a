// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/http_server.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

namespace corbel::naming {
namespace {

using namespace std::chrono_literals;

constexpr int threads = 4;
constexpr auto request_time = 2s, response_time = 5s;

HttpResponse refusal(unsigned status, const std::string& why) { return {.status = status, .body = why + "\n"}; }

bool is_ip_address(const std::string& host) {
    in6_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1 || ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

HttpServer::HttpServer(const HostPort& at, Handler handler)
    : wanted_{at}, handler_{std::move(handler)}, listener_{Socket::listen(at)}, place_{listener_.local()},
      stop_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

HttpServer::~HttpServer() {
    ::eventfd_write(stop_.descriptor(), 1);
    for (auto& thread : threads_) thread.join();
}

void HttpServer::serve() {
    std::array<pollfd, 2> waiting{{{listener_.descriptor(), POLLIN, 0}, {stop_.descriptor(), POLLIN, 0}}};
    while (true) {
        ::poll(waiting.data(), waiting.size(), -1);
        if (waiting[1].revents != 0) return;
        Socket client{::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (client.is_open()) {
            converse(std::move(client));
        } else if (errno == EMFILE || errno == ENFILE) {
            std::this_thread::sleep_for(100ms);  // until there are descriptors again
        }
    }
}

void HttpServer::converse(Socket client) noexcept {
    try {
        const auto deadline = Deadline::clock::now() + request_time;
        HttpRequestReader reader;
        std::array<char, 4096> chunk;
        std::optional<HttpResponse> response;
        while (!response && !reader.is_complete()) {
            const auto count = client.read(chunk, deadline);
            if (count == 0) return;
            response = reader.feed({chunk.data(), count});
        }
        bool with_body = true;
        if (!response) {
            const auto request = reader.take();
            with_body = request.method != "HEAD";
            response = respond(request);
        }
        client.write(to_bytes(*response, with_body), Deadline::clock::now() + response_time);
    } catch (const std::exception&) {
        // The client is gone or too slow.
    }
}

HttpResponse HttpServer::respond(const HttpRequest& request) const {
    if (request.method != "GET" && request.method != "HEAD")
        return refusal(405, "Only GET and HEAD: nothing is changed here.");
    if (!is_own_name(request.host))
        return refusal(421, "This server is not called that; ask by its address or as localhost.");
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin" && request.fetch_site != "none")
        return refusal(403, "Pages of other sites may not ask.");
    try {
        return handler_(request);
    } catch (const std::exception& error) {
        return refusal(500, error.what());
    }
}

bool HttpServer::is_own_name(std::string_view host) const {
    const auto name = parse_host_port(host.find(':') == host.npos || host.ends_with(']') ? std::string{host} + ":80"
                                                                                          : std::string{host});
    if (!name || name->port != place_.port) return false;
    return name->host == "localhost" || name->host == wanted_.host || is_ip_address(name->host);
}

}  // namespace corbel::naming
