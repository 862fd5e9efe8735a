// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/json/document.hpp"

namespace corbel::tool {

/// Whether `text` begins as the data file of omniNames (omninames-HOST.dat) does.
bool is_omninames_log(const std::string& text);

/// The names that such a file leaves bound, as `corbel ns export` writes them: {"names": [...]}. A context of another
/// service has "elsewhere": true. UsageError with the line that is not understood.
json::Node names_of_omninames_log(const std::string& text);

}  // namespace corbel::tool
