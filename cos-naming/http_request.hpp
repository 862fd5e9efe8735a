// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace corbel::naming {

/// A request without a body, as the page of the daemon takes it.
struct HttpRequest {
    std::string method;
    std::string path;                                ///< without the query, as it came
    std::map<std::string, std::string> parameters;  ///< of the query, decoded
    std::string host;                                ///< what the client takes this server for, with the port
    std::string fetch_site;                          ///< Sec-Fetch-Site: whose page asks, as browsers say it
};

struct HttpResponse {
    unsigned status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body = {};
};

/// Makes one request of the bytes of a client, which are at most 8 KiB.
class HttpRequestReader {
public:
    HttpRequestReader();
    ~HttpRequestReader();

    /// What to answer at once if these bytes are none of a request that is taken: 400, 413, 431.
    std::optional<HttpResponse> feed(std::string_view bytes);
    bool is_complete() const;
    HttpRequest take() const;

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// The bytes of a response, with the headers that keep a browser from doing more with it than showing it.
std::string to_bytes(const HttpResponse& response, bool with_body);

/// The decoded parts of "a=1&b=%20x": '+' is a space, a '%' without two digits stands for itself.
std::map<std::string, std::string> parse_query(std::string_view query);

}  // namespace corbel::naming
