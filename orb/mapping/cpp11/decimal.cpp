// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "orb/mapping/cpp11/exceptions.hpp"

namespace corbel {
namespace {

[[noreturn]] void does_not_fit(const std::string& why) {
    throw CORBA::DATA_CONVERSION{0, CORBA::COMPLETED_NO, "a fixed-point value " + why};
}

// 400 decimal places hold every double; a long double of larger magnitude cannot be a fixed anyway.
template <class T>
std::string shortest(T value) {
    if (!std::isfinite(value) || std::abs(value) >= T{1e32L}) does_not_fit("has at most 31 digits");
    char text[512];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
    if (end.ec != std::errc{}) return "0";  // too small for any fixed
    return {text, end.ptr};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Decimal Decimal::of_text(std::string_view text, const char* what) {
    const auto whole = text;
    const auto refuse = [&] { does_not_fit(std::string{what} + ": \"" + escaped(whole, 80) + '"'); };
    Decimal made;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        made.negative_ = text.front() == '-';
        text.remove_prefix(1);
    }
    if (!text.empty() && (text.back() == 'd' || text.back() == 'D')) text.remove_suffix(1);
    const auto point = std::min(text.find('.'), text.size());
    auto before = text.substr(0, point);
    auto behind = text.substr(std::min(point + 1, text.size()));
    if (before.empty() && behind.empty()) refuse();
    if (!std::all_of(before.begin(), before.end(), is_digit) || !std::all_of(behind.begin(), behind.end(), is_digit))
        refuse();
    before.remove_prefix(std::min(before.find_first_not_of('0'), before.size()));
    if (before.size() > 31) does_not_fit("has at most 31 digits: \"" + escaped(whole, 80) + '"');
    behind = behind.substr(0, 31);
    for (const auto c : before) made.push(static_cast<std::uint8_t>(c - '0'));
    for (const auto c : behind) made.push(static_cast<std::uint8_t>(c - '0'));
    made.scale_ = static_cast<std::uint16_t>(behind.size());
    made.normalize();
    return made;
}

Decimal Decimal::parse(std::string_view text) { return of_text(text, "is written as digits with a point"); }
Decimal Decimal::of(std::int64_t value) { return of_text(std::to_string(value), ""); }
Decimal Decimal::of(std::uint64_t value) { return of_text(std::to_string(value), ""); }
Decimal Decimal::of(double value) { return of_text(shortest(value), ""); }
Decimal Decimal::of(long double value) { return of_text(shortest(value), ""); }

Decimal Decimal::unpack(ByteView bytes, unsigned scale) {
    Decimal made;
    made.negative_ = (bytes.back() & 15) == 0xd;
    made.scale_ = static_cast<std::uint16_t>(scale);
    for (auto nibble = bytes.size() * 2 - 1; nibble-- > 0;) {
        const auto byte = bytes[nibble / 2];
        made.digits_[made.count_++] = nibble % 2 == 0 ? byte >> 4 : byte & 15;
    }
    made.normalize();
    return made;
}

void Decimal::pack(std::uint8_t* bytes, unsigned digits, unsigned scale) const {
    const auto value = truncated(scale);
    if (value.count_ > digits)
        does_not_fit("of " + std::to_string(digits) + " digits, " + std::to_string(scale) +
                     " of them behind the point, has no room for " + to_string(scale_));
    const auto size = (digits + 2) / 2;
    std::fill_n(bytes, size, std::uint8_t{0});
    bytes[size - 1] = value.negative_ ? 0xd : 0xc;
    for (unsigned i = 0; i < value.count_; ++i) {
        const auto nibble = size * 2 - 2 - i;
        const auto digit = value.digits_[i];
        bytes[nibble / 2] |= static_cast<std::uint8_t>(nibble % 2 == 0 ? digit << 4 : digit);
    }
}

std::int64_t Decimal::to_integer() const {
    const auto text = truncated(0).to_string(0);
    std::int64_t value{};
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
        does_not_fit("is no 64-bit integer: " + text);
    return value;
}

long double Decimal::to_long_double() const {
    const auto text = to_string(scale_);
    long double value{};
    std::from_chars(text.data(), text.data() + text.size(), value);  // it is a number
    return value;
}

std::string Decimal::to_string(unsigned scale) const {
    auto value = *this;
    value.rescale(scale);
    std::string text = value.negative_ && value.count_ ? "-" : "";
    for (auto position = std::max<unsigned>(value.count_, scale + 1); position-- > 0;) {
        text += static_cast<char>('0' + value.digit(position));
        if (position == scale && scale != 0) text += '.';
    }
    return text;
}

Decimal Decimal::operator-() const {
    auto value = *this;
    value.negative_ = !negative_ && count_ != 0;
    return value;
}

Decimal Decimal::truncated(unsigned scale) const {
    auto value = *this;
    value.rescale(scale);
    value.normalize();
    return value;
}

Decimal Decimal::rounded(unsigned scale) const {
    if (scale >= scale_) return *this;
    const auto up = digit(scale_ - scale - 1) >= 5;
    auto value = truncated(scale);
    value.negative_ = negative_;
    if (!up) return value.count_ ? value : Decimal{};
    Decimal unit;
    unit.digits_[0] = 1;
    unit.count_ = 1;
    unit.scale_ = static_cast<std::uint16_t>(scale);
    unit.negative_ = negative_;
    return value + unit;
}

// Digits behind the new scale are dropped; a sign stays.
void Decimal::rescale(unsigned scale) {
    if (scale < scale_) {
        const auto dropped = std::min<unsigned>(scale_ - scale, count_);
        std::copy(digits_.begin() + dropped, digits_.begin() + count_, digits_.begin());
        std::fill(digits_.begin() + (count_ - dropped), digits_.begin() + count_, std::uint8_t{0});
        count_ = static_cast<std::uint16_t>(count_ - dropped);
    } else if (scale > scale_ && count_ != 0) {
        const auto added = scale - scale_;
        if (count_ + added > max_digits) does_not_fit("has at most 62 digits in a computation");
        std::copy_backward(digits_.begin(), digits_.begin() + count_, digits_.begin() + count_ + added);
        std::fill_n(digits_.begin(), added, std::uint8_t{0});
        count_ = static_cast<std::uint16_t>(count_ + added);
    }
    scale_ = static_cast<std::uint16_t>(scale);
}

void Decimal::normalize() {
    while (count_ != 0 && digits_[count_ - 1] == 0) --count_;
    if (count_ == 0) negative_ = false;
}

std::strong_ordering Decimal::compare_magnitude(const Decimal& one, const Decimal& other) {
    for (auto position = std::max(one.count_, other.count_); position-- > 0;)
        if (const auto order = one.digit(position) <=> other.digit(position); order != 0) return order;
    return std::strong_ordering::equal;
}

std::strong_ordering operator<=>(const Decimal& one, const Decimal& other) {
    auto a = one, b = other;
    const auto scale = std::max(a.scale_, b.scale_);
    a.rescale(scale);
    b.rescale(scale);
    if (a.negative_ != b.negative_) return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    return a.negative_ ? Decimal::compare_magnitude(b, a) : Decimal::compare_magnitude(a, b);
}

Decimal operator+(const Decimal& one, const Decimal& other) {
    auto a = one, b = other;
    const auto scale = std::max(a.scale_, b.scale_);
    a.rescale(scale);
    b.rescale(scale);
    if (Decimal::compare_magnitude(a, b) < 0) std::swap(a, b);
    Decimal sum;
    sum.scale_ = scale;
    sum.negative_ = a.negative_;
    const int sign = a.negative_ == b.negative_ ? 1 : -1;
    int carry = 0;
    for (unsigned i = 0; i <= a.count_; ++i) {
        const auto column = a.digit(i) + sign * b.digit(i) + carry;
        carry = column < 0 ? -1 : column / 10;
        sum.digits_[sum.count_++] = static_cast<std::uint8_t>((column + 10) % 10);
    }
    sum.normalize();
    if (sum.count_ > Decimal::max_digits) does_not_fit("has at most 62 digits in a computation");
    return sum;
}

Decimal operator*(const Decimal& one, const Decimal& other) {
    if (one.count_ + other.count_ > static_cast<int>(Decimal::max_digits))
        does_not_fit("has at most 62 digits in a computation");
    Decimal product;
    product.scale_ = static_cast<std::uint16_t>(one.scale_ + other.scale_);
    product.negative_ = one.negative_ != other.negative_;
    product.count_ = static_cast<std::uint16_t>(one.count_ + other.count_);
    for (unsigned i = 0; i < one.count_; ++i) {
        unsigned carry = 0;
        for (unsigned k = 0; k < other.count_ || carry != 0; ++k) {
            const auto column = product.digits_[i + k] + one.digits_[i] * other.digit(k) + carry;
            product.digits_[i + k] = static_cast<std::uint8_t>(column % 10);
            carry = column / 10;
        }
    }
    product.normalize();
    return product;
}

// Long division of the digits, the dividend with as many zeros behind it as give a quotient of 62 digits.
Decimal operator/(const Decimal& one, const Decimal& other) {
    if (other.is_zero()) does_not_fit("was divided by zero");
    const auto zeros = std::max(static_cast<int>(Decimal::max_digits) - 1 - one.count_ + other.count_,
                                std::max(0, other.scale_ - one.scale_));
    auto divisor = other;
    divisor.negative_ = false;
    divisor.scale_ = 0;
    Decimal rest, quotient;
    for (int i = 0; i < one.count_ + zeros; ++i) {
        rest.push(i < one.count_ ? one.digits_[one.count_ - 1 - i] : 0);
        std::uint8_t digit = 0;
        for (; Decimal::compare_magnitude(rest, divisor) >= 0; ++digit) rest = rest - divisor;
        quotient.push(digit);
    }
    quotient.scale_ = static_cast<std::uint16_t>(one.scale_ + zeros - other.scale_);
    quotient.negative_ = one.negative_ != other.negative_;
    quotient.normalize();
    return quotient;
}

// Appends a digit behind the others.
void Decimal::push(std::uint8_t digit) {
    if (count_ == 0 && digit == 0) return;
    std::copy_backward(digits_.begin(), digits_.begin() + count_, digits_.begin() + count_ + 1);
    digits_[0] = digit;
    ++count_;
}

}  // namespace corbel
