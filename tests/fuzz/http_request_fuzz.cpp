// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string_view>

#include "cos-naming/http_request.hpp"
#include "cos-naming/socket.hpp"
#include "tests/fuzz/target.hpp"

// What a client of the page sends: it is taken, refused with a status, or incomplete, in one piece as in small ones.
using namespace corbel;
using namespace corbel::naming;

namespace {

struct Seen {
    unsigned refused = 0;
    bool complete = false;
    HttpRequest request = {};
};

Seen read(std::string_view bytes, std::size_t piece) {
    HttpRequestReader reader;
    Seen seen;
    for (std::size_t at = 0; at < bytes.size() && !reader.is_complete(); at += piece)
        if (const auto response = reader.feed(bytes.substr(at, piece))) {
            seen.refused = response->status;
            fuzz::require(to_bytes(*response, true).size() > response->body.size());
            return seen;
        }
    seen.complete = reader.is_complete();
    if (seen.complete) seen.request = reader.take();
    return seen;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 4096)};
    const auto whole = read(bytes, std::max<std::size_t>(bytes.size(), 1)), pieces = read(bytes, 5);
    if (whole.complete && pieces.complete)
        fuzz::require(whole.request.path == pieces.request.path && whole.request.host == pieces.request.host &&
                      whole.request.parameters == pieces.request.parameters);
    parse_host_port(bytes);
    parse_query(bytes);
    return 0;
}
