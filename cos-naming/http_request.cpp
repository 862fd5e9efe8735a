// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/http_request.hpp"

#include <algorithm>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace corbel::naming {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t most_bytes = 8 * 1024;

HttpResponse refusal(unsigned status, const std::string& why) { return {.status = status, .body = why + "\n"}; }

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0) {
            out += static_cast<char>(digit(text[at + 1]) << 4 | digit(text[at + 2]));
            at += 2;
        } else {
            out += text[at] == '+' ? ' ' : text[at];
        }
    }
    return out;
}

}  // namespace

struct HttpRequestReader::Parser : http::request_parser<http::empty_body> {
    std::string bytes;
};

HttpRequestReader::HttpRequestReader() : parser_{std::make_unique<Parser>()} {
    parser_->eager(true);
    parser_->header_limit(most_bytes);
    parser_->body_limit(0);
}

HttpRequestReader::~HttpRequestReader() = default;

std::optional<HttpResponse> HttpRequestReader::feed(std::string_view bytes) {
    auto& waiting = parser_->bytes;
    if (waiting.size() + bytes.size() > most_bytes) return refusal(431, "A request is at most 8 KiB.");
    waiting += bytes;
    boost::system::error_code error;
    const auto used = parser_->put(boost::asio::const_buffer{waiting.data(), waiting.size()}, error);
    waiting.erase(0, used);
    if (!error || error == http::error::need_more) return std::nullopt;
    if (error == http::error::header_limit) return refusal(431, "A request is at most 8 KiB.");
    if (error == http::error::body_limit || error == http::error::unexpected_body)
        return refusal(413, "A request has no body here.");
    return refusal(400, "This is not HTTP: " + error.message() + ".");
}

bool HttpRequestReader::is_complete() const { return parser_->is_done(); }

HttpRequest HttpRequestReader::take() const {
    const auto& message = parser_->get();
    const auto text = [](auto view) { return std::string{view.data(), view.size()}; };
    const auto target = text(message.target());
    const auto question = std::min(target.find('?'), target.size());
    return {text(message.method_string()), target.substr(0, question),
            parse_query(std::string_view{target}.substr(std::min(question + 1, target.size()))),
            text(message[http::field::host]), text(message["Sec-Fetch-Site"])};
}

std::map<std::string, std::string> parse_query(std::string_view query) {
    std::map<std::string, std::string> parameters;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        parameters.emplace(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
    }
    return parameters;
}

std::string to_bytes(const HttpResponse& response, bool with_body) {
    const auto reason = http::obsolete_reason(http::int_to_status(response.status));
    std::string bytes = "HTTP/1.1 " + std::to_string(response.status) + " ";
    bytes.append(reason.data(), reason.size());
    bytes += "\r\nContent-Type: " + response.type + "\r\nContent-Length: " + std::to_string(response.body.size()) +
             "\r\nConnection: close\r\nCache-Control: no-store\r\n"
             "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
             "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
             "Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n"
             "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n";
    if (response.status == 405) bytes += "Allow: GET, HEAD\r\n";
    bytes += "\r\n";
    if (with_body) bytes += response.body;
    return bytes;
}

}  // namespace corbel::naming
