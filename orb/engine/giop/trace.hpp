// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "orb/engine/base/log.hpp"
#include "orb/engine/giop/message.hpp"

/// Messages in the log channel giop: at debug a line each, at trace with their first bytes,
/// as docs/giop.md prints them.
namespace corbel::giop {

inline bool tracing() noexcept { return log::enabled(log::Channel::giop, log::Level::debug); }

/// Ask tracing() before. `peer` is for the reader of the log: "127.0.0.1:2809".
void trace_received(std::string_view peer, const Message& message);
/// A message, or the fragments of one, as it leaves.
void trace_sent(std::string_view peer, std::span<const ByteView> chunks);

/// Sixteen octets in a line, and what of them is text; no more than `most`.
std::string dump(ByteView bytes, std::size_t most = 256);

}  // namespace corbel::giop
