// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <corbel/corba.hpp>

namespace corbel::naming {

/// A network of IPv4 or IPv6 addresses: "10.1.0.0/16", "fd00::/8", or a single address.
class Network {
public:
    /// std::invalid_argument that says what is wrong.
    explicit Network(std::string_view text);

    /// `host` is a numeric address; an IPv4 address that came through an IPv6 socket counts as IPv4.
    bool contains(std::string_view host) const;
    bool is_loopback() const;

private:
    std::array<std::uint8_t, 16> address_{};  // IPv4 as ::ffff:a.b.c.d
    unsigned bits_ = 0;
};

/// Who may change names.
struct Access {
    std::vector<Network> read_only;     ///< hosts of these networks may only read
    std::set<std::uint32_t> writers;    ///< users who may write through a Unix-domain socket; empty: all

    /// The program itself may always write. This machine's loopback is of no network here but one that is loopback
    /// itself: 0.0.0.0/0 means all others.
    bool may_write(const Peer& peer) const;
};

/// A user by name or number; std::invalid_argument if there is none of that name.
std::uint32_t user_id(const std::string& user);

}  // namespace corbel::naming
