// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/giop/ior.hpp"

namespace corbel::core {

/// Where a server listens: omniORB's endPoint.
struct Endpoint {
    std::string host;             ///< empty: every interface
    std::uint16_t port = 0;       ///< 0: a free one
    std::string unix_path;        ///< empty for TCP, and where any will do
    std::uint16_t last_port = 0;  ///< of a range that begins with `port`, the first that is free is taken; 0: no range
    bool shared_memory = false;   ///< clients of the Unix-domain socket may share memory; its path may be empty: any
    bool any_path = false;        ///< a Unix-domain socket at a path that is free

    giop::Address address() const { return {host, port, unix_path, shared_memory}; }
    std::string to_string() const;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// "giop:tcp:host:port", host and port may be empty, the port may be a range "first-last"; "giop:unix:path" and
/// "giop:shm:path", where the path may be empty. BAD_PARAM for anything else.
Endpoint parse_endpoint(std::string_view text);

/// What references carry for the addresses that are listened at.
struct Publication {
    enum class Kind : unsigned char {
        address,    ///< this one, wherever the server listens
        addr,       ///< a numeric address of the host, of IPv4 if it has one
        ipv4,
        ipv6,
        interface,  ///< a numeric address of the interface `name`
        hostname,
        fqdn        ///< the host's name with its domain
    };
    Kind kind = Kind::addr;
    bool all = false;       ///< all such addresses of the host instead of the first
    giop::Address address;  ///< its port 0: that of the first endpoint
    std::string name;

    std::string to_string() const;
    friend bool operator==(const Publication&, const Publication&) = default;
};

/// The first of them that gives an address counts.
using Alternatives = std::vector<Publication>;

/// omniORB's endPointPublish: several with ',' between them, each one or alternatives with '|' between them:
/// "giop:tcp:host:port", "giop:unix:path", "giop:shm:path", "addr", "ipv4", "ipv6", "hostname", "fqdn",
/// "interface(eth0)", and "all(...)" around one of those that may have several answers. BAD_PARAM for anything else.
std::vector<Alternatives> parse_publications(std::string_view text);
std::string to_string(const std::vector<Alternatives>& publications);

/// The addresses of references for a server that listens at `listening`: the hosts as the endpoints have them, the
/// ports real; of one that shares memory its Unix-domain socket besides, for those who know of nothing else. Without
/// `publications` they are those of Kind::addr. INITIALIZE if one of `publications` gives nothing.
std::vector<giop::Address> publish(const std::vector<Alternatives>& publications,
                                   const std::vector<giop::Address>& listening);

/// Puts loopback addresses behind the others: clients on other hosts would meet their own host there.
void loopback_last(std::vector<giop::Address>& published);

/// A line for each reason why clients may not reach a server by `published`, empty if there is none. Looks up names,
/// for at most a second each.
std::vector<std::string> doubts(const std::vector<giop::Address>& published,
                                const std::vector<giop::Address>& listening);

}  // namespace corbel::core
