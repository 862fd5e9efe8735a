// SPDX-License-Identifier: BSL-1.0
// Calls a naming service over bare sockets, so that the service is what is measured and no ORB of a client.
// usage: naming_load PORT bind|resolve CLIENTS SECONDS   prints calls per second
//        naming_load PORT fill CLIENTS COUNT             binds so many names in contexts of a thousand; prints seconds
//        naming_load PORT probe CLIENTS COUNT            whether the last of those names is there
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

/// GIOP 1.2 in the byte order of this machine, which is little-endian.
class Message {
public:
    explicit Message(const std::string& operation) {
        for (const char c : {'G', 'I', 'O', 'P', '\1', '\2', '\1', '\0'}) bytes_ += c;
        number(0);  // the size
        number(1);  // the request's id
        bytes_ += std::string("\3\0\0\0", 4) + std::string("\0\0\0\0", 4);
        octets("NameService");
        text(operation);
        number(0);
        align(8);
    }

    void align(std::size_t to) { bytes_.resize((bytes_.size() + to - 1) / to * to); }
    void number(std::uint32_t value) {
        align(4);
        bytes_.append(reinterpret_cast<const char*>(&value), 4);
    }
    void octets(const std::string& value) {
        number(static_cast<std::uint32_t>(value.size()));
        bytes_ += value;
    }
    void text(const std::string& value) { octets(value + '\0'); }

    const std::string& finished() {
        const auto size = static_cast<std::uint32_t>(bytes_.size() - 12);
        std::memcpy(bytes_.data() + 8, &size, 4);
        return bytes_;
    }

private:
    std::string bytes_;
};

/// A reference with one IIOP 1.0 profile, as long as most are.
void add_reference(Message& message, const std::string& key) {
    message.text("IDL:Corbel/Bench:1.0");
    message.number(1);
    message.number(0);
    std::string profile("\1\1\0\0\12\0\0\000127.0.0.1\0", 18);
    profile += std::string("\1\0", 2);
    const auto size = static_cast<std::uint32_t>(key.size());
    profile.append(reinterpret_cast<const char*>(&size), 4);
    message.octets(profile + key);
}

using Path = std::vector<std::string>;

void add_name(Message& message, const Path& path) {
    message.number(static_cast<std::uint32_t>(path.size()));
    for (const auto& id : path) {
        message.text(id);
        message.text("");
    }
}

std::string bind_request(const Path& path) {
    Message message{"bind"};
    add_name(message, path);
    add_reference(message, "some/object/key/of/fifty/bytes/as/object/keys/are/" + path.back());
    return message.finished();
}

std::string request(const char* operation, const Path& path) {
    Message message{operation};
    add_name(message, path);
    return message.finished();
}

class Connection {
public:
    explicit Connection(int port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"nobody listens"};
    }
    ~Connection() { ::close(socket_); }

    /// Whether the reply is no exception.
    bool call(const std::string& request) {
        if (::write(socket_, request.data(), request.size()) != static_cast<ssize_t>(request.size()))
            throw std::runtime_error{"the service is gone"};
        char head[12];
        read(head, sizeof head);
        std::uint32_t size = 0;
        std::memcpy(&size, head + 8, 4);
        body_.resize(size);
        read(body_.data(), size);
        std::uint32_t status = 0;
        std::memcpy(&status, body_.data() + 4, 4);
        return status == 0;
    }

private:
    void read(char* to, std::size_t size) {
        while (size > 0) {
            const auto count = ::read(socket_, to, size);
            if (count <= 0) throw std::runtime_error{"the service is gone"};
            to += count;
            size -= static_cast<std::size_t>(count);
        }
    }

    int socket_;
    std::vector<char> body_;
};

}  // namespace

namespace {

constexpr long names_in_context = 1000;

Path path_of(long number) {
    return {"context" + std::to_string(number / names_in_context), "device" + std::to_string(number)};
}

int fill(int port, int clients, long count) {
    const auto start = std::chrono::steady_clock::now();
    std::atomic<long> failed{0};
    {
        Connection connection{port};
        for (long i = 0; i < count; i += names_in_context)
            failed += !connection.call(request("bind_new_context", {path_of(i).front()}));
    }
    std::atomic<long> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i)
        threads.emplace_back([&] {
            Connection connection{port};
            for (long n = next++; n < count; n = next++) failed += !connection.call(bind_request(path_of(n)));
        });
    for (auto& thread : threads) thread.join();
    std::printf("%.1f\n", std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count());
    return failed > 0;
}

}  // namespace

int main(int argc, char* argv[]) {
    if (argc != 5) return 64;
    const int port = std::atoi(argv[1]);
    const std::string what = argv[2];
    if (what == "fill") return fill(port, std::atoi(argv[3]), std::atol(argv[4]));
    if (what == "probe") return !Connection{port}.call(request("resolve", path_of(std::atol(argv[4]) - 1)));
    const bool binds = std::string{argv[2]} == "bind";
    const std::string run = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    std::atomic<long> done{0};
    std::atomic<long> failed{0};
    std::atomic<bool> stop{false};
    Connection{port}.call(bind_request({"resolved"}));
    std::vector<std::thread> threads;
    for (int i = 0; i < std::atoi(argv[3]); ++i)
        threads.emplace_back([&, i] {
            Connection connection{port};
            const auto resolve = request("resolve", {"resolved"});
            for (long n = 0; !stop; ++n) {
                const bool good = connection.call(
                    binds ? bind_request({run + "-" + std::to_string(i) + "-" + std::to_string(n)}) : resolve);
                ++(good ? done : failed);
            }
        });
    const auto start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::duration<double>{std::atof(argv[4])});
    const auto count = done.load();
    const double seconds = std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count();
    stop = true;
    for (auto& thread : threads) thread.join();
    if (failed > 0) std::fprintf(stderr, "naming_load: %ld calls failed\n", failed.load());
    std::printf("%.0f\n", static_cast<double>(count) / seconds);
    return failed > 0;
}
