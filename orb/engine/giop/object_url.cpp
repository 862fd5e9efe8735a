// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/object_url.hpp"

#include <algorithm>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/limits.hpp"

namespace corbel::giop {
namespace {

constexpr std::uint16_t default_port = 2809;
constexpr std::string_view default_key = "NameService";

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

bool begins_with(std::string_view text, std::string_view lower_case) {
    return text.size() >= lower_case.size() &&
           std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char wanted, char is) {
               return (is >= 'A' && is <= 'Z' ? is | 0x20 : is) == wanted;
           });
}

/// Reads a URL from left to right; every error names the place it has come to.
class UrlReader {
public:
    explicit UrlReader(std::string_view url) : url_{url} {}

    [[noreturn]] void fail(std::uint32_t minor, std::string_view expected) const {
        throw SystemError{Error::bad_param, minor,
                          "\"" + escaped(url_) + "\" cannot be understood at offset " + std::to_string(at_) +
                              ": expected " + std::string{expected}};
    }

    bool accept(std::string_view lower_case) {
        if (!begins_with(rest(), lower_case)) return false;
        at_ += lower_case.size();
        return true;
    }

    std::string_view rest() const { return url_.substr(at_); }
    bool at_end() const { return at_ == url_.size(); }
    void go_back(std::size_t count) { at_ -= count; }

    std::string_view until(std::string_view stops) {
        const auto found = rest().substr(0, rest().find_first_of(stops));
        at_ += found.size();
        return found;
    }

    /// Up to one of `stops`, %XX replaced by the character it means.
    std::string unescaped_until(std::string_view stops) {
        std::string text;
        for (; !at_end() && stops.find(url_[at_]) == stops.npos; ++at_) text += url_[at_] == '%' ? escape() : plain();
        return text;
    }

    unsigned number(unsigned most, std::string_view expected) {
        if (at_end() || !is_decimal(url_[at_])) fail(minor::bad_address, expected);
        unsigned value = 0;
        for (; !at_end() && is_decimal(url_[at_]); ++at_) {
            value = value * 10 + static_cast<unsigned>(url_[at_] - '0');
            if (value > most) fail(minor::bad_address, expected);
        }
        return value;
    }

private:
    char plain() const {
        const auto c = static_cast<unsigned char>(url_[at_]);
        if (c <= 0x20 || c == 0x7f) fail(minor::bad_schema_specific_part, "a printable character or its escape %XX");
        return url_[at_];
    }
    char escape() {
        const bool whole = at_ + 2 < url_.size() && digit(url_[at_ + 1]) >= 0 && digit(url_[at_ + 2]) >= 0;
        if (!whole) fail(minor::bad_schema_specific_part, "two hexadecimal digits after '%'");
        at_ += 2;
        return static_cast<char>(digit(url_[at_ - 1]) << 4 | digit(url_[at_]));
    }

    std::string_view url_;
    std::size_t at_ = 0;
};

Version read_version(UrlReader& url) {
    // "1.2@": there is one if an '@' comes before the address ends.
    const auto rest = url.rest();
    const auto address = rest.substr(0, rest.find_first_of(",/#"));
    if (address.find('@') == address.npos) return {1, 0};
    constexpr std::string_view expected = "a GIOP version before '@': 1.0, 1.1 or 1.2";
    const auto major = url.number(255, expected);
    if (!url.accept(".")) url.fail(minor::bad_address, expected);
    const auto minor_version = url.number(255, expected);
    if (!url.accept("@")) url.fail(minor::bad_address, "'@' after the GIOP version");
    if (major != 1) {
        url.go_back(1);
        url.fail(minor::bad_address, expected);
    }
    // A later 1.x may be spoken to in the latest we know (13.6.10.3).
    return {1, static_cast<std::uint8_t>(std::min(minor_version, 2u))};
}

std::string read_host(UrlReader& url) {
    if (url.accept("[")) {
        const std::string host{url.until("]/,#")};
        if (host.empty()) url.fail(minor::bad_address, "an IPv6 address between '[' and ']'");
        if (!url.accept("]")) url.fail(minor::bad_address, "']' after the IPv6 address");
        return host;
    }
    const auto host = url.unescaped_until(":,/#");
    if (host.empty()) url.fail(minor::bad_address, "a host name or address");
    if (host.find('\0') != host.npos) url.fail(minor::bad_address, "a host name without NUL");
    if (host.size() > limits::host) url.fail(minor::bad_address, "a host name of at most 255 characters before here");
    return host;
}

// The path with its slashes escaped: a plain one begins the key.
std::string read_path(UrlReader& url) {
    const auto path = url.unescaped_until(",/#");
    if (path.empty()) url.fail(minor::bad_address, "the path of a socket, with %2F for '/'");
    if (path.find('\0') != path.npos) url.fail(minor::bad_address, "a path without NUL");
    if (path.size() > limits::host) url.fail(minor::bad_address, "a path of at most 255 characters before here");
    return path;
}

Corbaloc::Endpoint read_endpoint(UrlReader& url) {
    if (url.accept("unix:")) return {{1, 2}, {{}, 0, read_path(url)}};
    if (url.accept("shm:")) return {{1, 2}, {{}, 0, read_path(url), true}};
    if (!url.accept("iiop:") && !url.accept(":"))
        url.fail(minor::bad_address, "\"iiop:\", \":\", \"unix:\", \"shm:\" or \"rir:\" before an address");
    Corbaloc::Endpoint endpoint;
    endpoint.version = read_version(url);
    endpoint.address.host = read_host(url);
    endpoint.address.port = default_port;
    if (url.accept(":")) endpoint.address.port = static_cast<std::uint16_t>(url.number(65535, "a port, 1 to 65535"));
    if (endpoint.address.port == 0) url.fail(minor::bad_address, "a port, 1 to 65535, before here");
    return endpoint;
}

Octets read_key(UrlReader& url, std::string_view stops) {
    const auto key = url.unescaped_until(stops);
    if (key.size() > limits::object_key)
        url.fail(minor::bad_schema_specific_part, "an object key of at most 4096 bytes before here");
    return to_octets(as_bytes(key));
}

// What stands after the scheme, up to the end or one of `stops`.
Corbaloc read_corbaloc(UrlReader& url, std::string_view stops) {
    Corbaloc loc;
    if (url.accept("rir:")) {
        loc.rir = true;
        if (url.rest().starts_with(',')) url.fail(minor::bad_address, "no other address beside \"rir:\"");
    } else {
        do {
            if (loc.endpoints.size() == limits::profiles) url.fail(minor::bad_address, "at most 32 addresses");
            loc.endpoints.push_back(read_endpoint(url));
        } while (url.accept(","));
    }
    if (url.accept("/"))
        loc.key = read_key(url, stops);
    else if (!url.at_end() && stops.find(url.rest().front()) == stops.npos)
        url.fail(minor::bad_address, "',' and another address, or '/' and the object key");
    if (loc.rir && loc.key.empty()) loc.key = to_octets(as_bytes(default_key));
    return loc;
}

Corbaname read_corbaname(UrlReader& url) {
    Corbaname corbaname{read_corbaloc(url, "#"), {}};
    if (corbaname.context.key.empty()) corbaname.context.key = to_octets(as_bytes(default_key));
    if (url.accept("#")) corbaname.name = url.unescaped_until("");
    return corbaname;
}

FileUrl read_file(UrlReader& url) {
    if (!url.accept("//") || !url.rest().starts_with('/'))
        url.fail(minor::bad_schema_specific_part, "an absolute path after \"file://\", as in file:///tmp/object.ior");
    FileUrl file{url.unescaped_until("")};
    if (file.path.find('\0') != file.path.npos) url.fail(minor::bad_schema_specific_part, "a path without NUL");
    return file;
}

std::string escaped_path(const std::string& path) {
    std::string text;
    for (const char& c : path) {
        if (c == '/') text += "%2F";
        else if (c == ',') text += "%2C";
        else text += escape_key(as_bytes(std::string_view{&c, 1}));
    }
    return text;
}

std::string endpoint_text(const Corbaloc::Endpoint& endpoint) {
    if (!endpoint.address.unix_path.empty())
        return (endpoint.address.shared_memory ? "shm:" : "unix:") + escaped_path(endpoint.address.unix_path);
    return "iiop:1." + std::to_string(endpoint.version.minor) + "@" + endpoint.address.to_string();
}

}  // namespace

ObjectUrl parse_object_url(std::string_view text) {
    UrlReader url{text};
    if (text.size() > limits::stringified_ior)
        url.fail(minor::bad_schema_specific_part,
                 "at most " + std::to_string(std::uint32_t{limits::stringified_ior}) + " characters (-ORB" +
                     limits::stringified_ior.setting() + " raises it)");
    if (begins_with(text, "ior:")) return Ior::from_string(text);
    if (url.accept("corbaloc:")) return read_corbaloc(url, "");
    if (url.accept("corbaname:")) return read_corbaname(url);
    if (url.accept("file:")) return read_file(url);
    url.fail(minor::bad_schema_name, "\"IOR:\", \"corbaloc:\", \"corbaname:\" or \"file:\"");
}

Ior Corbaloc::to_ior() const {
    Ior ior;
    for (const auto& endpoint : endpoints)
        ior.profiles.push_back(
            {tag::internet_iop, IiopProfile{endpoint.version, {endpoint.address}, key, {}, {}}.write()});
    return ior;
}

std::string Corbaloc::to_string() const {
    std::string text = "corbaloc:";
    if (rir) text += "rir:";
    for (const auto& endpoint : endpoints) {
        if (&endpoint != &endpoints.front()) text += ',';
        text += endpoint_text(endpoint);
    }
    return text + "/" + escape_key(key);
}

std::string to_corbaloc(const Ior& ior) {
    Corbaloc loc;
    for (const auto& profile : iiop_profiles(ior)) {
        if (loc.endpoints.empty()) loc.key = profile.object_key;
        if (loc.key != profile.object_key) continue;  // A corbaloc has one key.
        for (const auto& address : profile.addresses)
            if (address.port != 0) loc.endpoints.push_back({profile.version, address});
    }
    if (loc.endpoints.empty())
        throw SystemError{Error::bad_param, minor::bad_address,
                          "a reference without an IIOP address has no corbaloc form"};
    return loc.to_string();
}

std::string escape_key(ByteView key) {
    constexpr std::string_view allowed = ";/:?@&=+$,-_.!~*'()";
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (auto byte : key) {
        const char c = static_cast<char>(byte);
        const bool alphanumeric = is_decimal(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alphanumeric || (c != '\0' && allowed.find(c) != allowed.npos)) {
            text += c;
        } else {
            text += '%';
            text += digits[byte >> 4];
            text += digits[byte & 15];
        }
    }
    return text;
}

}  // namespace corbel::giop
