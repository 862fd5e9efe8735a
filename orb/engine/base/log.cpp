// SPDX-License-Identifier: BSL-1.0
// The only source that knows spdlog.
#include "orb/engine/base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "orb/engine/base/deadline.hpp"

namespace corbel::log {

namespace detail {
std::array<std::atomic<Level>, channel_count> levels{Level::warning, Level::warning, Level::warning, Level::warning,
                                                     Level::warning};
}

namespace {

constexpr std::string_view channel_names[] = {"giop", "connection", "call", "poa", "orb"};
constexpr std::string_view level_names[] = {"trace", "debug", "info", "warning", "error", "off"};
constexpr spdlog::level::level_enum spdlog_levels[] = {spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
                                                       spdlog::level::warn,  spdlog::level::err,   spdlog::level::off};

/// Never destroyed: static objects of the program may log while they go.
struct State {
    std::mutex mutex;  // guards all; never held while a sink is called
    std::shared_ptr<const Sink> sink;

    struct Budget {
        Clock::time_point second{};
        unsigned used = 0;
        unsigned dropped = 0;
    };
    std::array<Budget, channel_count> budgets;
};

State& state() {
    static auto* const state = new State;
    return *state;
}

spdlog::logger& standard_error(Channel channel) {
    static auto* const loggers = [] {
        auto* const all = new std::vector<spdlog::logger>;
        const auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        for (const auto name : channel_names) {
            auto& logger = all->emplace_back(std::string{name}, sink);
            logger.set_level(spdlog::level::trace);
            logger.set_pattern("%Y-%m-%d %H:%M:%S.%e %t %n %l: %v");
        }
        return all;
    }();
    return (*loggers)[static_cast<std::size_t>(channel)];
}

std::string printable(std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '\n' || (octet >= 0x20 && octet < 0x7f))
            out += c;
        else
            ((out += "\\x") += digits[octet >> 4]) += digits[octet & 15];
    }
    return out;
}

/// Whether the line may be written; `dropped` is how many before it were not.
bool within_budget(State& state, Channel channel, Level level, unsigned& dropped) {
    if (level < Level::warning) return true;
    auto& budget = state.budgets[static_cast<std::size_t>(channel)];
    const auto now = Clock::now();
    if (now - budget.second >= std::chrono::seconds{1}) budget = {now, 0, budget.dropped};
    if (budget.used == lines_per_second) {
        ++budget.dropped;
        return false;
    }
    ++budget.used;
    dropped = std::exchange(budget.dropped, 0);
    return true;
}

template <std::size_t Count>
std::optional<std::size_t> index_of(const std::string_view (&names)[Count], std::string_view name) {
    const auto at = std::find(std::begin(names), std::end(names), name);
    if (at == std::end(names)) return {};
    return static_cast<std::size_t>(at - std::begin(names));
}

}  // namespace

std::string_view name_of(Channel channel) noexcept { return channel_names[static_cast<std::size_t>(channel)]; }
std::string_view name_of(Level level) noexcept { return level_names[static_cast<std::size_t>(level)]; }

void write(Channel channel, Level level, std::string_view text) noexcept {
    if (!enabled(channel, level)) return;
    try {
        auto line = printable(text);
        std::shared_ptr<const Sink> sink;
        {
            const std::lock_guard lock{state().mutex};
            unsigned dropped = 0;
            if (!within_budget(state(), channel, level, dropped)) return;
            if (dropped != 0) line += " (" + std::to_string(dropped) + " lines before this one were too many)";
            sink = state().sink;
        }
        if (sink)
            (*sink)(channel, level, line);
        else
            standard_error(channel).log(spdlog_levels[static_cast<std::size_t>(level)], line);
    } catch (...) {  // There is no place to complain about a log.
    }
}

void warn(Channel channel, std::initializer_list<std::string_view> words) noexcept {
    if (!enabled(channel, Level::warning)) return;
    try {
        std::string text;
        for (const auto each : words) text += each;
        write(channel, Level::warning, text);
    } catch (const std::exception&) {  // no memory to say so
    }
}

std::optional<std::vector<Change>> parse_levels(std::string_view text) {
    std::vector<Change> changes;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto part = text.substr(0, comma);
        text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
        Change change{{}, Level::off};
        if (const auto equals = part.find('='); equals != part.npos) {
            const auto channel = index_of(channel_names, part.substr(0, equals));
            if (!channel) return {};
            change.channel = static_cast<Channel>(*channel);
            part = part.substr(equals + 1);
        }
        const auto level = index_of(level_names, part);
        if (!level) return {};
        change.level = static_cast<Level>(*level);
        changes.push_back(change);
    }
    return changes;
}

std::string_view levels_expected() noexcept {
    return "level or channel=level, separated by commas; channels giop, connection, call, poa, orb; levels trace, "
           "debug, info, warning, error, off";
}

void set_level(Channel channel, Level level) noexcept {
    detail::levels[static_cast<std::size_t>(channel)].store(level, std::memory_order_relaxed);
}

void set_levels(const std::vector<Change>& changes) noexcept {
    for (const auto& change : changes)
        for (std::size_t i = 0; i < channel_count; ++i)
            if (!change.channel || static_cast<std::size_t>(*change.channel) == i)
                set_level(static_cast<Channel>(i), change.level);
}

void set_sink(Sink sink) {
    auto next = sink ? std::make_shared<const Sink>(std::move(sink)) : nullptr;
    const std::lock_guard lock{state().mutex};
    state().sink.swap(next);
}

}  // namespace corbel::log
