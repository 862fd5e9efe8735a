// SPDX-License-Identifier: BSL-1.0
// Calls through a proxy that breaks their connection at each byte, and a ledger of what was executed.
#include <catch2/catch.hpp>

#include "tests/chaos/proxy.hpp"
#include "tests/unit/transport/loopback.hpp"

using namespace corbel;
using namespace corbel::test;
using namespace std::chrono_literals;

namespace {

using Kind = Mishap::Kind;
using Direction = Mishap::Direction;

/// Enters the number of each call into its ledger, and answers with it.
struct Bank {
    Bank() {
        server.echo.other = [this](ServerRequest& request) {
            const auto number = request.arguments().get<std::uint32_t>();
            {
                const std::lock_guard lock{mutex};
                ++entries[number];
            }
            request.reply([&](cdr::Writer& out) { out.put(number); });
        };
    }
    unsigned executed(std::uint32_t number) {
        const std::lock_guard lock{mutex};
        return entries[number];
    }

    std::mutex mutex;
    std::map<std::uint32_t, unsigned> entries;
    Server server;
};

std::uint32_t book(const Reference& bank, std::uint32_t number) {
    auto reply = bank.invoker().call(bank, "call", [&](cdr::Writer& out) { out.put(number); });
    return reply.body.get<std::uint32_t>();
}

/// Makes the call and compares what its caller knows with what the ledger says.
void check_at_most_once(Bank& bank, const Reference& target, std::uint32_t number, Completion least) {
    std::optional<SystemError> error;
    std::uint32_t answer = number;
    try {
        answer = book(target, number);
    } catch (const SystemError& caught) {
        error = caught;
    }
    CAPTURE(error ? error->text() : "");
    CHECK(answer == number);
    if (!error) {
        CHECK(bank.executed(number) == 1);
    } else if (error->completed() == Completion::no) {
        CHECK(least == Completion::no);
        CHECK(bank.executed(number) == 0);
    } else {
        // The request may be on its way still; it must not come twice.
        CHECK(error->completed() == Completion::maybe);
        CHECK(bank.executed(number) <= 1);
    }
}

}  // namespace

TEST_CASE("bytes that come one by one, or slowly, change nothing") {
    Bank bank;
    for (auto kind : {Kind::split, Kind::delay}) {
        Proxy proxy{bank.server.address, {{kind, Direction::to_server, 0}}};
        Client client;
        const auto target = client.to(ior_of(proxy.address));
        for (std::uint32_t number = 0; number < 20; ++number) CHECK(book(target, number) == number);
        const std::string text(3000, 'x');
        CHECK(echo(target, text) == text);
        CHECK(proxy.accepted == 1);
    }
}

TEST_CASE("a connection that breaks at any byte: nothing is executed twice, and errors tell the truth") {
    Bank bank;
    std::uint32_t number = 0;
    for (auto kind : {Kind::truncate, Kind::reset})
        for (auto direction : {Direction::to_server, Direction::to_client})
            for (std::size_t at = 0; at < 110; ++at) {
                CAPTURE(int(kind), int(direction), at);
                Proxy proxy{bank.server.address, {{kind, direction, at}}};
                Client client;
                const auto target = client.to(ior_of(proxy.address));
                // A reply has 28 bytes, a request more: by the fifth call the connection has been replaced.
                for (int i = 0; i < 4; ++i) check_at_most_once(bank, target, ++number, Completion::no);
                ++number;
                CHECK(book(target, number) == number);  // by now over a connection that holds
            }
    for (std::uint32_t each = 1; each <= number; ++each) CHECK(bank.executed(each) <= 1);
}

TEST_CASE("a connection that goes silent at any byte: the call ends at its deadline") {
    Bank bank;
    std::uint32_t number = 0;
    for (auto direction : {Direction::to_server, Direction::to_client})
        for (std::size_t at = 0; at < 90; at += 7) {
            CAPTURE(int(direction), at);
            Proxy proxy{bank.server.address, {{Kind::stall, direction, at}}};
            Client client;
            const auto target = with_timeout(client.to(ior_of(proxy.address)), 100ms);
            const auto start = Clock::now();
            check_at_most_once(bank, target, ++number, Completion::maybe);
            CHECK(Clock::now() - start < 5s);
        }
    for (std::uint32_t each = 1; each <= number; ++each) CHECK(bank.executed(each) <= 1);
}

TEST_CASE("many callers over connections that break again and again") {
    Bank bank;
    std::vector<Mishap> mishaps;
    for (std::size_t i = 0; i < 40; ++i)
        mishaps.push_back({i % 2 ? Kind::reset : Kind::truncate, i % 3 ? Direction::to_client : Direction::to_server,
                           200 + 177 * i});
    Proxy proxy{bank.server.address, mishaps};
    Client client;
    const auto target = client.to(ior_of(proxy.address));
    std::atomic<std::uint32_t> next{0};
    std::atomic<unsigned> wrong{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i)
        callers.emplace_back([&] {
            for (std::uint32_t number; (number = ++next) <= 2000;) {
                try {
                    if (book(target, number) != number || bank.executed(number) != 1) ++wrong;
                } catch (const SystemError& error) {
                    if (error.completed() == Completion::no && bank.executed(number) != 0) ++wrong;
                }
            }
        });
    for (auto& caller : callers) caller.join();
    CHECK(wrong == 0);
    CHECK(proxy.accepted > 5);
    for (std::uint32_t each = 1; each <= 2000; ++each) CHECK(bank.executed(each) <= 1);
}
