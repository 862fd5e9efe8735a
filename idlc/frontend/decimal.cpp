// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/decimal.hpp"

#include <algorithm>

#include "idlc/frontend/constant.hpp"

namespace corbel::idl {

namespace {

constexpr std::size_t most_digits = 31;

// Natural numbers as digits, most significant first, without zeros in front.

std::string trimmed(std::string digits) {
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

bool less(const std::string& left, const std::string& right) {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
}

int digit_from_end(const std::string& digits, std::size_t i) {
    return i < digits.size() ? digits[digits.size() - 1 - i] - '0' : 0;
}

std::string sum(const std::string& left, const std::string& right) {
    std::string result;
    int carry = 0;
    for (std::size_t i = 0; i < std::max(left.size(), right.size()) || carry; ++i) {
        const int value = digit_from_end(left, i) + digit_from_end(right, i) + carry;
        result += static_cast<char>('0' + value % 10);
        carry = value / 10;
    }
    std::reverse(result.begin(), result.end());
    return trimmed(std::move(result));
}

/// `left` is not less than `right`.
std::string difference(const std::string& left, const std::string& right) {
    std::string result;
    int borrowed = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        int value = digit_from_end(left, i) - digit_from_end(right, i) - borrowed;
        borrowed = value < 0 ? 1 : 0;
        if (value < 0) value += 10;
        result += static_cast<char>('0' + value);
    }
    std::reverse(result.begin(), result.end());
    return trimmed(std::move(result));
}

std::string product(const std::string& left, const std::string& right) {
    std::string result;
    for (const char c : right) {
        if (!result.empty()) result += '0';
        for (int i = c - '0'; i > 0; --i) result = sum(result, left);
    }
    return result;
}

std::string quotient(const std::string& left, const std::string& right) {
    std::string result, rest;
    for (const char c : left) {
        rest = trimmed(rest + c);
        char count = '0';
        for (; !less(rest, right); ++count) rest = difference(rest, right);
        result += count;
    }
    return trimmed(std::move(result));
}

}  // namespace

Decimal::Decimal(bool negative, std::string digits, std::size_t scale)
    : negative_{negative}, digits_{trimmed(std::move(digits))}, scale_{scale} {
    while (scale_ > 0 && digits_.ends_with('0')) {
        digits_.pop_back();
        --scale_;
    }
    if (digits_.empty()) {
        negative_ = false;
        scale_ = 0;
    }
}

std::optional<Decimal> Decimal::parse(std::string_view literal) {
    if (literal.ends_with('d') || literal.ends_with('D')) literal.remove_suffix(1);
    const auto point = std::min(literal.find('.'), literal.size());
    std::string digits{literal.substr(0, point)};
    const auto fraction = literal.substr(std::min(point + 1, literal.size()));
    const Decimal result{false, digits.append(fraction), fraction.size()};
    if (std::max(result.digits_.size(), result.scale_) > most_digits) return std::nullopt;
    return result;
}

Decimal Decimal::of(const FixedValue& value) {
    const bool negative = value.digits.starts_with('-');
    return {negative, value.digits.substr(negative ? 1 : 0), value.scale};
}

std::optional<Decimal> Decimal::of(Integer value) { return parse(to_text(value)); }

/// Digits that count behind the 31st are dropped, not rounded.
std::optional<Decimal> Decimal::shortened() const {
    const auto all = std::max(digits_.size(), scale_);
    if (all <= most_digits) return *this;
    const auto excess = all - most_digits;
    if (excess > scale_) return std::nullopt;
    return Decimal{negative_, digits_.substr(0, digits_.size() - std::min(excess, digits_.size())), scale_ - excess};
}

std::string Decimal::aligned(std::size_t scale) const {
    return digits_.empty() ? digits_ : digits_ + std::string(scale - scale_, '0');
}

std::optional<Decimal> operator+(const Decimal& left, const Decimal& right) {
    const auto scale = std::max(left.scale_, right.scale_);
    const auto a = left.aligned(scale), b = right.aligned(scale);
    if (left.negative_ == right.negative_) return Decimal{left.negative_, sum(a, b), scale}.shortened();
    if (less(a, b)) return Decimal{right.negative_, difference(b, a), scale}.shortened();
    return Decimal{left.negative_, difference(a, b), scale}.shortened();
}

std::optional<Decimal> operator-(const Decimal& left, const Decimal& right) { return left + -right; }

std::optional<Decimal> operator*(const Decimal& left, const Decimal& right) {
    return Decimal{left.negative_ != right.negative_, product(left.digits_, right.digits_), left.scale_ + right.scale_}
        .shortened();
}

std::optional<Decimal> operator/(const Decimal& left, const Decimal& right) {
    const auto more = 2 * most_digits + right.scale_;
    return Decimal{left.negative_ != right.negative_, quotient(left.digits_ + std::string(more, '0'), right.digits_),
                   left.scale_ + more - right.scale_}
        .shortened();
}

Decimal Decimal::operator-() const { return {!negative_, digits_, scale_}; }

FixedType Decimal::type() const {
    const auto digits = std::max({digits_.size(), scale_, std::size_t{1}});
    return {static_cast<std::uint16_t>(digits), static_cast<std::uint16_t>(scale_)};
}

std::optional<FixedValue> Decimal::value(const FixedType& type) const {
    auto digits = digits_;
    if (scale_ > type.scale) digits.resize(digits.size() - std::min(scale_ - type.scale, digits.size()));
    else if (!digits.empty()) digits.append(type.scale - scale_, '0');
    if (digits.size() > type.digits) return std::nullopt;
    if (digits.empty()) digits = "0";
    else if (negative_) digits.insert(0, 1, '-');
    return FixedValue{std::move(digits), type.scale};
}

}  // namespace corbel::idl
