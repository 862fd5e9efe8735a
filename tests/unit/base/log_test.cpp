// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/log.hpp"

#include <catch2/catch.hpp>

#include <mutex>
#include <thread>

namespace corbel::log {
namespace {

/// Collects lines, and puts levels and sink back.
struct Collected {
    std::mutex mutex;
    std::vector<std::string> lines;

    Collected() {
        set_sink([this](Channel channel, Level level, std::string_view text) {
            const std::lock_guard lock{mutex};
            lines.push_back(std::string{name_of(channel)} + " " + std::string{name_of(level)} + " " +
                            std::string{text});
        });
    }
    ~Collected() {
        set_sink(nullptr);
        set_levels({{std::nullopt, Level::warning}});
    }
};

}  // namespace

TEST_CASE("log: levels are per channel and change at any time") {
    Collected log;
    CHECK(enabled(Channel::poa, Level::warning));
    CHECK_FALSE(enabled(Channel::poa, Level::info));
    write(Channel::poa, Level::info, "unseen");
    set_levels(parse_levels("poa=trace,giop=off").value());
    write(Channel::poa, Level::trace, "seen");
    write(Channel::giop, Level::error, "unseen");
    write(Channel::orb, Level::error, "seen too");
    CHECK(log.lines == std::vector<std::string>{"poa trace seen", "orb error seen too"});
}

TEST_CASE("log: words for levels") {
    CHECK(parse_levels("debug")->front().channel == std::nullopt);
    CHECK(parse_levels("")->empty());
    CHECK_FALSE(parse_levels("nothing=trace"));
    CHECK_FALSE(parse_levels("giop=loud"));
    CHECK_FALSE(parse_levels("giop"));
}

TEST_CASE("log: a peer cannot forge lines") {
    Collected log;
    write(Channel::giop, Level::error, "name \x1b[2J\r\x80");
    CHECK(log.lines.at(0) == "giop error name \\x1b[2J\\x0d\\x80");
}

TEST_CASE("log: a flood of warnings is cut, and the cut is told") {
    Collected log;
    for (unsigned i = 0; i < 10 * lines_per_second; ++i) write(Channel::connection, Level::warning, "again");
    const auto written = log.lines.size();
    CHECK(written >= lines_per_second);
    CHECK(written <= 5 * lines_per_second);  // a slow machine may have seen several seconds
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});
    write(Channel::connection, Level::warning, "once more");
    CHECK_THAT(log.lines.back(), Catch::Contains("were too many"));
}

TEST_CASE("log: the sink is changed while others write") {
    Collected log;
    std::thread writer{[] {
        for (int i = 0; i < 2000; ++i) write(Channel::call, Level::error, "line");
    }};
    for (int i = 0; i < 200; ++i) set_sink([](Channel, Level, std::string_view) {});
    writer.join();
    SUCCEED();
}

}  // namespace corbel::log
