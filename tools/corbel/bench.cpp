// SPDX-License-Identifier: BSL-1.0
// corbel bench: how many calls a second, and how long they take.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <thread>

#include "tools/corbel/caller.hpp"

namespace corbel::tool {
namespace {

using json::Node;
using Nanoseconds = std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

constexpr const char* examples =
    "  corbel bench corbaloc::127.0.0.1:2809/NameService _non_existent -n 10000\n"
    "  corbel bench --idl bank.idl -c 8 --rate 5000 Bank/Main deposit 7 1    # 8 callers, 5000 calls a second in all";

struct Bench {
    CallWords call;
    std::size_t count = 10000;
    std::size_t warm_up = 100;
    unsigned callers = 1;
    double rate = 0;
};

/// Times of the calls of all callers.
struct Measured {
    std::vector<Nanoseconds> times;
    std::atomic<std::size_t> user_exceptions{0};
    Nanoseconds total{};
};

double microseconds(Nanoseconds time) { return std::chrono::duration<double, std::micro>{time}.count(); }

Node rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return Node::number(std::string{text});
}

void measure(const Bench& bench, const Caller& caller, const dynamic::Operation& operation,
             const dynamic::Values& arguments, Measured& measured) {
    measured.times.resize(bench.count);
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::atomic<bool> failing{false};
    const auto start = Clock::now();
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < bench.count && !failing; i = next++) {
                auto begin = Clock::now();
                if (bench.rate > 0) {  // a call counts from when it should have begun
                    const auto due = start + std::chrono::duration_cast<Nanoseconds>(
                                                 std::chrono::duration<double>{static_cast<double>(i) / bench.rate});
                    std::this_thread::sleep_until(due);
                    begin = due;
                }
                if (!caller.call(operation, arguments).ok()) ++measured.user_exceptions;
                measured.times[i] = Clock::now() - begin;
            }
        } catch (...) {
            if (!failing.exchange(true)) failure = std::current_exception();
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < bench.callers; ++i) threads.emplace_back(work);
    work();
    for (auto& each : threads) each.join();
    measured.total = Clock::now() - start;
    if (failure) std::rethrow_exception(failure);
    std::sort(measured.times.begin(), measured.times.end());
}

Node summary(const Bench& bench, const Measured& measured) {
    const auto at = [&](double part) {
        const auto index = static_cast<std::size_t>(part * static_cast<double>(measured.times.size() - 1));
        return rounded(microseconds(measured.times[index]));
    };
    auto node = Node::object();
    node.add("calls", Node::number(static_cast<long long>(bench.count)));
    node.add("callers", Node::number(static_cast<long long>(bench.callers)));
    node.add("calls_per_second", rounded(static_cast<double>(bench.count) * 1e6 / microseconds(measured.total)));
    if (measured.user_exceptions)
        node.add("user_exceptions", Node::number(static_cast<long long>(measured.user_exceptions.load())));
    auto& times = node.add("microseconds", Node::object());
    times.add("least", at(0));
    times.add("median", at(0.5));
    times.add("p90", at(0.9));
    times.add("p99", at(0.99));
    times.add("p99_9", at(0.999));
    times.add("most", at(1));
    return node;
}

/// How many calls took up to each power of two of microseconds.
Node histogram(const Measured& measured) {
    auto node = Node::array();
    auto from = measured.times.begin();
    for (double limit = 1; from != measured.times.end(); limit *= 2) {
        const auto to = std::find_if(from, measured.times.end(),
                                     [&](Nanoseconds each) { return microseconds(each) > limit; });
        if (to != from) {
            auto& bar = node.items.emplace_back(Node::object());
            bar.add("up_to_us", rounded(limit));
            bar.add("calls", Node::number(static_cast<long long>(to - from)));
        }
        from = to;
    }
    return node;
}

void print_histogram(const Node& bars, std::size_t count) {
    for (const auto& bar : bars.items) {
        const auto calls = std::stoul(bar.find("calls")->text);
        std::cout << std::string(14 - std::min<std::size_t>(12, bar.find("up_to_us")->text.size()), ' ')
                  << bar.find("up_to_us")->text << " us " << std::string(1 + calls * 50 / count, '#') << ' ' << calls
                  << '\n';
    }
}

void run(Tool& tool, const Bench& bench) {
    if (bench.count == 0 || bench.callers == 0) throw UsageError{"a bench needs a call and a caller at least"};
    Caller caller{tool, bench.call};
    const auto wanted = caller.wanted(bench.call.words);
    const auto& operation = caller.operation_named(wanted.operation);
    const auto arguments = caller.values(operation, wanted.arguments);
    for (std::size_t i = 0; i < bench.warm_up; ++i) caller.call(operation, arguments);
    Measured measured;
    measure(bench, caller, operation, arguments, measured);
    auto result = summary(bench, measured);
    auto bars = histogram(measured);
    if (tool.json) {
        result.add("histogram", std::move(bars));
        return tool.print(result);
    }
    tool.print(result);
    print_histogram(bars, bench.count);
}

}  // namespace

void add_bench(CLI::App& app, Tool& tool) {
    auto bench = std::make_shared<Bench>();
    auto* verb = add_verb(app, "bench", "Call an operation many times and print rates and times", examples);
    add_call_words(*verb, bench->call);
    verb->add_option("-n,--count", bench->count, "How many calls in all")->capture_default_str();
    verb->add_option("-c,--callers", bench->callers, "How many at once")->capture_default_str();
    verb->add_option("--rate", bench->rate, "Calls a second; 0: as fast as they go")->capture_default_str();
    verb->add_option("--warm-up", bench->warm_up, "Calls before those that count")->capture_default_str();
    verb->callback([&tool, bench] { run(tool, *bench); });
}

}  // namespace corbel::tool
