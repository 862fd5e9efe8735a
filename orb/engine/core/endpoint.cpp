// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/endpoint.hpp"

#include <charconv>
#include <system_error>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::core {
namespace {

constexpr std::string_view tcp = "giop:tcp:", unix_domain = "giop:unix:", shared = "giop:shm:";

struct Name {
    std::string_view text;
    Publication::Kind kind;
};
constexpr Name names[] = {{"addr", Publication::Kind::addr},         {"ipv4", Publication::Kind::ipv4},
                          {"ipv6", Publication::Kind::ipv6},         {"hostname", Publication::Kind::hostname},
                          {"fqdn", Publication::Kind::fqdn}};

[[noreturn]] void bad(std::string_view text, std::string_view expected) {
    throw SystemError{Error::bad_param, minor::bad_option,
                      "\"" + escaped(text, 80) + "\": expected " + std::string{expected}};
}

[[noreturn]] void no_endpoint(std::string_view text) {
    bad(text, "giop:tcp:host:port (both may be empty, the port may be a range 4000-4010), giop:unix:path or "
              "giop:shm:path (whose paths may be empty)");
}

[[noreturn]] void no_publication(std::string_view text) {
    bad(text, "giop:tcp:host:port, addr, ipv4, ipv6, hostname, fqdn, interface(name) or all(one of these)");
}

std::uint16_t port_of(std::string_view digits, std::string_view whole) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) no_endpoint(whole);
    return port;
}

/// "name(inside)": true, and `text` becomes what is inside.
bool accept_call(std::string_view name, std::string_view& text) {
    if (!text.starts_with(name) || !text.ends_with(')') || text.size() < name.size() + 3 || text[name.size()] != '(')
        return false;
    text = text.substr(name.size() + 1, text.size() - name.size() - 2);
    return true;
}

Publication parse_publication(std::string_view whole) {
    Publication one;
    auto text = whole;
    if (text.starts_with("giop:")) {
        const auto endpoint = parse_endpoint(text);
        if (endpoint.last_port != 0 || ((endpoint.shared_memory || endpoint.any_path) && endpoint.unix_path.empty()))
            no_publication(whole);
        one.kind = Publication::Kind::address;
        one.address = endpoint.address();
        return one;
    }
    one.all = accept_call("all", text);
    if (accept_call("interface", text)) {
        one.kind = Publication::Kind::interface;
        one.name = text;
        return one;
    }
    for (const auto& each : names)
        if (each.text == text) return one.kind = each.kind, one;
    no_publication(whole);
}

template <class Action>
void each_part(std::string_view text, char separator, Action action) {
    for (;;) {
        const auto end = text.find(separator);
        action(text.substr(0, end));
        if (end == text.npos) return;
        text.remove_prefix(end + 1);
    }
}

Endpoint endpoint_of(const giop::Address& address) {
    return {address.host, address.port, address.unix_path, 0, address.shared_memory};
}

std::string tcp_text(const std::string& host, std::uint16_t port, std::uint16_t last_port) {
    return std::string{tcp} + (host.find(':') == host.npos ? host : "[" + host + "]") + ":" +
           (port ? std::to_string(port) : "") + (last_port ? "-" + std::to_string(last_port) : "");
}

}  // namespace

Endpoint parse_endpoint(std::string_view text) {
    if (text.starts_with(unix_domain)) {
        const auto path = text.substr(unix_domain.size());
        return {{}, 0, std::string{path}, 0, false, path.empty()};
    }
    if (text.starts_with(shared)) return {{}, 0, std::string{text.substr(shared.size())}, 0, true};
    const auto colon = text.rfind(':');
    if (!text.starts_with(tcp) || colon < tcp.size()) no_endpoint(text);
    auto host = text.substr(tcp.size(), colon - tcp.size());
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    Endpoint endpoint{std::string{host}, 0, {}};
    const auto ports = text.substr(colon + 1);
    const auto dash = ports.find('-');
    if (!ports.empty()) endpoint.port = port_of(ports.substr(0, dash), text);
    if (dash != ports.npos) {
        endpoint.last_port = port_of(ports.substr(dash + 1), text);
        if (endpoint.port == 0 || endpoint.last_port < endpoint.port) no_endpoint(text);
    }
    return endpoint;
}

std::string Endpoint::to_string() const {
    if (shared_memory) return std::string{shared} + unix_path;
    return unix_path.empty() && !any_path ? tcp_text(host, port, last_port) : std::string{unix_domain} + unix_path;
}

std::vector<Alternatives> parse_publications(std::string_view text) {
    std::vector<Alternatives> all;
    each_part(text, ',', [&](std::string_view part) {
        auto& alternatives = all.emplace_back();
        each_part(part, '|', [&](std::string_view one) { alternatives.push_back(parse_publication(one)); });
    });
    return all;
}

std::string Publication::to_string() const {
    if (kind == Kind::address) return endpoint_of(address).to_string();
    std::string text = "interface(" + name + ")";
    for (const auto& each : names)
        if (each.kind == kind) text = each.text;
    return all ? "all(" + text + ")" : text;
}

std::string to_string(const std::vector<Alternatives>& publications) {
    std::string text;
    for (const auto& alternatives : publications) {
        text += text.empty() ? "" : ",";
        for (const auto& each : alternatives) text += (&each == &alternatives.front() ? "" : "|") + each.to_string();
    }
    return text;
}

}  // namespace corbel::core
