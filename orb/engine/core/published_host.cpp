// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/published_host.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <memory>

namespace corbel::core {
namespace {

std::string text_of(int family, const void* address) {
    char text[INET6_ADDRSTRLEN] = "";
    return inet_ntop(family, address, text, sizeof text) ? text : "";
}

std::string text_of(const ifaddrs& interface, int family) {
    constexpr unsigned reachable = IFF_UP;
    if (!interface.ifa_addr || interface.ifa_addr->sa_family != family) return {};
    if (!(interface.ifa_flags & reachable) || (interface.ifa_flags & IFF_LOOPBACK)) return {};
    if (family == AF_INET)
        return text_of(family, &reinterpret_cast<const sockaddr_in*>(interface.ifa_addr)->sin_addr);
    const auto& address = reinterpret_cast<const sockaddr_in6*>(interface.ifa_addr)->sin6_addr;
    return IN6_IS_ADDR_LINKLOCAL(&address) ? std::string{} : text_of(family, &address);
}

}  // namespace

std::string published_host() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return "127.0.0.1";
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner{list, &freeifaddrs};
    for (int family : {AF_INET, AF_INET6})
        for (const auto* each = list; each; each = each->ifa_next)
            if (auto text = text_of(*each, family); !text.empty()) return text;
    return "127.0.0.1";
}

}  // namespace corbel::core
