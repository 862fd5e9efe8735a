// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/giop/ior.hpp"

namespace corbel::core {

/// Where an ORB may connect to: a line of omniORB's clientTransportRule.
struct ConnectRule {
    enum class Hosts : std::uint8_t { any, this_host, network };

    Hosts hosts = Hosts::any;
    std::array<std::uint8_t, 16> network{};  ///< IPv4 as ::ffff:a.b.c.d
    unsigned prefix = 128;                   ///< bits of `network` that count
    bool tcp = false;                        ///< may be connected to
    bool unix_domain = false;
    std::string text;                        ///< as it was given

    /// "10.0.0.0/8 tcp", "localhost unix,tcp", "* none": an address, a network in either notation, localhost or *; then
    /// transports with ',' between them, or none. BAD_PARAM for anything else.
    static ConnectRule parse(std::string_view text);

    bool applies_to(const giop::Address& address) const;
    bool allows(const giop::Address& address) const noexcept { return address.unix_path.empty() ? tcp : unix_domain; }
    std::string to_string() const { return text; }
};

/// Decides about each connection, on the thread that wants it. Of the rules the first that applies counts; where there
/// are rules and none applies, no. The program's own word may forbid more.
class ConnectPolicy {
public:
    using Predicate = std::function<bool(const giop::Address&)>;

    explicit ConnectPolicy(std::vector<ConnectRule> rules) : rules_{std::move(rules)} {}

    void also(Predicate predicate);

    /// `address` is numeric.
    bool operator()(const giop::Address& address) const;

private:
    const std::vector<ConnectRule> rules_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Predicate> predicate_;
};

}  // namespace corbel::core
