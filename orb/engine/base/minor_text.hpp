// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "orb/engine/base/error.hpp"

namespace corbel {

/// The vendor of a minor code and its number: "OMG minor 2", "omniORB minor 3", "minor 77" for an unknown vendor.
std::string minor_in_words(std::uint32_t minor);

/// What the minor code of that exception means, as far as the OMG's, omniORB's and Corbel's are known; empty otherwise.
std::string_view meaning_of(Error error, std::uint32_t minor) noexcept;

/// What usually helps; empty where nothing general can be said.
std::string_view hint_for(Error error, std::uint32_t minor) noexcept;

/// "TRANSIENT: cannot connect to ... (Corbel minor 23, COMPLETED_NO); is the server running?": all of it, for people.
/// `text` is SystemError::text(); the name stands there once, whether the text begins with it or not.
std::string in_words(Error error, std::uint32_t minor, Completion completed, std::string_view text);
std::string in_words(const SystemError& error);

}  // namespace corbel
