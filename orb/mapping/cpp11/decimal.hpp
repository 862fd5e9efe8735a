// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "orb/engine/base/bytes.hpp"

namespace corbel {

/// A decimal number of up to 62 digits: what two fixed-point values of 31 digits make (CORBA 2.6, 3.9.2.1). What does
/// not fit is CORBA::DATA_CONVERSION.
class Decimal {
public:
    static constexpr unsigned max_digits = 62;

    Decimal() = default;
    /// "-12.50", with a `d` or `D` behind it or not.
    static Decimal parse(std::string_view text);
    static Decimal of(std::int64_t value);
    static Decimal of(std::uint64_t value);
    /// The number that the fewest digits name which give the value back.
    static Decimal of(double value);
    static Decimal of(long double value);

    /// From and to binary coded decimals, two a byte, the sign last (CORBA 2.6, 15.3.2.8). `pack` drops the digits
    /// behind `scale`.
    static Decimal unpack(ByteView bytes, unsigned scale);
    void pack(std::uint8_t* bytes, unsigned digits, unsigned scale) const;

    std::int64_t to_integer() const;  ///< without its fraction
    long double to_long_double() const;
    std::string to_string(unsigned scale) const;
    bool is_zero() const noexcept { return count_ == 0; }

    Decimal operator-() const;
    Decimal truncated(unsigned scale) const;
    Decimal rounded(unsigned scale) const;  ///< halves away from zero

    friend Decimal operator+(const Decimal& one, const Decimal& other);
    friend Decimal operator-(const Decimal& one, const Decimal& other) { return one + -other; }
    friend Decimal operator*(const Decimal& one, const Decimal& other);
    /// With as many digits as there is room for. DATA_CONVERSION for a division by zero.
    friend Decimal operator/(const Decimal& one, const Decimal& other);
    friend std::strong_ordering operator<=>(const Decimal& one, const Decimal& other);
    friend bool operator==(const Decimal& one, const Decimal& other) { return (one <=> other) == 0; }

private:
    using Digits = std::array<std::uint8_t, max_digits + 2>;

    static Decimal of_text(std::string_view text, const char* what);
    static std::strong_ordering compare_magnitude(const Decimal& one, const Decimal& other);
    void rescale(unsigned scale);
    void push(std::uint8_t digit);
    void normalize();
    std::uint8_t digit(unsigned position) const noexcept { return position < count_ ? digits_[position] : 0; }

    Digits digits_{};        // the least significant first
    std::uint16_t count_ = 0;  // without leading zeros
    std::uint16_t scale_ = 0;
    bool negative_ = false;
};

}  // namespace corbel
