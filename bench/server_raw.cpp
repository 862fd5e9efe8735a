// SPDX-License-Identifier: BSL-1.0
// Answers each request with as many bytes as it asks for; a thread per connection.
// usage: server_raw tcp|PATH TARGET_FILE
#include <arpa/inet.h>

#include <fstream>
#include <iostream>
#include <thread>

#include "bench/raw.hpp"

namespace {

void serve(int socket) {
    raw::no_delay(socket);
    std::vector<char> buffer(1 << 16), reply(1 << 16);
    for (std::size_t have = 0; raw::fill(socket, buffer, have, sizeof(raw::Head));) {
        raw::Head head;
        std::memcpy(&head, buffer.data(), sizeof head);
        if (!raw::fill(socket, buffer, have, head.request_bytes)) break;
        have -= head.request_bytes;
        std::memmove(buffer.data(), buffer.data() + head.request_bytes, have);
        if (reply.size() < head.reply_bytes) reply.resize(head.reply_bytes);
        raw::send_all(socket, reply.data(), head.reply_bytes);
    }
    close(socket);
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) throw std::runtime_error{"usage: server_raw tcp|PATH TARGET_FILE"};
    const std::string where = argv[1];
    const auto tcp = where == "tcp";
    const auto listener = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
    auto target = where;
    if (tcp) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) raw::fail("bind");
        socklen_t size = sizeof address;
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        target = std::to_string(ntohs(address.sin_port));
    } else {
        const auto address = raw::unix_address(where);
        if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) raw::fail("bind");
    }
    if (listen(listener, 100) != 0) raw::fail("listen");
    std::ofstream{argv[2]} << target << std::endl;
    for (;;) {
        const auto socket = accept(listener, nullptr, nullptr);
        if (socket < 0) raw::fail("accept");
        std::thread{serve, socket}.detach();
    }
} catch (const std::exception& error) {
    std::cerr << "server_raw: " << error.what() << '\n';
    return 1;
}
