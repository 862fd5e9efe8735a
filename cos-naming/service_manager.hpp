// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace corbel::naming {

/// Tells systemd (sd_notify(3)), at the socket that NOTIFY_SOCKET names, what the daemon is doing: "READY=1",
/// "STOPPING=1", "STATUS=...". Does nothing where there is no such socket.
void tell_service_manager(const std::string& state) noexcept;

}  // namespace corbel::naming
