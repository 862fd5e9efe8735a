// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace corbel {

/// Who sent a request, as the operating system knows it: nothing of it comes from the request itself.
struct Peer {
    enum class Kind : std::uint8_t { this_process, tcp, unix_socket };

    /// Of the process that connected to a Unix-domain socket, at that moment.
    struct Credentials {
        std::uint32_t user = 0;
        std::uint32_t group = 0;
        std::int32_t process = 0;
    };

    Kind kind = Kind::this_process;
    std::string host;                                ///< numeric, without brackets; tcp alone
    std::uint16_t port = 0;                          ///< tcp alone
    std::optional<Credentials> credentials = {};     ///< unix_socket alone
};

}  // namespace corbel
