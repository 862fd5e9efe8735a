// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// systemd, or whatever speaks as it does. Everything here does nothing where nobody asked for it.
namespace corbel::naming {

/// Tells the service manager (sd_notify(3)), at the socket that NOTIFY_SOCKET names, what the daemon is doing:
/// "READY=1", "STOPPING=1", "STATUS=...".
void tell_service_manager(const std::string& state) noexcept;

/// The daemon reads its settings anew; "READY=1" says that it has.
void tell_of_reload() noexcept;

/// The descriptors of sockets that the service manager has opened and listens at for this process (LISTEN_FDS;
/// sd_listen_fds(3)).
std::vector<int> passed_sockets();

/// How often the service manager wants to hear "WATCHDOG=1", halved to be sure (WATCHDOG_USEC; sd_watchdog_enabled(3)).
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace corbel::naming
