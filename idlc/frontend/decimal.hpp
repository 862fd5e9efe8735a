// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl {

/// A number as fixed-point constants are computed (CORBA 3.0.3, 3.10.2): exact up to 31 significant digits, then
/// truncated. Trailing zeros behind the point do not count.
class Decimal {
public:
    Decimal() = default;
    /// "123.450", with or without the final d; nothing if it has more than 31 digits that count.
    static std::optional<Decimal> parse(std::string_view literal);
    static Decimal of(const FixedValue& value);
    static std::optional<Decimal> of(Integer value);

    bool is_zero() const noexcept { return digits_.empty(); }

    /// Nothing if there are more than 31 digits before the point.
    friend std::optional<Decimal> operator+(const Decimal& left, const Decimal& right);
    friend std::optional<Decimal> operator-(const Decimal& left, const Decimal& right);
    friend std::optional<Decimal> operator*(const Decimal& left, const Decimal& right);
    /// `right` is not zero.
    friend std::optional<Decimal> operator/(const Decimal& left, const Decimal& right);
    Decimal operator-() const;

    /// The smallest fixed type that holds it.
    FixedType type() const;
    /// Truncated to the scale of `type`; nothing if too many digits stand before the point.
    std::optional<FixedValue> value(const FixedType& type) const;

private:
    Decimal(bool negative, std::string digits, std::size_t scale);
    std::optional<Decimal> shortened() const;
    std::string aligned(std::size_t scale) const;

    bool negative_ = false;
    std::string digits_;  ///< no zero in front; empty: 0
    std::size_t scale_ = 0;
};

}  // namespace corbel::idl
