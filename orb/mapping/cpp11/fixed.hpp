// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/decimal.hpp"
#include "orb/mapping/cpp11/typecode.hpp"

namespace IDL {

/// fixed<digits, scale> (IDL to C++11, 6.10): a decimal number, exact. What is computed from two of them is computed in
/// 62 digits; its type has room for all of the result up to 31 digits (CORBA 2.6, 3.9.2.1), so that an assignment drops
/// digits behind the point of the target and throws CORBA::DATA_CONVERSION for digits before it that do not fit.
template <std::uint16_t Digits, std::uint16_t Scale>
class Fixed {
    static_assert(Digits >= 1 && Digits <= 31 && Scale <= Digits);

public:
    Fixed() noexcept { bytes_.back() = 0xc; }
    template <std::integral T>
    explicit Fixed(T value) : Fixed{from(value)} {}
    explicit Fixed(double value) : Fixed{corbel::Decimal::of(value)} {}
    explicit Fixed(long double value) : Fixed{corbel::Decimal::of(value)} {}
    /// "-12.50" or "-12.50d"; DATA_CONVERSION for anything else.
    explicit Fixed(const std::string& text) : Fixed{corbel::Decimal::parse(text)} {}
    explicit Fixed(const char* text) : Fixed{corbel::Decimal::parse(text)} {}
    template <std::uint16_t D, std::uint16_t S>
    Fixed(const Fixed<D, S>& other) : Fixed{other._decimal()} {}  // NOLINT: converts on purpose

    explicit operator std::int64_t() const { return _decimal().to_integer(); }
    explicit operator long double() const { return _decimal().to_long_double(); }
    explicit operator bool() const { return !_decimal().is_zero(); }
    std::string to_string() const { return _decimal().to_string(Scale); }
    friend std::string to_string(const Fixed& value) { return value.to_string(); }

    /// With `scale` digits behind the point, halves away from zero.
    Fixed round(std::uint16_t scale) const { return Fixed{_decimal().rounded(scale)}; }
    /// With `scale` digits behind the point.
    Fixed truncate(std::uint16_t scale) const { return Fixed{_decimal().truncated(scale)}; }

    static constexpr std::uint16_t fixed_digits() noexcept { return Digits; }
    static constexpr std::uint16_t fixed_scale() noexcept { return Scale; }

    Fixed& operator+=(const Fixed& other) { return *this = Fixed{_decimal() + other._decimal()}; }
    Fixed& operator-=(const Fixed& other) { return *this = Fixed{_decimal() - other._decimal()}; }
    Fixed& operator*=(const Fixed& other) { return *this = Fixed{_decimal() * other._decimal()}; }
    Fixed& operator/=(const Fixed& other) { return *this = Fixed{_decimal() / other._decimal()}; }
    Fixed& operator++() { return *this = Fixed{_decimal() + corbel::Decimal::of(std::int64_t{1})}; }
    Fixed& operator--() { return *this = Fixed{_decimal() + corbel::Decimal::of(std::int64_t{-1})}; }
    Fixed operator++(int) {
        const auto before = *this;
        ++*this;
        return before;
    }
    Fixed operator--(int) {
        const auto before = *this;
        --*this;
        return before;
    }
    Fixed operator+() const { return *this; }
    Fixed operator-() const { return Fixed{-_decimal()}; }

    // For the runtime.
    static constexpr std::size_t _size = (Digits + 2u) / 2;
    explicit Fixed(const corbel::Decimal& value) { value.pack(bytes_.data(), Digits, Scale); }
    corbel::Decimal _decimal() const { return corbel::Decimal::unpack(bytes_, Scale); }
    corbel::ByteView _bytes() const noexcept { return bytes_; }
    void _bytes(corbel::ByteView bytes) { std::copy(bytes.begin(), bytes.end(), bytes_.begin()); }

private:
    template <std::integral T>
    static corbel::Decimal from(T value) {
        using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
        return corbel::Decimal::of(static_cast<Wide>(value));
    }

    std::array<std::uint8_t, _size> bytes_{};  // as on the wire
};

}  // namespace IDL

namespace corbel {

/// The type of a result with `integer` digits before the point and `scale` behind it, if there were room.
template <unsigned integer, unsigned scale>
struct fixed_result {
    static constexpr unsigned before = std::min(integer, 31u);
    static constexpr unsigned behind = std::min(scale, 31u - before);
    using type = IDL::Fixed<std::uint16_t{std::max(before + behind, 1u)}, std::uint16_t{behind}>;
};

template <unsigned D1, unsigned S1, unsigned D2, unsigned S2>
using fixed_sum = typename fixed_result<std::max(D1 - S1, D2 - S2) + 1, std::max(S1, S2)>::type;
template <unsigned D1, unsigned S1, unsigned D2, unsigned S2>
using fixed_product = typename fixed_result<D1 - S1 + D2 - S2, S1 + S2>::type;
template <unsigned D1, unsigned S1, unsigned D2, unsigned S2>
using fixed_quotient = typename fixed_result<D1 - S1 + S2, 31>::type;

void print_fixed(std::ostream& out, const std::string& text);
/// The next word of the stream; sets failbit for one that is no number.
bool read_fixed(std::istream& in, Decimal& value);

/// MARSHAL unless these are `digits` decimal digits and a sign.
void require_fixed(ByteView bytes, std::uint16_t digits);

template <std::uint16_t D, std::uint16_t S>
struct Codec<IDL::Fixed<D, S>> {
    static constexpr std::size_t min_size = IDL::Fixed<D, S>::_size;
    static void encode(cdr::Writer& out, const IDL::Fixed<D, S>& value) { out.copied(value._bytes()); }
    static void decode(cdr::Reader& in, IDL::Fixed<D, S>& value) {
        const auto bytes = in.take_view(min_size);
        require_fixed(bytes, D);
        value._bytes(bytes);
    }
};

template <std::uint16_t D, std::uint16_t S>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::Fixed<D, S>> =
    &fixed_of<D, static_cast<std::int16_t>(S)>;

}  // namespace corbel

namespace IDL {

template <std::uint16_t D, std::uint16_t S>
struct traits<Fixed<D, S>> : corbel::by_reference_traits<Fixed<D, S>> {
    using digits = std::integral_constant<std::uint16_t, D>;
    using scale = std::integral_constant<std::uint16_t, S>;
};

template <std::uint16_t D1, std::uint16_t S1, std::uint16_t D2, std::uint16_t S2>
corbel::fixed_sum<D1, S1, D2, S2> operator+(const Fixed<D1, S1>& one, const Fixed<D2, S2>& other) {
    return corbel::fixed_sum<D1, S1, D2, S2>{one._decimal() + other._decimal()};
}
template <std::uint16_t D1, std::uint16_t S1, std::uint16_t D2, std::uint16_t S2>
corbel::fixed_sum<D1, S1, D2, S2> operator-(const Fixed<D1, S1>& one, const Fixed<D2, S2>& other) {
    return corbel::fixed_sum<D1, S1, D2, S2>{one._decimal() - other._decimal()};
}
template <std::uint16_t D1, std::uint16_t S1, std::uint16_t D2, std::uint16_t S2>
corbel::fixed_product<D1, S1, D2, S2> operator*(const Fixed<D1, S1>& one, const Fixed<D2, S2>& other) {
    return corbel::fixed_product<D1, S1, D2, S2>{one._decimal() * other._decimal()};
}
/// Digits that there is no room for are dropped.
template <std::uint16_t D1, std::uint16_t S1, std::uint16_t D2, std::uint16_t S2>
corbel::fixed_quotient<D1, S1, D2, S2> operator/(const Fixed<D1, S1>& one, const Fixed<D2, S2>& other) {
    return corbel::fixed_quotient<D1, S1, D2, S2>{one._decimal() / other._decimal()};
}

template <std::uint16_t D1, std::uint16_t S1, std::uint16_t D2, std::uint16_t S2>
bool operator==(const Fixed<D1, S1>& one, const Fixed<D2, S2>& other) {
    return one._decimal() == other._decimal();
}
template <std::uint16_t D1, std::uint16_t S1, std::uint16_t D2, std::uint16_t S2>
std::strong_ordering operator<=>(const Fixed<D1, S1>& one, const Fixed<D2, S2>& other) {
    return one._decimal() <=> other._decimal();
}

template <std::uint16_t D, std::uint16_t S>
std::ostream& operator<<(std::ostream& out, const Fixed<D, S>& value) {
    corbel::print_fixed(out, value.to_string());
    return out;
}
/// failbit, and `value` unchanged, for a word that is no number; DATA_CONVERSION for one that does not fit.
template <std::uint16_t D, std::uint16_t S>
std::istream& operator>>(std::istream& in, Fixed<D, S>& value) {
    corbel::Decimal number;
    if (corbel::read_fixed(in, number)) value = Fixed<D, S>{number};
    return in;
}

}  // namespace IDL
