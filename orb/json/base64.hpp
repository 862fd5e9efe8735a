// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "orb/engine/base/bytes.hpp"

namespace corbel::json {

/// RFC 4648, section 4, with padding.
std::string to_base64(ByteView bytes);

/// Nothing if the text is not base64; padding may be left out.
std::optional<Octets> from_base64(std::string_view text);

}  // namespace corbel::json
