// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "orb/engine/base/bytes.hpp"

namespace corbel::tool {

/// Leads the references in messages through other ports of the host that they name: the length of nothing changes, so
/// that two octets of each are all that does. One direction of one connection, one thread.
class Redirect {
public:
    /// The port to put in the place of one of the host.
    using Port = std::function<std::uint16_t(std::uint16_t)>;

    /// References to `host`; nothing is changed if it is empty.
    Redirect(const std::string& host, Port port);

    /// Takes what came, gives what is to go on: whole messages, once something that is no GIOP has come all that comes.
    Octets pass(ByteView bytes);

private:
    std::size_t whole_messages();
    void patch(std::size_t from, std::size_t to);
    void patch_address(std::size_t host);

    const std::string host_;  // with its terminating NUL
    const Port port_;
    bool understood_ = true;
    Octets waiting_;
};

}  // namespace corbel::tool
