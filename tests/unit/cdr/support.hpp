// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/hex.hpp"

namespace corbel::cdr {

inline constexpr ByteOrder orders[]{ByteOrder::big_endian, ByteOrder::little_endian};

inline Encoding big_endian() { return {.order = ByteOrder::big_endian}; }

template <class Action>
void check_fails(Error error, std::uint32_t minor, Action action) {
    const auto thrown = error_of_action(action);
    CHECK(thrown.error() == error);
    CHECK(thrown.minor() == minor);
    CHECK_FALSE(thrown.text().empty());
}

}  // namespace corbel::cdr
