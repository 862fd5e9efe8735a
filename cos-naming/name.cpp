// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/name.hpp"

#include <algorithm>
#include <charconv>

namespace corbel::naming {
namespace {

[[noreturn]] void bad_name(std::string text) { throw BadName{std::move(text)}; }

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '/' || c == '.' || c == '\\') out += '\\';
        out += c;
    }
}

// Reads one component and stops at the '/' behind it or at the end.
Component parse_component(std::string_view text, std::size_t& at) {
    Component component;
    auto* part = &component.id;
    const auto start = at;
    const auto here = [&] { return " at character " + std::to_string(at + 1); };
    for (; at < text.size() && text[at] != '/'; ++at) {
        if (text[at] == '.') {
            if (part == &component.kind)
                bad_name("a second '.' in a component" + here() + "; write \\. for the character");
            part = &component.kind;
            continue;
        }
        if (text[at] == '\\') {
            if (++at == text.size() || (text[at] != '/' && text[at] != '.' && text[at] != '\\'))
                bad_name("a '\\' that is not followed by '/', '.' or '\\'" + here());
        }
        *part += text[at];
    }
    if (at == start) bad_name("an empty component" + here());
    // "id." is not a form of "id" (2.4.2); only "." has an empty kind written out.
    if (part == &component.kind && component.kind.empty() && !component.id.empty())
        bad_name("a '.' that is not followed by a kind" + here());
    return component;
}

// RFC 2396, 2.2 and 2.3, as the Naming Service (2.5.3.2) lists them.
bool is_unescaped_in_url(char c) {
    return is_alphanumeric(c) || std::string_view{";/:?@&=+$,-_.!~*'()"}.find(c) != std::string_view::npos;
}

std::string url_escaped(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        if (is_unescaped_in_url(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

[[noreturn]] void bad_address(std::string_view address, const char* why) {
    throw BadAddress{"\"" + std::string{address.substr(0, 256)} + "\" is not an address: " + why};
}

template <class Number>
bool is_number(std::string_view text, Number largest) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value <= largest;
}

// One "iiop:1.2@host:port" of the list; "iiop" may be left out, port and version too.
void check_endpoint(std::string_view endpoint, std::string_view address) {
    const auto colon = endpoint.find(':');
    if (colon == endpoint.npos) bad_address(address, "the protocol ends with ':', as in \":host\" or \"iiop:host\"");
    const auto protocol = endpoint.substr(0, colon);
    if (!std::all_of(protocol.begin(), protocol.end(), is_alphanumeric)) bad_address(address, "a protocol is letters");
    if (!protocol.empty() && protocol != "iiop") return;  // what follows is that protocol's own
    auto host = endpoint.substr(colon + 1);
    if (const auto version_end = host.find('@'); version_end != host.npos) {
        const auto version = host.substr(0, version_end);
        const auto dot = version.find('.');
        if (dot == version.npos || !is_number(version.substr(0, dot), 255u) ||
            !is_number(version.substr(dot + 1), 255u))
            bad_address(address, "the version before '@' is not like 1.2");
        host.remove_prefix(version_end + 1);
    }
    std::string_view port;
    if (host.starts_with('[')) {  // an IPv6 address
        const auto end = host.find(']');
        if (end == host.npos) bad_address(address, "'[' without ']'");
        port = host.substr(end + 1);
        host = host.substr(1, end - 1);
    } else if (const auto port_start = host.find(':'); port_start != host.npos) {
        port = host.substr(port_start);
        host = host.substr(0, port_start);
    }
    if (host.empty()) bad_address(address, "the host is missing");
    if (!port.empty() && (port[0] != ':' || !is_number(port.substr(1), 65535u)))
        bad_address(address, "the port is not a number up to 65535");
}

void check_address(std::string_view address) {
    if (address.empty()) bad_address(address, "it is empty");
    if (address == "rir:" || address.starts_with("rir:/")) return;
    for (const char c : address)
        if (static_cast<unsigned char>(c) <= ' ' || c == '#' || c == 0x7f)
            bad_address(address, "it has a character that must be escaped");
    auto list = address.substr(0, address.find('/'));
    while (true) {
        const auto comma = list.find(',');
        check_endpoint(list.substr(0, comma), address);
        if (comma == list.npos) return;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace

void check(const Name& name) {
    if (name.empty()) bad_name("a name has at least one component");
    if (name.size() > max_components)
        bad_name("a name has " + std::to_string(name.size()) + " components; the most is " +
                 std::to_string(max_components));
    for (const auto& component : name)
        if (component.id.size() > max_component_length || component.kind.size() > max_component_length)
            bad_name("a component of a name is longer than " + std::to_string(max_component_length) + " bytes");
}

std::string to_string(const Name& name) {
    check(name);
    std::string out;
    for (const auto& component : name) {
        if (&component != &name.front()) out += '/';
        append_escaped(out, component.id);
        if (component.kind.empty() && !component.id.empty()) continue;
        out += '.';
        append_escaped(out, component.kind);
    }
    return out;
}

Name parse_name(std::string_view text) {
    Name name;
    std::size_t at = 0;
    while (true) {
        if (name.size() == max_components)
            bad_name("a name has more than " + std::to_string(max_components) + " components");
        name.push_back(parse_component(text, at));
        if (at == text.size()) break;
        ++at;  // the '/'
    }
    check(name);
    return name;
}

std::string to_url(std::string_view address, std::string_view name) {
    check_address(address);
    std::string url = "corbaname:" + std::string{address};
    if (name.empty()) return url;
    parse_name(name);
    return url + "#" + url_escaped(name);
}

}  // namespace corbel::naming
