// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/options.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::core {
namespace {

[[noreturn]] void bad_option(const std::string& text) {
    throw SystemError{Error::bad_param, minor::bad_option, text};
}

[[noreturn]] void bad_value(std::string_view option, std::string_view value, std::string_view expected) {
    bad_option(std::string{option} + " \"" + escaped(value, 80) + "\": expected " + std::string{expected});
}

std::uint64_t number(std::string_view option, std::string_view text, std::uint64_t least, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        bad_value(option, text, "a number from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

std::chrono::milliseconds milliseconds(std::string_view option, std::string_view text) {
    return std::chrono::milliseconds{number(option, text, 0, 0xffffffff)};
}

cdr::CodeSet code_set(std::string_view option, std::string_view text) {
    if (text == "UTF-8") return cdr::CodeSet::utf_8;
    if (text == "ISO-8859-1") return cdr::CodeSet::iso_8859_1;
    bad_value(option, text, "UTF-8 or ISO-8859-1");
}

giop::Version version(std::string_view option, std::string_view text) {
    if (text.size() == 3 && text.starts_with("1.") && text[2] >= '0' && text[2] <= '2')
        return {1, static_cast<std::uint8_t>(text[2] - '0')};
    bad_value(option, text, "1.0, 1.1 or 1.2");
}

std::pair<std::string, std::string> initial_reference(std::string_view option, std::string_view text) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == text.npos || equals + 1 == text.size()) bad_value(option, text, "name=url");
    return {std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}};
}

struct Setting {
    std::string_view name;
    void (*apply)(Options& options, std::string_view name, std::string_view value);
};

constexpr Setting settings[] = {
    {"-ORBid", [](Options& o, std::string_view, std::string_view v) { o.id = v; }},
    {"-ORBInitRef",
     [](Options& o, std::string_view n, std::string_view v) {
         o.initial_references.push_back(initial_reference(n, v));
     }},
    {"-ORBDefaultInitRef",
     [](Options& o, std::string_view, std::string_view v) { o.default_initial_reference = v; }},
    {"-ORBendPoint",
     [](Options& o, std::string_view, std::string_view v) { o.endpoints.push_back(parse_endpoint(v)); }},
    {"-ORBgiopMaxMsgSize",
     [](Options& o, std::string_view n, std::string_view v) { o.max_message_size = number(n, v, 8192, 0x7fffffff); }},
    {"-ORBgiopFragmentSize",
     [](Options& o, std::string_view n, std::string_view v) { o.fragment_size = number(n, v, 0, 0x7fffffff); }},
    {"-ORBclientCallTimeOutPeriod",
     [](Options& o, std::string_view n, std::string_view v) { o.call_timeout = milliseconds(n, v); }},
    {"-ORBclientConnectTimeOutPeriod",
     [](Options& o, std::string_view n, std::string_view v) { o.connect_timeout = milliseconds(n, v); }},
    {"-ORBnativeCharCodeSet",
     [](Options& o, std::string_view n, std::string_view v) { o.native_chars = code_set(n, v); }},
    {"-ORBmaxGIOPVersion",
     [](Options& o, std::string_view n, std::string_view v) { o.max_giop_version = version(n, v); }},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// How many letters must be typed, left out or changed to get from one word to the other, case aside.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto diagonal = row[0]++;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const auto changed = diagonal + (lower(from[i]) != lower(to[j]));
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, diagonal + 1, changed});
        }
    }
    return row.back();
}

std::string_view nearest(std::string_view name) {
    return std::min_element(std::begin(settings), std::end(settings), [&](const auto& one, const auto& other) {
               return distance(name, one.name) < distance(name, other.name);
           })->name;
}

const Setting* find(std::string_view name) {
    const auto at =
        std::find_if(std::begin(settings), std::end(settings), [&](auto& each) { return each.name == name; });
    return at == std::end(settings) ? nullptr : at;
}

}  // namespace

Options Options::parse(int& argc, char* argv[]) {
    Options options;
    int kept = std::min(argc, 1);
    for (int i = 1; i < argc; ++i) {
        const std::string_view name{argv[i]};
        if (!name.starts_with("-ORB")) {
            argv[kept++] = argv[i];
            continue;
        }
        const auto* setting = find(name);
        if (!setting)
            bad_option("unknown option " + escaped(name, 80) + "; did you mean " + std::string{nearest(name)} + "?");
        if (++i == argc) bad_option(std::string{name} + " needs a value");
        setting->apply(options, name, argv[i]);
    }
    argc = kept;
    if (argv) argv[argc] = nullptr;
    return options;
}

giop::Address parse_endpoint(std::string_view text) {
    constexpr std::string_view option = "-ORBendPoint", tcp = "giop:tcp:", unix = "giop:unix:";
    if (text.starts_with(unix) && text.size() > unix.size()) return {{}, 0, std::string{text.substr(unix.size())}};
    const auto colon = text.rfind(':');
    if (!text.starts_with(tcp) || colon < tcp.size())
        bad_value(option, text, "giop:tcp:host:port (both may be empty) or giop:unix:path");
    auto host = text.substr(tcp.size(), colon - tcp.size());
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto port = text.substr(colon + 1);
    return {std::string{host}, static_cast<std::uint16_t>(port.empty() ? 0 : number(option, port, 0, 65535)), {}};
}

}  // namespace corbel::core
