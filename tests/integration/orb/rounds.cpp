// SPDX-License-Identifier: BSL-1.0
// ORBs that are stopped in every awkward way while calls run; it must end each time.
//
//     orb_rounds count
//
// Each round has a server and a client, callers over TCP and within the server's own process, an asker of deferred
// calls, and a stop from within an upcall, from two threads at once, with waiting, or by destroy() in several threads.
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

#include "orb/engine/base/minor.hpp"
#include "tests/unit/core/test_orb.hpp"

namespace {

using namespace corbel;
using namespace corbel::core;

struct Round {
    unsigned number;
    std::shared_ptr<Orb> server = loopback_orb(), client = loopback_orb();
    std::atomic<int> asked{0}, completed{0};
    std::atomic<bool> over{false};

    explicit Round(unsigned number) : number{number} {}

    /// Ends by an error when the server is gone; any error but a wrong order is one that callers may see.
    void call_until_it_ends(const Reference& target) {
        while (!over) {
            try {
                ask(target);
            } catch (const SystemError&) {
                return;
            }
        }
    }

    void ask_asynchronously(const Reference& target) {
        for (int i = 0; i < 20; ++i) {
            ++asked;
            try {
                client->invoker()->call_async(target, "work", [](cdr::Writer&) {},
                                              [this](Reply, const SystemError*) { ++completed; });
            } catch (const SystemError&) {
                ++completed;
                return;
            }
        }
    }

    bool run() {
        std::atomic<bool> refused_to_wait{true};
        const auto worker = serve(*server, servant([](ServerRequest& request) {
                                      request.reply([](cdr::Writer& out) { out.string("done"); });
                                  }));
        const auto stopper = serve(*server, servant([&](ServerRequest& request) {
                                       try {
                                           server->shutdown(true);
                                           refused_to_wait = false;
                                       } catch (const SystemError& error) {
                                           if (error.minor() != minor::orb_shutdown_from_upcall)
                                               refused_to_wait = false;
                                       }
                                       server->shutdown(false);
                                       request.reply([](cdr::Writer& out) { out.string("stopping"); });
                                   }));
        const auto far = at(*client, worker);
        std::vector<std::thread> threads;
        threads.emplace_back([&] { server->run(); });
        for (int i = 0; i < 2; ++i) threads.emplace_back([&] { call_until_it_ends(far); });
        threads.emplace_back([&] { call_until_it_ends(worker); });
        threads.emplace_back([&] { ask_asynchronously(far); });
        if (number % 2 == 0) std::this_thread::yield();
        switch (number % 4) {
            case 0:
                try {
                    ask(at(*client, stopper));
                } catch (const SystemError&) {  // its connection may be gone before the answer
                }
                break;
            case 1:
                try {
                    ask(stopper);
                } catch (const SystemError&) {
                }
                break;
            case 2:
                threads.emplace_back([&] { server->shutdown(true); });
                server->shutdown(true);
                break;
            default:
                threads.emplace_back([&] { server->destroy(); });
                for (int i = 0; i < 2; ++i) threads.emplace_back([&] { client->destroy(); });
                server->shutdown(false);
        }
        server->destroy();
        over = true;
        for (auto& thread : threads) thread.join();
        client->destroy();
        for (int i = 0; i < 10'000 && completed < asked; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{1});
        if (completed != asked)
            std::cerr << "round " << number << ": " << completed << " of " << asked << " deferred calls completed\n";
        return completed == asked && refused_to_wait;
    }
};

}  // namespace

int main(int argc, char* argv[]) {
    const auto rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 40;
    unsigned wrong = 0;
    for (unsigned number = 0; number < rounds; ++number) {
        if (!Round{number}.run()) ++wrong;
        if (number % 500 == 499) std::cout << number + 1 << " rounds" << std::endl;
    }
    std::cout << rounds << " rounds, " << wrong << " wrong\n";
    return wrong == 0 ? 0 : 1;
}
