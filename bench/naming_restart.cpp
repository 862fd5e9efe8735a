// SPDX-License-Identifier: BSL-1.0
// How long the naming daemon's store takes to start with many names, and what a name costs.
// usage: naming_restart STORE-FILE NAMES   (fills a new file; run it again for the figures of a start alone)
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "cos-naming/sqlite_store.hpp"

namespace {

using namespace corbel::naming;
using Clock = std::chrono::steady_clock;

constexpr unsigned writers = 256;
constexpr std::size_t names_in_context = 1000;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>{Clock::now() - start}.count(); }

long resident_bytes() {
    std::ifstream file{"/proc/self/statm"};
    long total = 0;
    long resident = 0;
    file >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

/// As long as omniORB's and ours are.
std::string reference(std::size_t number) {
    std::string text = "IOR:010000001500000049444c3a436f7262656c2f42656e63683a312e300000000001000000";
    for (std::size_t i = 0; i < 100; ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02zx", (number >> (i % 8 * 8)) & 0xff);
        text += digits;
    }
    return text;
}

void fill(const std::string& path, std::size_t count) {
    SqliteStore store{{.path = path, .limits = {}}};
    std::vector<ContextId> contexts(count / names_in_context + 1);
    for (std::size_t i = 0; i < contexts.size(); ++i)
        store.bind_new_context(NamingStore::root, {"c" + std::to_string(i), ""}, contexts[i]);
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < writers; ++i)
        threads.emplace_back([&] {
            for (auto at = next++; at < count; at = next++)
                store.bind(contexts[at / names_in_context], {"device" + std::to_string(at), "pump"},
                           {BindingType::object, {}, reference(at)});
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace

int main(int argc, char* argv[]) {
    if (argc != 3) return 64;
    const std::string path = argv[1];
    const auto count = static_cast<std::size_t>(std::atoll(argv[2]));
    auto start = Clock::now();
    if (!std::filesystem::exists(path)) {
        fill(path, count);
        std::printf("filled by %u writers in %.1f s\n", writers, seconds_since(start));
    }
    const auto before = resident_bytes();
    const auto processor = std::clock();
    start = Clock::now();
    const SqliteStore store{{.path = path, .limits = {}}};
    const auto names = static_cast<double>(count);
    std::printf("start with %zu names: %.2f s (%.2f s of a processor); %.0f bytes of disk, %.0f of memory for each\n",
                count, seconds_since(start), static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC,
                static_cast<double>(std::filesystem::file_size(path)) / names,
                static_cast<double>(resident_bytes() - before) / names);
    return 0;
}
