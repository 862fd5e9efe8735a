// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <limits>

#include "orb/engine/cdr/long_double.hpp"
#include "tests/unit/cdr/support.hpp"

using namespace corbel;
using namespace corbel::cdr;

TEST_CASE("long double: the bytes of binary128") {
    const auto bytes = [](long double value) { return to_hex(long_double_to_quad(value, ByteOrder::big_endian)); };
    CHECK(bytes(1.0L) == "3fff0000000000000000000000000000");
    CHECK(bytes(-2.5L) == "c0004000000000000000000000000000");
    CHECK(bytes(0.0L) == "00000000000000000000000000000000");
    CHECK(bytes(-0.0L) == "80000000000000000000000000000000");
    CHECK(bytes(std::numeric_limits<long double>::infinity()) == "7fff0000000000000000000000000000");
    const auto little = long_double_to_quad(1.0L, ByteOrder::little_endian);
    CHECK(to_hex(little) == "0000000000000000000000000000ff3f");
}

TEST_CASE("long double: values there and back, aligned to 8") {
    const long double values[]{0.0L,
                               1.0L,
                               -1.0L / 3,
                               3.14159265358979323846264338327950288L,
                               std::numeric_limits<long double>::max(),
                               std::numeric_limits<long double>::min(),
                               std::numeric_limits<long double>::denorm_min(),
                               std::numeric_limits<long double>::epsilon(),
                               -std::numeric_limits<long double>::infinity()};
    for (auto order : orders)
        for (auto value : values) {
            Writer out{{.order = order}};
            out.put(std::uint8_t{1});
            out.long_double(value);
            CHECK(out.size() == 24);
            Reader in{out.contiguous(), out.encoding()};
            in.skip(1);
            CHECK(in.long_double() == value);
            CHECK(in.at_end());
        }
    Writer out;
    out.long_double(std::numeric_limits<long double>::quiet_NaN());
    Reader in{out.contiguous()};
    CHECK(std::isnan(in.long_double()));
    check_fails(Error::marshal, minor::message_too_short, [&] { in.long_double(); });
}
