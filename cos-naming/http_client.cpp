// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/http_client.hpp"

#include <array>

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

bool HttpAnswerReader::keeps_connection() const { return parser_->keep_alive() && parser_->waiting.empty(); }

HttpAnswer HttpAnswerReader::take() {
    auto message = parser_->release();
    return {message.result_int(), std::move(message.body())};
}

HttpConnection::HttpConnection(const HostPort& server, Deadline deadline)
    : host_{server.to_string()}, socket_{Socket::connect(server, deadline)} {}

HttpAnswer HttpConnection::post(std::string_view path, std::string_view json, Deadline deadline) {
    usable_ = false;
    std::string request{"POST "};
    request.append(path).append(" HTTP/1.1\r\nHost: ").append(host_);
    request.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(std::to_string(json.size()));
    request.append("\r\n\r\n").append(json);
    socket_.write(request, deadline);
    HttpAnswerReader reader;
    std::array<char, 16 * 1024> chunk;
    while (!reader.is_complete()) {
        const auto count = socket_.read(chunk, deadline);
        if (count == 0)
            reader.feed_end();
        else
            reader.feed({chunk.data(), count});
    }
    usable_ = reader.keeps_connection();
    return reader.take();
}

bool HttpConnection::is_usable() const { return usable_ && !socket_.is_readable(); }

}  // namespace corbel::naming
