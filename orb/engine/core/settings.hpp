// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/core/options.hpp"

/// The one table of what can be set. The names are omniORB's where the meaning is.
namespace corbel::core {

struct Setting {
    std::string_view name;     ///< "clientCallTimeOutPeriod": -ORBclientCallTimeOutPeriod on the command line
    std::string_view takes;    ///< "milliseconds"
    std::string_view meaning;
    /// BAD_PARAM with a text that begins with `where` for a value that cannot be.
    void (*apply)(Options& options, const std::string& where, std::string_view value);
    std::string (*show)(const Options& options);
    bool joins = false;  ///< values from several sources stand beside each other
};

std::span<const Setting> settings() noexcept;

/// Null if there is none of that name.
const Setting* find_setting(std::string_view name) noexcept;

/// The name that is spelled most alike, and how many letters differ.
std::pair<std::string_view, std::size_t> nearest_setting(std::string_view name);

/// A setting as it is in force.
struct EffectiveSetting {
    std::string name, value, built_in, source, takes, meaning;
};

/// Every setting, in the order of the table; `source` is "built in" for those that nobody has set.
std::vector<EffectiveSetting> effective_settings(const Options& options);

}  // namespace corbel::core
