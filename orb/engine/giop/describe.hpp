// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/giop/message.hpp"

namespace corbel::giop {

/// One line about a message for logs and tests, as
/// `Request 1.2 little-endian 54 bytes: id 2, operation "add", key \x14\x01, contexts 1, body 18 bytes`.
/// Throws nothing: a header that cannot be read is said to be so. Bytes of the peer are escaped and cut short.
std::string describe(const Message& message);

}  // namespace corbel::giop
