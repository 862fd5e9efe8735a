// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace corbel::core {

/// An address of a network interface of this host that is up.
struct HostAddress {
    enum class Family : unsigned char { ipv4, ipv6 };
    enum class Scope : unsigned char { global, link_local, loopback };

    std::string interface;  ///< "eth0"
    std::string text;       ///< numeric, without brackets
    Family family;
    Scope scope;
};

/// Those of IPv4 first, in the system's order.
std::vector<HostAddress> host_addresses();

/// The scope of a numeric address; that of other text is global. IPv4's 169.254 counts as global: unlike IPv6's
/// link-local addresses it can be used without the name of an interface.
HostAddress::Scope scope_of(std::string_view host);

/// Why no client can connect to a numeric address, wherever it is: "a multicast address". Empty if some may.
std::string_view unusable(std::string_view host);

/// Whether it is IPv4's 169.254 or an IPv6 address that is link-local.
bool is_link_local(std::string_view host);

/// What the system calls this host, and its name with the domain; the latter is empty if nobody knows one.
std::string host_name();
std::string full_host_name();

}  // namespace corbel::core
