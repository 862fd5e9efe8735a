// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"

namespace corbel::cdr {

inline constexpr ByteOrder orders[]{ByteOrder::big_endian, ByteOrder::little_endian};

inline Octets hex(std::string_view text) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string digits;
    for (char c : text)
        if (c != ' ') digits += c;
    Octets bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(value(digits[i]) << 4 | value(digits[i + 1])));
    return bytes;
}

inline Encoding big_endian() { return {.order = ByteOrder::big_endian}; }

template <class Action>
SystemError error_of_action(Action action) {
    try {
        action();
    } catch (const SystemError& error) {
        return error;
    }
    FAIL("no SystemError was thrown");
    throw 0;
}

template <class Action>
void check_fails(Error error, std::uint32_t minor, Action action) {
    const auto thrown = error_of_action(action);
    CHECK(thrown.error() == error);
    CHECK(thrown.minor() == minor);
    CHECK_FALSE(thrown.text().empty());
}

}  // namespace corbel::cdr
