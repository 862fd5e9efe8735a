// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the engine tells its operator, by channels. Levels and the place where lines go hold for the process and may be
/// changed at any time, from any thread; they start with warnings to standard error. Nothing is put together for a line
/// that nobody wants:
///
///     if (log::enabled(log::Channel::giop, log::Level::trace))
///         log::write(log::Channel::giop, log::Level::trace, giop::describe(message));
namespace corbel::log {

enum class Level : std::uint8_t { trace, debug, info, warning, error, off };

enum class Channel : std::uint8_t {
    giop,        ///< messages that come and go, at trace
    connection,  ///< connections opened, closed, refused
    call,        ///< retries, forwards, time-outs of calls made
    poa,         ///< requests that no object answers, exceptions that are not CORBA's
    orb          ///< endpoints, settings, start and stop
};
inline constexpr std::size_t channel_count = static_cast<std::size_t>(Channel::orb) + 1;

std::string_view name_of(Channel channel) noexcept;
std::string_view name_of(Level level) noexcept;

namespace detail {
extern std::array<std::atomic<Level>, channel_count> levels;
}

inline bool enabled(Channel channel, Level level) noexcept {
    return level >= detail::levels[static_cast<std::size_t>(channel)].load(std::memory_order_relaxed);
}

/// Writes a line, if it is enabled. Control characters and bytes above 0x7e are escaped, so that a peer cannot forge
/// lines; line feeds of the engine's own texts stay. Of the warnings and errors of a channel lines_per_second are
/// written; the first one after that says how many were not (hardening T11).
void write(Channel channel, Level level, std::string_view text) noexcept;

/// A warning of words that are put together if it is enabled; none where there is no memory for that.
void warn(Channel channel, std::initializer_list<std::string_view> words) noexcept;

inline constexpr unsigned lines_per_second = 50;

struct Change {
    std::optional<Channel> channel;  ///< none: all of them
    Level level;
};

/// "giop=trace,poa=debug", or "debug" for all channels. Nothing if it is not of that form.
std::optional<std::vector<Change>> parse_levels(std::string_view text);
/// What parse_levels() takes, for messages.
std::string_view levels_expected() noexcept;

void set_level(Channel channel, Level level) noexcept;
void set_levels(const std::vector<Change>& changes) noexcept;

/// Where lines go from now on; null: standard error. A line that is being written may still go to the old one.
using Sink = std::function<void(Channel channel, Level level, std::string_view text)>;
void set_sink(Sink sink);

}  // namespace corbel::log
