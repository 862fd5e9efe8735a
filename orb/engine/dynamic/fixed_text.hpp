// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "orb/engine/dynamic/value.hpp"

/// Fixed-point numbers as text: "-12.50".
namespace corbel::dynamic {

/// At least one digit before the point, as many behind it as `scale` says.
std::string fixed_to_text(const Fixed& value, std::int16_t scale);

/// A number that was read for a type of so many digits. `truncated`: its fraction was longer than the type's.
struct FixedReading {
    enum class Outcome : std::uint8_t { exact, truncated, too_large, no_number } outcome = Outcome::no_number;
    Fixed value;
};

/// Digits with an optional sign, point, and `d` or `D` behind them, as IDL writes them.
FixedReading fixed_from_text(std::string_view text, std::uint16_t digits, std::int16_t scale);

}  // namespace corbel::dynamic
