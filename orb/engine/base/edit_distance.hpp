// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace corbel {

/// How many letters must be typed, left out or changed to get from one word to the other. Takes time and memory for
/// words of any length: of what a peer or a user sends, only short ones belong here.
std::size_t edit_distance(std::string_view from, std::string_view to);

}  // namespace corbel
