// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "orb/engine/dynamic/definition.hpp"

namespace corbel::ifr {

/// A type as an object id: "k3" (a basic type), "s8" and "w8" (bounded texts), "f9,2", "q0:k3" (a sequence of longs),
/// "a4:...", "n" and a repository id.
std::string type_text(const dynamic::TypeSpec& type);
/// Empty for anything else.
std::optional<dynamic::TypeSpec> type_of_text(std::string_view text);

}  // namespace corbel::ifr
