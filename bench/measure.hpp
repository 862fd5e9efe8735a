// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

/// What the client programs of all ORBs share: they differ only in the calls they make.
namespace bench {

using Clock = std::chrono::steady_clock;

/// Command line of a client: client TARGET SCENARIO SECONDS THREADS [-ORB options]. "200x" for SECONDS: so many calls,
/// which are counted and not timed (scripts/instructions).
struct Task {
    std::string target, scenario;
    std::chrono::duration<double> duration;
    std::size_t calls = 0;  ///< 0: as many as go into the duration
    unsigned threads;

    Task(int argc, char** argv) {
        if (argc < 5) {
            std::fprintf(stderr, "usage: %s TARGET SCENARIO SECONDS THREADS\n", argv[0]);
            std::exit(EXIT_FAILURE);
        }
        target = argv[1];
        scenario = argv[2];
        const std::string length = argv[3];
        duration = std::chrono::duration<double>{std::atof(argv[3])};
        if (length.ends_with('x')) calls = static_cast<std::size_t>(std::atol(argv[3]));
        threads = static_cast<unsigned>(std::atoi(argv[4]));
    }
};

inline double cpu_seconds() {
    rusage used;
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/// One line of JSON for scripts/bench. The samples are microseconds.
inline void report(std::vector<float>& samples, std::size_t calls, double seconds, double cpu) {
    std::sort(samples.begin(), samples.end());
    const auto at = [&](double part) {
        if (samples.empty()) return 0.0f;
        return samples[static_cast<std::size_t>(part * static_cast<double>(samples.size() - 1))];
    };
    std::printf("{\"calls\": %zu, \"p50\": %.3f, \"p99\": %.3f, \"rate\": %.1f, \"cpu\": %.3f}\n", calls, at(0.5),
                at(0.99), static_cast<double>(calls) / seconds, 1e6 * cpu / static_cast<double>(calls));
}

/// Makes `call` over and over in each of the threads and reports how long a call took.
/// `make_call` is called once a thread and gives what to measure.
inline void measure(const Task& task, const std::function<std::function<void()>()>& make_call) {
    if (task.calls != 0) {
        const auto call = make_call();
        for (std::size_t i = 0; i < task.calls; ++i) call();
        return;
    }
    std::vector<std::vector<float>> samples(task.threads);
    std::vector<std::thread> threads;
    std::atomic<unsigned> ready{0};
    std::atomic<bool> go{false};
    Clock::time_point start;
    for (unsigned i = 0; i < task.threads; ++i)
        threads.emplace_back([&, i] {
            const auto call = make_call();
            auto& mine = samples[i];
            mine.reserve(1 << 20);
            const auto warm = Clock::now() + task.duration / 5;
            do call();
            while (Clock::now() < warm);
            ++ready;
            while (!go) std::this_thread::yield();
            const auto end = start + task.duration;
            for (auto before = Clock::now(); before < end;) {
                call();
                const auto after = Clock::now();
                mine.push_back(std::chrono::duration<float, std::micro>{after - before}.count());
                before = after;
            }
        });
    while (ready < task.threads) std::this_thread::yield();
    const auto cpu = cpu_seconds();
    start = Clock::now();
    go = true;
    for (auto& thread : threads) thread.join();
    const std::chrono::duration<double> took = Clock::now() - start;
    std::vector<float> all;
    for (const auto& some : samples) all.insert(all.end(), some.begin(), some.end());
    report(all, all.size(), took.count(), cpu_seconds() - cpu);
}

/// All threads make one call at the same moment, over and over; reports how long it took until the last one was back.
inline void measure_together(const Task& task, const std::function<std::function<void()>()>& make_call) {
    std::vector<float> samples;
    std::barrier<> meet{static_cast<std::ptrdiff_t>(task.threads) + 1};
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < task.threads; ++i)
        threads.emplace_back([&] {
            const auto call = make_call();
            for (;;) {
                meet.arrive_and_wait();
                if (over) return;
                call();
                meet.arrive_and_wait();
            }
        });
    const auto cpu = cpu_seconds();
    const auto start = Clock::now();
    while (samples.size() < 3 || Clock::now() < start + task.duration) {
        const auto before = Clock::now();
        meet.arrive_and_wait();
        meet.arrive_and_wait();
        samples.push_back(std::chrono::duration<float, std::micro>{Clock::now() - before}.count());
    }
    const std::chrono::duration<double> took = Clock::now() - start;
    over = true;
    meet.arrive_and_wait();
    for (auto& thread : threads) thread.join();
    report(samples, samples.size() * task.threads, took.count(), cpu_seconds() - cpu);
}

/// Sends oneways as fast as they go, `batch` at a time; `finish` returns when the target has seen them all.
inline void measure_rate(const Task& task, const std::function<void()>& send, const std::function<void()>& finish) {
    if (task.calls != 0) {
        for (std::size_t i = 0; i < task.calls; ++i) send();
        return finish();
    }
    constexpr std::size_t batch = 10'000;
    std::vector<float> samples;
    std::size_t calls = 0;
    const auto cpu = cpu_seconds();
    const auto start = Clock::now();
    while (Clock::now() < start + task.duration) {
        const auto before = Clock::now();
        for (std::size_t i = 0; i < batch; ++i) send();
        finish();
        samples.push_back(std::chrono::duration<float, std::micro>{Clock::now() - before}.count() / batch);
        calls += batch;
    }
    const std::chrono::duration<double> took = Clock::now() - start;
    report(samples, calls, took.count(), cpu_seconds() - cpu);
}

}  // namespace bench
