// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/http_client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace corbel::naming {

namespace http = boost::beast::http;

struct HttpAnswerReader::Parser : http::response_parser<http::string_body> {
    std::string waiting;  // what the parser wants to see again with what follows it
};

HttpAnswerReader::HttpAnswerReader(std::size_t most_bytes) : parser_{std::make_unique<Parser>()} {
    parser_->eager(true);
    parser_->header_limit(16 * 1024);
    if (most_bytes == no_limit)
        parser_->body_limit(boost::none);
    else
        parser_->body_limit(most_bytes);
}

HttpAnswerReader::~HttpAnswerReader() = default;

void HttpAnswerReader::feed(std::string_view bytes) {
    auto& waiting = parser_->waiting;
    waiting += bytes;
    std::size_t used = 0;
    while (used < waiting.size() && !is_complete()) {
        boost::system::error_code error;
        used += parser_->put(boost::asio::const_buffer{waiting.data() + used, waiting.size() - used}, error);
        if (error == http::error::need_more) break;
        if (error) throw BadHttp{"the answer is not HTTP: " + error.message()};
    }
    waiting.erase(0, used);
}

void HttpAnswerReader::feed_end() {
    boost::system::error_code error;
    if (!parser_->got_some()) throw BadHttp{"the connection was closed without an answer"};
    parser_->put_eof(error);
    if (error) throw BadHttp{"the connection was closed within the answer"};
}

bool HttpAnswerReader::is_complete() const { return parser_->is_done(); }

unsigned HttpAnswerReader::status() const { return parser_->is_header_done() ? parser_->get().result_int() : 0; }

std::string HttpAnswerReader::take_so_far() { return std::exchange(parser_->get().body(), {}); }

bool HttpAnswerReader::keeps_connection() const { return parser_->keep_alive() && parser_->waiting.empty(); }

HttpAnswer HttpAnswerReader::take() {
    auto message = parser_->release();
    return {message.result_int(), std::move(message.body())};
}

namespace {
[[noreturn]] void late() { throw SocketError{"no answer in time"}; }
}  // namespace

HttpConnection::HttpConnection(const HostPort& server, TlsClient* tls, Deadline deadline)
    : host_{server.to_string()}, socket_{Socket::connect(server, deadline)} {
    if (tls) tls_.emplace(*tls, socket_, server.host, deadline);
}

void HttpConnection::send(std::string_view path, std::string_view json, Deadline deadline) {
    usable_ = false;
    std::string request{"POST "};
    request.append(path).append(" HTTP/1.1\r\nHost: ").append(host_);
    request.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(std::to_string(json.size()));
    if (!authorization_.empty()) request.append("\r\nAuthorization: ").append(authorization_);
    request.append("\r\n\r\n").append(json);
    if (tls_) {
        tls_->write(request, deadline);
    } else {
        socket_.write(request, deadline);
    }
}

// Some of the answer; false if nothing comes in time.
bool HttpConnection::read_into(HttpAnswerReader& reader, Deadline deadline) {
    std::array<char, 16 * 1024> chunk;
    std::optional<std::size_t> count;
    if (tls_) {
        count = tls_->read(chunk, deadline);
    } else if (wait_for(socket_.descriptor(), POLLIN, deadline)) {
        count = socket_.read(chunk, deadline);
    }
    if (!count) return false;
    if (*count == 0) {
        reader.feed_end();
    } else {
        reader.feed({chunk.data(), *count});
    }
    return true;
}

unsigned HttpConnection::begin(std::string_view path, std::string_view json, Deadline deadline) {
    send(path, json, deadline);
    reader_.emplace(HttpAnswerReader::no_limit);
    while (reader_->status() == 0)
        if (!read_into(*reader_, deadline)) late();
    return reader_->status();
}

std::optional<std::string> HttpConnection::more(Deadline deadline) {
    while (true) {
        if (auto some = reader_->take_so_far(); !some.empty()) return some;
        if (reader_->is_complete()) throw BadHttp{"the answer has ended"};
        if (!read_into(*reader_, deadline)) return std::nullopt;
    }
}

void HttpConnection::interrupt() noexcept { ::shutdown(socket_.descriptor(), SHUT_RDWR); }

void HttpConnection::ask(std::string_view path, std::string_view json, Deadline deadline) {
    send(path, json, deadline);
    reader_.emplace();
}

std::optional<HttpAnswer> HttpConnection::answer(Deadline deadline) {
    while (!reader_->is_complete())
        if (!read_into(*reader_, deadline)) return std::nullopt;
    usable_ = reader_->keeps_connection();
    return reader_->take();
}

HttpAnswer HttpConnection::post(std::string_view path, std::string_view json, Deadline deadline) {
    ask(path, json, deadline);
    auto whole = answer(deadline);
    if (!whole) late();
    return std::move(*whole);
}

bool HttpConnection::is_usable() const { return usable_ && !socket_.is_readable(); }

}  // namespace corbel::naming
