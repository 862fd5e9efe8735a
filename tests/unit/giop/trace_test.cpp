// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/trace.hpp"

#include <catch2/catch.hpp>

#include "orb/engine/giop/control.hpp"

namespace corbel::giop {

TEST_CASE("trace: bytes in rows, with their text") {
    const Octets bytes{'G', 'I', 'O', 'P', 1, 2, 1, 5, 0, 0, 0, 0, 'a', 'b', 0x7f, 0x80, 'c'};
    CHECK(dump(bytes) ==
          "    47 49 4f 50 01 02 01 05  00 00 00 00 61 62 7f 80 | GIOP........ab..\n"
          "    63                                               | c");
    CHECK(dump(bytes, 4) ==
          "    47 49 4f 50                                      | GIOP\n"
          "    ... 13 more");
    CHECK(dump({}).empty());
}

TEST_CASE("trace: a line at debug, bytes at trace, nothing otherwise") {
    std::string seen;
    log::set_sink([&](log::Channel, log::Level, std::string_view text) { seen = text; });
    cdr::Writer out;
    write_message_error(out, {});
    CHECK_FALSE(tracing());
    log::set_level(log::Channel::giop, log::Level::debug);
    REQUIRE(tracing());
    trace_sent("there:1", out.chunks());
    CHECK_THAT(seen, Catch::StartsWith("to there:1: MessageError 1.") && !Catch::Contains("47 49"));
    log::set_level(log::Channel::giop, log::Level::trace);
    trace_sent("there:1", out.chunks());
    CHECK_THAT(seen, Catch::Contains("\n    47 49 4f 50"));
    log::set_level(log::Channel::giop, log::Level::warning);
    log::set_sink(nullptr);
}

}  // namespace corbel::giop
