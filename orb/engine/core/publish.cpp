// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <functional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/endpoint.hpp"
#include "orb/engine/core/host_addresses.hpp"
#include "orb/engine/transport/socket.hpp"

namespace corbel::core {
namespace {

using Kind = Publication::Kind;
using Family = HostAddress::Family;
using Scope = HostAddress::Scope;

constexpr std::chrono::seconds look_up_time{1};
constexpr const char* way_out = "; -ORBendPointPublish names another one";

bool is_any_host(const std::string& host) { return host.empty() || host == "0.0.0.0" || host == "::"; }
bool is_unix(const giop::Address& address) { return !address.unix_path.empty(); }

bool fits(const HostAddress& address, const Publication& wanted) {
    if (wanted.kind == Kind::interface) return address.interface == wanted.name && address.scope != Scope::link_local;
    if (address.scope != Scope::global) return false;
    return wanted.kind == Kind::addr || address.family == (wanted.kind == Kind::ipv4 ? Family::ipv4 : Family::ipv6);
}

/// What stands for every interface of this host.
std::vector<std::string> hosts(const Publication& wanted) {
    std::vector<std::string> found;
    if (wanted.kind == Kind::hostname) found.push_back(host_name());
    if (wanted.kind == Kind::fqdn) found.push_back(full_host_name());
    if (wanted.kind == Kind::hostname || wanted.kind == Kind::fqdn) {
        std::erase(found, "");
        return found;
    }
    for (const auto& each : host_addresses())
        if (fits(each, wanted)) found.push_back(each.text);
    if (!wanted.all && found.size() > 1) found.resize(1);
    if (found.empty() && wanted.kind == Kind::addr) found.emplace_back("127.0.0.1");
    return found;
}

/// What stands for the one host that an endpoint names.
std::vector<std::string> hosts(const Publication& wanted, const std::string& host) {
    const bool is_ipv6 = host.find(':') != host.npos;
    const bool by_name = wanted.kind == Kind::hostname || wanted.kind == Kind::fqdn;
    if (by_name) return hosts(wanted);
    if (wanted.kind == Kind::ipv4 && is_ipv6) return {};
    if (wanted.kind == Kind::ipv6 && !is_ipv6) return {};
    return {host};
}

std::vector<giop::Address> addresses(const Publication& wanted, const std::vector<giop::Address>& listening) {
    std::vector<giop::Address> found;
    if (wanted.kind == Kind::address) {
        found.push_back(wanted.address);
        auto& address = found.front();
        if (is_unix(address)) return found;
        if (is_any_host(address.host)) address.host = hosts(Publication{}).front();
        const auto first = std::find_if_not(listening.begin(), listening.end(), is_unix);
        if (address.port == 0 && first != listening.end()) address.port = first->port;
        return found;
    }
    for (const auto& each : listening) {
        if (is_unix(each)) {
            found.push_back(each);
            if (each.shared_memory) found.push_back({{}, 0, each.unix_path});
            continue;
        }
        for (const auto& host : is_any_host(each.host) ? hosts(wanted) : hosts(wanted, each.host))
            found.push_back({host, each.port, {}});
    }
    return found;
}

bool is_of_this_host(const giop::Address& address) {
    return is_unix(address) || address.host == "localhost" || scope_of(address.host) == Scope::loopback;
}

std::string doubt_of(const giop::Address& address, bool serves_other_hosts) {
    const auto carried = "references carry " + address.to_string();
    if (address.port == 0) return carried + ", whose port is 0: give one with -ORBendPointPublish";
    if (const auto what = unusable(address.host); !what.empty())
        return carried + ", which is " + std::string{what} + ": nobody can connect to it" + way_out;
    if (is_link_local(address.host) && address.host.find('%') == std::string::npos)
        return carried + ", which means something on its own network segment only" + way_out;
    try {
        const auto numeric = transport::numeric_addresses(address.host, Clock::now() + look_up_time);
        const bool loopback = std::all_of(numeric.begin(), numeric.end(),
                                          [](const auto& each) { return scope_of(each) == Scope::loopback; });
        if (loopback && serves_other_hosts && numeric.front() != address.host)
            return carried + ", a name that stands for " + numeric.front() + " here: other hosts may not reach it" +
                   way_out;
    } catch (const SystemError& error) {
        return carried + ", which cannot be looked up here: " + error.text() + way_out;
    }
    return {};
}

}  // namespace

std::vector<giop::Address> publish(const std::vector<Alternatives>& publications,
                                   const std::vector<giop::Address>& listening) {
    static const std::vector<Alternatives> usual{{Publication{}}};
    std::vector<giop::Address> all;
    for (const auto& alternatives : publications.empty() ? usual : publications) {
        std::vector<giop::Address> found;
        for (auto each = alternatives.begin(); each != alternatives.end() && found.empty(); ++each)
            found = addresses(*each, listening);
        if (found.empty())
            throw SystemError{Error::initialize, minor::cannot_listen,
                              "-ORBendPointPublish " + to_string({alternatives}) +
                                  ": this host or its endpoints have no such address"};
        for (auto& address : found)
            if (std::find(all.begin(), all.end(), address) == all.end()) all.push_back(std::move(address));
    }
    return all;
}

void loopback_last(std::vector<giop::Address>& published) {
    std::stable_partition(published.begin(), published.end(), std::not_fn(is_of_this_host));
}

std::vector<std::string> doubts(const std::vector<giop::Address>& published,
                                const std::vector<giop::Address>& listening) {
    std::vector<std::string> all;
    const bool serves_other_hosts = !std::all_of(listening.begin(), listening.end(), is_of_this_host);
    for (const auto& each : published)
        if (!is_unix(each))
            if (auto doubt = doubt_of(each, serves_other_hosts); !doubt.empty()) all.push_back(std::move(doubt));
    if (!serves_other_hosts) return all;
    const auto useless = std::find_if(published.begin(), published.end(), [](const auto& each) {
        return !is_unix(each) && scope_of(each.host) == Scope::loopback;
    });
    const bool this_host_only = std::all_of(published.begin(), published.end(), is_of_this_host);
    if (this_host_only || useless != published.end())
        all.push_back("references carry " + (this_host_only ? published.front() : *useless).to_string() +
                      (this_host_only ? "" : " behind others") + ", which other hosts cannot reach" + way_out);
    return all;
}

}  // namespace corbel::core
