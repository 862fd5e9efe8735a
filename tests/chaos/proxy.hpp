// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "orb/engine/transport/socket.hpp"

namespace corbel::test {

/// What happens to the bytes of one connection. A direction that is not named passes unharmed.
struct Mishap {
    enum class Kind {
        none,
        split,     ///< every byte by itself
        delay,     ///< a moment between pieces
        truncate,  ///< after `at` bytes of `direction` both sides see the end of the stream
        reset,     ///< after `at` bytes both sides see a reset
        stall      ///< after `at` bytes nothing goes on, and nobody is told
    };
    enum class Direction { to_server, to_client };

    Kind kind = Kind::none;
    Direction direction = Direction::to_server;
    std::size_t at = 0;
};

/// Stands between a client and a server on the loopback interface and treats the bytes badly. The first connections
/// meet the mishaps given, one each; those behind them pass unharmed.
class Proxy {
public:
    Proxy(giop::Address server, std::vector<Mishap> mishaps);
    ~Proxy();

    giop::Address address{"127.0.0.1", 0, {}};
    std::atomic<unsigned> accepted{0};

private:
    void accept();
    void pump(transport::Fd client, Mishap mishap);

    const giop::Address server_;
    const std::vector<Mishap> mishaps_;
    std::vector<transport::Fd> listeners_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::vector<std::thread> pumps_;  // under mutex_
    std::thread thread_;
};

}  // namespace corbel::test
