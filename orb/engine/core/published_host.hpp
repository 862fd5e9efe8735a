// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace corbel::core {

/// The address that references carry when a server listens at every interface: the first IPv4 address of an interface
/// that is up and not loopback, else the first such IPv6 address that is not link-local, else 127.0.0.1.
std::string published_host();

}  // namespace corbel::core
