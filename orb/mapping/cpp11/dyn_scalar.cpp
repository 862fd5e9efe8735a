// SPDX-License-Identifier: BSL-1.0
// DynFixed and DynEnum: values without components that have a form of their own.
#include "orb/engine/dynamic/fixed_text.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"

namespace DynamicAny {

std::string DynFixed::get_value() const {
    require_alive();
    return corbel::dynamic::fixed_to_text(read().as<corbel::dynamic::Fixed>(), resolved().fixed_scale());
}

bool DynFixed::set_value(const std::string& val) {
    using Outcome = corbel::dynamic::FixedReading::Outcome;
    require_alive();
    const auto first = std::min(val.find_first_not_of(" \t\r\n"), val.size());
    const auto number = val.substr(first, val.find_last_not_of(" \t\r\n") + 1 - first);
    auto read = corbel::dynamic::fixed_from_text(number, resolved().fixed_digits(), resolved().fixed_scale());
    if (read.outcome == Outcome::no_number) mismatch("cannot be '" + val + "'");
    if (read.outcome == Outcome::too_large) invalid("has too few digits for " + val);
    write(std::move(read.value));
    return read.outcome == Outcome::exact;
}

std::string DynEnum::get_as_string() const { return resolved().member_name(get_as_ulong()); }

void DynEnum::set_as_string(const std::string& value) {
    require_alive();
    for (std::uint32_t i = 0; i < resolved().member_count(); ++i)
        if (resolved().member_name(i) == value) return write(std::uint64_t{i});
    invalid("has no enumerator '" + value + "'");
}

std::uint32_t DynEnum::get_as_ulong() const {
    require_alive();
    return static_cast<std::uint32_t>(read().as<std::uint64_t>());
}

void DynEnum::set_as_ulong(std::uint32_t value) {
    require_alive();
    if (value >= resolved().member_count()) invalid("has no enumerator " + std::to_string(value));
    write(std::uint64_t{value});
}

}  // namespace DynamicAny
