// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/fixed_text.hpp"

#include <algorithm>

namespace corbel::dynamic {

std::string fixed_to_text(const Fixed& value, std::int16_t scale) {
    auto digits = value.digits;
    const bool negative = digits.starts_with('-');
    if (negative) digits.erase(0, 1);
    if (scale < 0) digits.append(static_cast<std::size_t>(-scale), '0');
    if (scale > 0) {
        const auto behind = static_cast<std::size_t>(scale);
        if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
        digits.insert(digits.size() - behind, 1, '.');
    }
    const auto point = std::min(digits.find('.'), digits.size());
    digits.erase(0, std::min(digits.find_first_not_of('0'), point - 1));
    return (negative ? "-" : "") + digits;
}

FixedReading fixed_from_text(std::string_view text, std::uint16_t digits, std::int16_t scale) {
    using enum FixedReading::Outcome;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.ends_with('d') || text.ends_with('D')) text.remove_suffix(1);
    const auto point = std::min(text.find('.'), text.size());
    std::string whole{text.substr(0, point)};
    std::string fraction{text.substr(std::min(point + 1, text.size()))};
    const auto is_number = [](const std::string& part) { return part.find_first_not_of("0123456789") == part.npos; };
    if ((whole + fraction).empty() || !is_number(whole) || !is_number(fraction)) return {};

    // The type's digits are those of the number before a point that is moved by its scale.
    if (scale >= 0) {
        fraction.append(static_cast<std::size_t>(scale), '0');
        whole += fraction.substr(0, static_cast<std::size_t>(scale));
        fraction.erase(0, static_cast<std::size_t>(scale));
    } else {
        whole.insert(0, static_cast<std::size_t>(-scale), '0');
        const auto kept = whole.size() - static_cast<std::size_t>(-scale);
        fraction.insert(0, whole.substr(kept));
        whole.erase(kept);
    }
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    if (whole.size() > digits) return {too_large, {}};
    const bool is_zero = whole.empty();
    whole.insert(0, digits - whole.size(), '0');
    const bool exact_ = fraction.find_first_not_of('0') == fraction.npos;
    return {exact_ ? exact : truncated, {(negative && !is_zero ? "-" : "") + whole}};
}

}  // namespace corbel::dynamic
