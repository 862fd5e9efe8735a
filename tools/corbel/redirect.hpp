// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "orb/engine/giop/ior.hpp"

namespace corbel::tool {

/// Leads the references in a server's messages through another port of its host: the length of nothing changes, so that
/// two octets are all that does. One connection, one thread.
class Redirect {
public:
    /// `to`: nothing is changed if it is not on the host that `from` names.
    Redirect(const giop::Address& from, const giop::Address& to);

    bool works() const noexcept { return !host_.empty(); }

    /// Takes what came, gives what is to go on: whole messages, once something that is no GIOP has come all that comes.
    Octets pass(ByteView bytes);

private:
    std::size_t whole_messages();
    void patch(std::size_t from, std::size_t to);

    std::string host_;  // with its terminating NUL
    std::uint16_t from_ = 0;
    std::uint16_t to_ = 0;
    bool understood_ = true;
    Octets waiting_;
};

}  // namespace corbel::tool
