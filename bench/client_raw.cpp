// SPDX-License-Identifier: BSL-1.0
// The floor of each scenario: requests and replies of the sizes GIOP gives them. usage: see measure.hpp
#include <arpa/inet.h>

#include <iostream>
#include <map>
#include <memory>

#include "bench/measure.hpp"
#include "bench/raw.hpp"

namespace {

/// Bytes of the GIOP 1.2 messages, headers included.
const std::map<std::string, raw::Head> sizes = {
    {"ping", {60, 24}},
    {"string16", {84, 48}},
    {"self", {60, 160}},
    {"octets64k", {65'612, 65'572}},
    {"octets1m", {1'048'652, 1'048'608}},
    {"doubles1m", {1'048'652, 1'048'608}},
    {"points1000", {44'076, 44'036}},
    {"strings1000", {16'076, 16'036}},
    {"any", {240, 200}},
    {"exception", {64, 80}},
    {"oneway", {64, 0}},
    {"samples50k", {800'068, 28}},
};

int connect_to(const std::string& target) {
    const auto is_path = target.find('/') != std::string::npos;
    const auto socket = ::socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
    if (is_path) {
        const auto address = raw::unix_address(target);
        if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) raw::fail("connect");
    } else {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(target)));
        if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) raw::fail("connect");
        raw::no_delay(socket);
    }
    return socket;
}

/// One connection.
class Line {
public:
    explicit Line(const std::string& target) : socket_{connect_to(target)} {}

    void send(raw::Head head) {
        if (request_.size() < head.request_bytes) request_.resize(head.request_bytes);
        std::memcpy(request_.data(), &head, sizeof head);
        raw::send_all(socket_, request_.data(), head.request_bytes);
    }
    void call(raw::Head head) {
        send(head);
        std::size_t have = 0;
        if (!raw::fill(socket_, reply_, have, head.reply_bytes)) raw::fail("recv");
    }

private:
    int socket_;
    std::vector<char> request_, reply_;
};

}  // namespace

int main(int argc, char** argv) try {
    const bench::Task task{argc, argv};
    const auto head = sizes.at(task.scenario);
    if (task.scenario == "oneway") {
        Line line{task.target};
        // Requests are answered in order: a reply shows that all before it have arrived.
        bench::measure_rate(task, [&] { line.send(head); }, [&] { line.call(sizes.at("ping")); });
    } else {
        bench::measure(task, [&] {
            auto line = std::make_shared<Line>(task.target);
            return [line, head] { line->call(head); };
        });
    }
} catch (const std::exception& error) {
    std::cerr << "client_raw: " << error.what() << '\n';
    return 1;
}
