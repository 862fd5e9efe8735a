// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/settings.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "orb/engine/base/edit_distance.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::core {
namespace {

using Where = const std::string&;
using Value = std::string_view;
using std::chrono::milliseconds;

[[noreturn]] void bad_value(Where where, Value value, std::string_view expected) {
    throw SystemError{Error::bad_param, minor::bad_option,
                      where + " \"" + escaped(value, 80) + "\": expected " + std::string{expected}};
}

std::uint64_t number(Where where, Value text, std::uint64_t least, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        bad_value(where, text, "a number from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

milliseconds duration(Where where, Value text, unsigned unit = 1) {
    return milliseconds{number(where, text, 0, 0xffffffff / unit) * unit};
}

template <milliseconds Options::*Member, unsigned Unit = 1>
constexpr Setting time(std::string_view name, std::string_view meaning) {
    return {name, Unit == 1 ? "milliseconds" : "seconds", meaning,
            [](Options& o, Where w, Value v) { o.*Member = duration(w, v, Unit); },
            [](const Options& o) { return std::to_string((o.*Member).count() / Unit); }};
}

template <auto Member, std::uint64_t Least, std::uint64_t Most>
constexpr Setting count(std::string_view name, std::string_view takes, std::string_view meaning) {
    return {name, takes, meaning,
            [](Options& o, Where w, Value v) {
                auto& member = o.*Member;
                member = static_cast<std::remove_reference_t<decltype(member)>>(number(w, v, Least, Most));
            },
            [](const Options& o) { return std::to_string(o.*Member); }};
}

template <std::string Options::*Member>
constexpr Setting text(std::string_view name, std::string_view takes, std::string_view meaning) {
    return {name, takes, meaning, [](Options& o, Where, Value v) { o.*Member = v; },
            [](const Options& o) { return o.*Member; }};
}

/// What `parse` makes of the text; its refusal begins with `where`.
template <class Parse>
auto parsed(Where where, Value text, Parse parse) {
    try {
        return parse(text);
    } catch (const SystemError& error) {
        throw SystemError{Error::bad_param, minor::bad_option, where + " " + error.text()};
    }
}

void add_endpoint(Options& options, Where where, Value text) {
    constexpr std::string_view inherited = "giop:fd:";
    if (!text.starts_with(inherited)) return options.endpoints.push_back(parsed(where, text, parse_endpoint));
    int descriptor = -1;
    const auto [end, error] = std::from_chars(text.data() + inherited.size(), text.data() + text.size(), descriptor);
    if (error != std::errc{} || end != text.data() + text.size() || descriptor < 0)
        bad_value(where, text, "giop:fd: and the number of a descriptor");
    options.inherited_sockets.push_back(descriptor);
}

void add_publications(Options& options, Where where, Value text) {
    for (auto& each : parsed(where, text, parse_publications)) options.published.push_back(std::move(each));
}

void add_address(Options& options, Where where, Value text) {
    const auto endpoint = parsed(where, text, parse_endpoint);
    const bool whole = !endpoint.unix_path.empty() || (!endpoint.host.empty() && endpoint.port != 0);
    if (!whole || endpoint.last_port != 0)
        bad_value(where, text, "giop:tcp:host:port, giop:unix:path or giop:shm:path");
    options.not_listened_at.push_back(endpoint.address());
}

template <class List>
std::string joined(const List& list) {
    std::string all;
    for (const auto& each : list) all += (all.empty() ? "" : " ") + each.to_string();
    return all;
}

std::string show_addresses(const Options& options) {
    std::vector<Endpoint> all;
    for (const auto& each : options.not_listened_at)
        all.push_back({each.host, each.port, each.unix_path, 0, each.shared_memory});
    return joined(all);
}

std::string show_endpoints(const Options& options) {
    auto all = joined(options.endpoints);
    for (const auto each : options.inherited_sockets)
        all += (all.empty() ? "giop:fd:" : " giop:fd:") + std::to_string(each);
    return all;
}

void add_connect_rule(Options& options, Where where, Value text) {
    options.connect_rules.push_back(parsed(where, text, ConnectRule::parse));
}

std::string show_connect_rules(const Options& options) {
    std::string all;
    for (const auto& each : options.connect_rules) all += (all.empty() ? "" : "; ") + each.to_string();
    return all;
}

void add_initial_reference(Options& options, Where where, Value value) {
    const auto equals = value.find('=');
    if (equals == 0 || equals == value.npos || equals + 1 == value.size()) bad_value(where, value, "name=url");
    options.initial_references.emplace_back(value.substr(0, equals), value.substr(equals + 1));
}

std::string show_initial_references(const Options& options) {
    std::string all;
    for (const auto& [name, url] : options.initial_references) all += (all.empty() ? "" : " ") + name + "=" + url;
    return all;
}

void set_code_set(Options& options, Where where, Value value) {
    if (value == "UTF-8")
        options.native_chars = cdr::CodeSet::utf_8;
    else if (value == "ISO-8859-1")
        options.native_chars = cdr::CodeSet::iso_8859_1;
    else
        bad_value(where, value, "UTF-8 or ISO-8859-1");
}

void set_colocated_calls(Options& options, Where where, Value value) {
    if (value != "direct" && value != "messages") bad_value(where, value, "direct or messages");
    options.direct_calls = value == "direct";
}

void set_version(Options& options, Where where, Value value) {
    if (value.size() != 3 || !value.starts_with("1.") || value[2] < '0' || value[2] > '2')
        bad_value(where, value, "1.0, 1.1 or 1.2");
    options.max_giop_version = {1, static_cast<std::uint8_t>(value[2] - '0')};
}

constexpr std::string_view audiences[] = {"never", "loopback", "always"};

void set_audience(Options& options, Where where, Value value) {
    const auto at = std::find(std::begin(audiences), std::end(audiences), value);
    if (at == std::end(audiences)) bad_value(where, value, "never, loopback or always");
    options.exception_text = static_cast<Audience>(at - std::begin(audiences));
}

void set_log(Options& options, Where where, Value value) {
    if (!log::parse_levels(value)) bad_value(where, value, log::levels_expected());
    options.log = value;
}

constexpr Setting table[] = {
    text<&Options::id>("id", "name", "which ORB of the process ORB_init gives or creates"),
    {"endPoint", "giop:tcp:host:port, giop:unix:path, giop:shm:path, or giop:fd:number for an inherited socket",
     "where a server listens; the port may be a range 4000-4010; repeated for several", add_endpoint,
     show_endpoints},
    {"endPointPublish", "giop:tcp:host:port, addr, ipv4, ipv6, hostname, fqdn, interface(name), all(...)",
     "what references carry instead of the address listened at; ',' between several, '|' before a second choice",
     add_publications, [](const Options& o) { return to_string(o.published); }},
    {"endPointNoListen", "giop:tcp:host:port", "what references carry besides; repeated for several", add_address,
     show_addresses},
    {"InitRef", "name=url", "an initial reference; repeated for several", add_initial_reference,
     show_initial_references, true},
    text<&Options::default_initial_reference>("DefaultInitRef", "url prefix",
                                              "where initial references are that nothing else names"),
    time<&Options::call_timeout>("clientCallTimeOutPeriod", "how long a call may take in all; 0: for ever"),
    time<&Options::connect_timeout>("clientConnectTimeOutPeriod", "how much of it connecting may take; 0: all"),
    time<&Options::restart_patience>("clientRestartPatience",
                                     "how long a call that was not executed is tried again while its server restarts"),
    time<&Options::client_write_timeout>("clientWriteTimeout",
                                         "a server that takes nothing for so long is lost; 0: never"),
    count<&Options::max_retries, 0, 100>("clientMaxRetries", "times",
                                         "how often a call that was not executed is sent again at once"),
    count<&Options::max_forwards, 0, 1000>("clientMaxForwards", "times",
                                           "how often a call follows an object elsewhere"),
    {"clientTransportRule", "hosts transports",
     "where connections may go: *, localhost, an address or a network; then tcp, unix or none; the first that applies "
     "counts; repeated for several",
     add_connect_rule, show_connect_rules},
    time<&Options::server_timeout>("serverCallTimeOutPeriod",
                                   "how long a client may take to send a request or to take its answer; 0: as the "
                                   "three that follow say"),
    time<&Options::server_header_timeout>("serverHeaderTimeout",
                                          "from the first byte of a request to its header; 0: for ever"),
    time<&Options::server_progress_timeout>("serverProgressTimeout", "a request that grows no more; 0: for ever"),
    time<&Options::server_write_timeout>("serverWriteTimeout",
                                         "a client that takes nothing of its answer; 0: for ever"),
    count<&Options::server_connections, 1, 1'000'000>("maxServerConnections", "connections",
                                                      "of a server's clients in all"),
    count<&Options::source_connections, 1, 1'000'000>("maxServerConnectionsPerSource", "connections",
                                                      "of a server's clients at one address"),
    count<&Options::requests_in_flight, 1, 65535>(
        "maxRequestsPerConnection", "requests", "unanswered ones of a client's connection; then it is read no further"),
    count<&Options::send_queue, 0, 0x7fffffff>("serverSendQueueSize", "bytes",
                                               "of answers that a client has not taken; then those that follow wait"),
    count<&Options::fragment_trains, 1, 65535>("maxFragmentedMessages", "messages",
                                               "of a connection that come in fragments at once"),
    count<&Options::fragment_bytes, 8192, 0xffffffff>(
        "fragmentBufferSize", "bytes", "of all messages of a connection that come in fragments, together"),
    time<&Options::keep_alive, 1000>("tcpKeepAlivePeriod",
                                     "a quiet connection is probed after it, and a peer that does not answer is lost a "
                                     "minute later; 0: never"),
    count<&Options::max_connections, 1, 1024>("maxGIOPConnectionPerServer", "connections",
                                              "how many a client opens to one address where its threads call at once"),
    count<&Options::client_connections, 1, 1'000'000>(
        "maxClientConnections", "connections", "a client opens in all; then unused ones are closed for new ones"),
    time<&Options::client_idle, 1000>("outConScanPeriod",
                                      "an unused connection to a server is closed after it; 0: never"),
    time<&Options::server_idle, 1000>("inConScanPeriod",
                                      "an unused connection of a client is closed after it; 0: never"),
    time<&Options::hold_time>("poaHoldRequestTimeout", "how long a POAManager holds a request; 0: for ever"),
    count<&Options::held_requests, 0, 1'000'000>("poaMaxHeldRequests", "requests", "that a POAManager holds at once"),
    {"colocatedCalls", "direct or messages", "how calls within the ORB pass, where the rules leave a choice",
     set_colocated_calls, [](const Options& o) { return std::string{o.direct_calls ? "direct" : "messages"}; }},
    {"spinPeriod", "microseconds",
     "how long a thread that waits for a message polls before it sleeps; for peers on cores of their own; 0: not at "
     "all",
     [](Options& o, Where w, Value v) { o.spin = std::chrono::microseconds{number(w, v, 0, 1'000'000)}; },
     [](const Options& o) { return std::to_string(o.spin.count()); }},
    {"shmRingSize", "bytes",
     "how much of a message is under way at once, each way, where memory is shared: a power of two",
     [](Options& o, Where w, Value v) {
         o.ring_size = static_cast<unsigned>(number(w, v, 4096, 16 * 1024 * 1024));
         if (!std::has_single_bit(o.ring_size)) bad_value(w, v, "a power of two from 4096 to 16777216");
     },
     [](const Options& o) { return std::to_string(o.ring_size); }},
    count<&Options::shm_connections, 0, 65535>(
        "shmMaxConnections", "connections", "clients that a server shares memory with at once; others use its socket"),
    count<&Options::shm_foreign_users, 0, 1>(
        "shmForeignUsers", "0 or 1", "1: a server shares memory with clients of other users than its own and root"),
    count<&Options::max_threads, 0, 65535>("maxServerThreadPoolSize", "threads",
                                           "requests performed at once; 0: by run() and perform_work() only"),
    time<&Options::thread_wait>("serverThreadWait",
                                "all threads of a server wait for answers to calls of their own: then requests are "
                                "refused until one is free; 0: never"),
    count<&Options::max_message_size, 8192, 0x7fffffff>("giopMaxMsgSize", "bytes",
                                                        "the largest message that is sent or accepted"),
    count<&Options::fragment_size, 0, 0x7fffffff>("giopFragmentSize", "bytes",
                                                  "longer GIOP 1.2 messages leave in fragments of it; 0: never"),
    count<&Options::max_nesting, 8, 512>("maxNesting", "levels", "of anys and recursive types within each other"),
    count<&Options::max_value_nesting, 8, 4096>("maxValueNesting", "levels", "of valuetypes within each other"),
    count<&Options::max_empty_elements, 0, 0x7fffffff>("maxEmptyElements", "elements",
                                                       "of a message that take no bytes, such as empty structs"),
    count<&Options::max_typecode_nesting, 8, 256>("maxTypeCodeNesting", "levels", "of types within a TypeCode"),
    count<&Options::max_typecode_parts, 64, 1 << 24>("maxTypeCodeParts", "parts",
                                                     "of a TypeCode: its types and members"),
    count<&Options::max_service_contexts, 8, 65535>("maxServiceContexts", "contexts", "of a message"),
    count<&Options::max_profiles, 1, 65535>("maxProfiles", "profiles", "of a reference"),
    count<&Options::max_components, 1, 65535>("maxComponents", "components", "of a profile"),
    count<&Options::max_object_key, 256, 0x7fffffff>("maxObjectKeySize", "bytes", "of another ORB's object key"),
    count<&Options::max_stringified_ior, 1024, 16 << 20>("maxStringifiedIORSize", "characters",
                                                           "of a reference as text, and of the first line of a file"),
    {"maxGIOPVersion", "1.0, 1.1 or 1.2", "the highest version that is spoken and put into references", set_version,
     [](const Options& o) { return "1." + std::to_string(o.max_giop_version.minor); }},
    {"nativeCharCodeSet", "UTF-8 or ISO-8859-1", "what the program holds in char and string", set_code_set,
     [](const Options& o) { return std::string{o.native_chars == cdr::CodeSet::utf_8 ? "UTF-8" : "ISO-8859-1"}; }},
    {"servantExceptionText", "never, loopback or always",
     "which clients are told what a servant's std::exception says", set_audience,
     [](const Options& o) { return std::string{audiences[static_cast<unsigned>(o.exception_text)]}; }},
    {"log", "channel=level,...", "what is logged to standard error; off, error, warning, info, debug, trace", set_log,
     [](const Options& o) { return o.log; }},
    text<&Options::config_file>("configFile", "path", "the file with settings, one name = value a line"),
};

std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return result;
}

}  // namespace

std::span<const Setting> settings() noexcept { return table; }

const Setting* find_setting(std::string_view name) noexcept {
    const auto at = std::find_if(std::begin(table), std::end(table), [&](auto& each) { return each.name == name; });
    return at == std::end(table) ? nullptr : at;
}

std::pair<std::string_view, std::size_t> nearest_setting(std::string_view name) {
    std::pair<std::string_view, std::size_t> best{{}, ~std::size_t{0}};
    const auto wanted = lower(name);
    for (const auto& each : table)
        if (const auto far = edit_distance(wanted, lower(each.name)); far < best.second) best = {each.name, far};
    return best;
}

std::vector<EffectiveSetting> effective_settings(const Options& options) {
    const Options built_in;
    std::vector<EffectiveSetting> all;
    for (const auto& each : table) {
        const auto source = options.sources.find(each.name);
        all.push_back({std::string{each.name}, each.show(options), each.show(built_in),
                       source == options.sources.end() ? "built in" : source->second, std::string{each.takes},
                       std::string{each.meaning}});
    }
    return all;
}

}  // namespace corbel::core
