// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace interop {

/// Calls by eight threads until the end of standard input; then prints how many calls there were, and what became of
/// those that failed. `note(number)` and `read()` return what went wrong, or nothing.
template <class Note, class Read>
void call_through_restarts(Note note, Read read) {
    std::atomic<bool> stop{false};
    std::atomic<unsigned> last{0}, reads{0}, failed_reads{0};
    std::mutex mutex;
    std::string failed;
    const auto note_on = [&] {
        while (!stop) {
            const unsigned number = ++last;
            const std::string error = note(number);
            const std::lock_guard lock{mutex};
            if (!error.empty()) failed += "failed note " + std::to_string(number) + ": " + error + '\n';
        }
    };
    const auto read_on = [&] {
        for (; !stop; ++reads) {
            const std::string error = read();
            if (error.empty()) continue;
            ++failed_reads;
            const std::lock_guard lock{mutex};
            failed += "failed read: " + error + '\n';
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(note_on);
        threads.emplace_back(read_on);
    }
    std::cout << "calling" << std::endl;
    while (std::cin.get() != std::char_traits<char>::eof()) {
    }
    stop = true;
    for (auto& thread : threads) thread.join();
    std::cout << failed << last << " notes, " << reads << " reads, " << failed_reads << " failed" << std::endl;
}

}  // namespace interop
