// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/host_addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>

namespace corbel::core {
namespace {

using Family = HostAddress::Family;
using Scope = HostAddress::Scope;

Scope scope_of(const in_addr& address) {
    return ntohl(address.s_addr) >> 24 == 127 ? Scope::loopback : Scope::global;
}

Scope scope_of(const in6_addr& address) {
    if (IN6_IS_ADDR_LOOPBACK(&address)) return Scope::loopback;
    return IN6_IS_ADDR_LINKLOCAL(&address) ? Scope::link_local : Scope::global;
}

std::string text_of(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return inet_ntop(family, address, text.data(), text.size()) ? text.data() : "";
}

std::optional<HostAddress> address_of(const ifaddrs& interface, int family) {
    if (!interface.ifa_addr || interface.ifa_addr->sa_family != family || !(interface.ifa_flags & IFF_UP)) return {};
    if (family == AF_INET) {
        const auto& address = reinterpret_cast<const sockaddr_in*>(interface.ifa_addr)->sin_addr;
        return HostAddress{interface.ifa_name, text_of(family, &address), Family::ipv4, scope_of(address)};
    }
    const auto& address = reinterpret_cast<const sockaddr_in6*>(interface.ifa_addr)->sin6_addr;
    return HostAddress{interface.ifa_name, text_of(family, &address), Family::ipv6, scope_of(address)};
}

}  // namespace

std::vector<HostAddress> host_addresses() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner{list, &freeifaddrs};
    std::vector<HostAddress> found;
    for (int family : {AF_INET, AF_INET6})
        for (const auto* each = list; each; each = each->ifa_next)
            if (auto address = address_of(*each, family)) found.push_back(std::move(*address));
    return found;
}

Scope scope_of(std::string_view host) {
    const std::string text{host};
    in_addr ipv4;
    in6_addr ipv6;
    if (inet_pton(AF_INET, text.c_str(), &ipv4) == 1) return scope_of(ipv4);
    if (inet_pton(AF_INET6, text.c_str(), &ipv6) == 1) return scope_of(ipv6);
    return Scope::global;
}

std::string_view unusable(std::string_view host) {
    const std::string text{host};
    in6_addr ipv6;
    if (inet_pton(AF_INET6, text.c_str(), &ipv6) == 1) return IN6_IS_ADDR_MULTICAST(&ipv6) ? "a multicast address" : "";
    in_addr ipv4;
    if (inet_pton(AF_INET, text.c_str(), &ipv4) != 1) return {};
    const auto first = ntohl(ipv4.s_addr) >> 24;
    if (ipv4.s_addr == INADDR_BROADCAST) return "the broadcast address";
    if (first >= 240) return "a reserved address";
    if (first >= 224) return "a multicast address";
    return first == 0 ? "no address of a host" : "";
}

bool is_link_local(std::string_view host) {
    in_addr ipv4;
    if (inet_pton(AF_INET, std::string{host}.c_str(), &ipv4) == 1) return ntohl(ipv4.s_addr) >> 16 == 0xa9fe;
    return scope_of(host) == Scope::link_local;
}

std::string host_name() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

std::string full_host_name() {
    const auto name = host_name();
    if (name.find('.') != name.npos) return name;
    addrinfo hints{};
    hints.ai_flags = AI_CANONNAME;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return {};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{found, &freeaddrinfo};
    const std::string full = found->ai_canonname ? found->ai_canonname : "";
    return full.find('.') == full.npos ? std::string{} : full;
}

}  // namespace corbel::core
