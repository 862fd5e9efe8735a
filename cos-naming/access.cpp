// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/access.hpp"

#include <arpa/inet.h>
#include <pwd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace corbel::naming {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr unsigned ipv4_at = 96;  // bits before an IPv4 address

struct Parsed {
    Bytes bytes{};
    bool is_ipv4 = false;
};

std::optional<Parsed> parse_address(std::string_view text) {
    const std::string host{text.substr(0, text.find('%'))};  // without the zone of a link-local address
    Parsed parsed;
    if (::inet_pton(AF_INET6, host.c_str(), parsed.bytes.data()) == 1) return parsed;
    parsed.is_ipv4 = true;
    parsed.bytes[10] = parsed.bytes[11] = 0xff;
    if (::inet_pton(AF_INET, host.c_str(), parsed.bytes.data() + 12) != 1) return std::nullopt;
    return parsed;
}

bool equal_bits(const Bytes& one, const Bytes& other, unsigned bits) {
    const auto whole = bits / 8;
    if (!std::equal(one.begin(), one.begin() + whole, other.begin())) return false;
    if (bits % 8 == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits % 8));
    return ((one[whole] ^ other[whole]) & mask) == 0;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

const Network loopback_networks[] = {Network{"127.0.0.0/8"}, Network{"::1"}};

bool is_loopback_host(const std::string& host) {
    return std::any_of(std::begin(loopback_networks), std::end(loopback_networks),
                       [&](const Network& network) { return network.contains(host); });
}

}  // namespace

Network::Network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address)
        throw std::invalid_argument{"\"" + std::string{text} +
                                    "\" is no network: an IPv4 or IPv6 address, or one with /BITS, as in 10.1.0.0/16"};
    const unsigned most = address->is_ipv4 ? 32 : 128;
    auto bits = std::optional<unsigned>{most};
    if (slash != text.npos) bits = number<unsigned>(text.substr(slash + 1));
    if (!bits || *bits > most)
        throw std::invalid_argument{"\"" + std::string{text} +
                                    "\" is no network: behind the slash stands a number of 0 to " +
                                    std::to_string(most)};
    address_ = address->bytes;
    bits_ = *bits + (address->is_ipv4 ? ipv4_at : 0);
}

bool Network::contains(std::string_view host) const {
    const auto address = parse_address(host);
    return address && equal_bits(address->bytes, address_, bits_);
}

bool Network::is_loopback() const {
    const bool ipv4 = bits_ >= ipv4_at + 8 && equal_bits(address_, parse_address("127.0.0.0")->bytes, ipv4_at + 8);
    return ipv4 || (bits_ == 128 && address_ == parse_address("::1")->bytes);
}

bool Access::may_write(const Peer& peer) const {
    switch (peer.kind) {
        case Peer::Kind::this_process: return true;
        case Peer::Kind::unix_socket:
            return writers.empty() || (peer.credentials && writers.contains(peer.credentials->user));
        case Peer::Kind::tcp: break;
    }
    const bool from_here = is_loopback_host(peer.host);
    return std::none_of(read_only.begin(), read_only.end(), [&](const Network& network) {
        return network.contains(peer.host) && (!from_here || network.is_loopback());
    });
}

std::uint32_t user_id(const std::string& user) {
    if (const auto id = number<std::uint32_t>(user)) return *id;
    const auto* entry = ::getpwnam(user.c_str());
    if (!entry) throw std::invalid_argument{"there is no user " + user};
    return entry->pw_uid;
}

}  // namespace corbel::naming
