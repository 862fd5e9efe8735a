// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/connect_rules.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/host_addresses.hpp"

namespace corbel::core {
namespace {

using Bits = std::array<std::uint8_t, 16>;

[[noreturn]] void bad(std::string_view text) {
    throw SystemError{Error::bad_param, minor::bad_option,
                      "\"" + escaped(text, 80) + "\": expected hosts and transports, as in \"10.0.0.0/8 tcp\", "
                      "\"localhost unix,tcp\" or \"* none\""};
}

constexpr unsigned before_ipv4 = 96;

std::optional<Bits> bits_of(std::string_view host, bool& is_ipv4) {
    const std::string text{host.substr(0, host.find('%'))};
    Bits bits{};
    is_ipv4 = inet_pton(AF_INET, text.c_str(), bits.data() + 12) == 1;
    if (is_ipv4) {
        bits[10] = bits[11] = 0xff;
        return bits;
    }
    if (inet_pton(AF_INET6, text.c_str(), bits.data()) == 1) return bits;
    return std::nullopt;
}

/// "24", or "255.255.255.0".
std::optional<unsigned> prefix_of(std::string_view mask, bool is_ipv4) {
    const unsigned most = is_ipv4 ? 32 : 128;
    unsigned prefix = 0;
    const auto [end, error] = std::from_chars(mask.data(), mask.data() + mask.size(), prefix);
    if (error == std::errc{} && end == mask.data() + mask.size() && prefix <= most) return prefix;
    in_addr bits{};
    if (!is_ipv4 || inet_pton(AF_INET, std::string{mask}.c_str(), &bits) != 1) return std::nullopt;
    const auto ones = ntohl(bits.s_addr);
    for (prefix = 0; prefix < 32 && (ones << prefix & 0x80000000u) != 0;) ++prefix;
    return prefix == 32 || ones << prefix == 0 ? std::optional{prefix} : std::nullopt;
}

bool same_network(const Bits& a, const Bits& b, unsigned prefix) {
    const auto whole = prefix / 8;
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
    return prefix % 8 == 0 || (a[whole] ^ b[whole]) >> (8 - prefix % 8) == 0;
}

bool is_of_this_host(const giop::Address& address) {
    if (!address.unix_path.empty() || scope_of(address.host) == HostAddress::Scope::loopback) return true;
    const auto all = host_addresses();
    return std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.text == address.host; });
}

}  // namespace

ConnectRule ConnectRule::parse(std::string_view text) {
    ConnectRule rule;
    rule.text = text;
    const auto space = text.find(' ');
    if (space == text.npos) bad(text);
    const auto hosts = text.substr(0, space);
    auto transports = text.substr(std::min(text.find_first_not_of(' ', space), text.size()));
    if (hosts == "localhost") {
        rule.hosts = Hosts::this_host;
    } else if (hosts != "*") {
        rule.hosts = Hosts::network;
        bool is_ipv4 = false;
        const auto slash = hosts.find('/');
        const auto bits = bits_of(hosts.substr(0, slash), is_ipv4);
        if (!bits) bad(text);
        rule.network = *bits;
        const auto prefix = slash == hosts.npos ? (is_ipv4 ? 32u : 128u) : prefix_of(hosts.substr(slash + 1), is_ipv4);
        if (!prefix) bad(text);
        rule.prefix = *prefix + (is_ipv4 ? before_ipv4 : 0);
    }
    if (transports == "none") return rule;
    do {
        const auto comma = transports.find(',');
        const auto one = transports.substr(0, comma);
        if (one == "tcp")
            rule.tcp = true;
        else if (one == "unix")
            rule.unix_domain = true;
        else
            bad(text);
        transports.remove_prefix(comma == transports.npos ? transports.size() : comma + 1);
        if (comma != text.npos && transports.empty()) bad(text);
    } while (!transports.empty());
    return rule;
}

bool ConnectRule::applies_to(const giop::Address& address) const {
    if (hosts == Hosts::any) return true;
    if (hosts == Hosts::this_host) return is_of_this_host(address);
    bool is_ipv4 = false;
    const auto bits = address.unix_path.empty() ? bits_of(address.host, is_ipv4) : std::nullopt;
    return bits && !(is_ipv4 && prefix < before_ipv4) && same_network(*bits, network, prefix);
}

void ConnectPolicy::also(Predicate predicate) {
    const std::lock_guard lock{mutex_};
    predicate_ = predicate ? std::make_shared<const Predicate>(std::move(predicate)) : nullptr;
}

bool ConnectPolicy::operator()(const giop::Address& address) const {
    const auto rule =
        std::find_if(rules_.begin(), rules_.end(), [&](const auto& each) { return each.applies_to(address); });
    if (rule == rules_.end() ? !rules_.empty() : !rule->allows(address)) return false;
    std::shared_ptr<const Predicate> predicate;
    {
        const std::lock_guard lock{mutex_};
        predicate = predicate_;
    }
    return !predicate || (*predicate)(address);
}

}  // namespace corbel::core
