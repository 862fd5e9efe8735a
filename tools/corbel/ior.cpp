// SPDX-License-Identifier: BSL-1.0
// corbel ior: what stands in a reference, and whether it leads anywhere.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <set>

#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/giop/object_url.hpp"
#include "orb/engine/giop/tagged.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* show_examples =
    "  corbel ior show IOR:010000...\n"
    "  corbel ior show file:server.ior --json\n"
    "  corbel ior show corbaloc::host:2809/NameService";
constexpr const char* make_examples =
    "  corbel ior make corbaloc::host:2809/NameService --type IDL:omg.org/CosNaming/NamingContextExt:1.0\n"
    "  corbel ior make corbaloc:iiop:1.2@[::1]:4000,:other:4000/key > object.ior";
constexpr const char* probe_examples =
    "  corbel ior probe file:server.ior            # every address of every profile: name, connection, object\n"
    "  corbel ior probe Bank/Main --timeout 500";
constexpr const char* diff_examples = "  corbel ior diff file:old.ior file:new.ior";

Node text(std::string_view value) {
    return Node::string(cdr::is_utf8(value) ? std::string{value} : escaped(value, value.size() * 4));
}

Node number(std::uint64_t value) { return Node::number(std::to_string(value)); }

std::string hex(std::uint64_t value) {
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "0x%08llx", static_cast<unsigned long long>(value));
    return buffer;
}

// The bytes for people and, if that loses something, for programs.
void add_bytes(Node& node, const std::string& name, ByteView bytes) {
    node.add(name, Node::string(escaped(as_text(bytes), bytes.size())));
    node.add(name + "_hex", Node::string(to_hex(bytes)));
}

// -- tagged components (CORBA 2.6, 13.6.6; the OMG's and omniORB's lists of tags)

Node code_sets(const giop::CodeSetComponent& component) {
    auto node = Node::object();
    node.add("native", Node::string(giop::code_set_name(component.native)));
    auto conversions = Node::array();
    for (const auto id : component.conversions) conversions.items.push_back(Node::string(giop::code_set_name(id)));
    node.add("conversion", std::move(conversions));
    return node;
}

void read_orb_type(Node& node, cdr::Reader& in) {
    static const std::map<std::uint32_t, const char*> known{
        {0x41545400, "omniORB"}, {0x43424c00, "Corbel"},  {0x54414f00, "TAO"},      {0x4a414300, "JacORB"},
        {0x48503000, "HP"},      {0x49424d0a, "IBM"},     {0x4f424202, "ORBacus"},  {0x4d490000, "MICO"},
        {0x53554e00, "Sun"},     {0x49545f00, "Orbix"},   {0x56495300, "VisiBroker"}, {0xabacab30, "PolyORB"}};
    const auto id = in.get<std::uint32_t>();
    node.add("orb_type", Node::string(hex(id)));
    if (const auto at = known.find(id); at != known.end()) node.add("orb", Node::string(at->second));
}

void read_code_sets(Node& node, ByteView data) {
    const auto sets = giop::read_code_sets_component(data);
    node.add("char", code_sets(sets.chars));
    node.add("wchar", code_sets(sets.wide_chars));
}

void read_host_and_port(Node& node, cdr::Reader& in) {
    node.add("host", text(in.identifier()));
    node.add("port", number(in.get<std::uint16_t>()));
}

void read_unix_address(Node& node, cdr::Reader& in) {
    node.add("host", text(in.identifier()));
    node.add("path", text(in.identifier()));
}

// CORBA Security: what the target supports and requires.
Node association_options(std::uint16_t bits) {
    constexpr const char* names[] = {"NoProtection",      "Integrity",       "Confidentiality", "DetectReplay",
                                     "DetectMisordering", "EstablishTrustInTarget", "EstablishTrustInClient",
                                     "NoDelegation",      "SimpleDelegation", "CompositeDelegation",
                                     "IdentityAssertion", "DelegationByClient"};
    auto node = Node::array();
    for (unsigned bit = 0; bit < std::size(names); ++bit)
        if (bits >> bit & 1) node.items.push_back(Node::string(names[bit]));
    return node;
}

void read_ssl(Node& node, cdr::Reader& in) {
    node.add("supports", association_options(in.get<std::uint16_t>()));
    node.add("requires", association_options(in.get<std::uint16_t>()));
    node.add("port", number(in.get<std::uint16_t>()));
}

void read_policies(Node& node, cdr::Reader& in) {
    static const std::map<std::uint32_t, const char*> known{
        {23, "RebindPolicy"},         {24, "SyncScopePolicy"},    {25, "RequestPriorityPolicy"},
        {26, "ReplyPriorityPolicy"},  {27, "RequestStartTimePolicy"}, {28, "RequestEndTimePolicy"},
        {29, "ReplyStartTimePolicy"}, {30, "ReplyEndTimePolicy"}, {31, "RelativeRequestTimeoutPolicy"},
        {32, "RelativeRoundtripTimeoutPolicy"}, {33, "RoutingPolicy"}, {35, "QueueOrderPolicy"},
        {37, "BidirectionalPolicy"},  {40, "PriorityModelPolicy"}};
    auto all = Node::array();
    for (auto left = in.length(8); left > 0; --left) {
        auto one = Node::object();
        const auto type = in.get<std::uint32_t>();
        const auto at = known.find(type);
        one.add("type", Node::string(at == known.end() ? std::to_string(type) : at->second));
        one.add("value_hex", Node::string(to_hex(in.octets())));
        all.items.push_back(std::move(one));
    }
    node.add("policies", std::move(all));
}

void read_group(Node& node, cdr::Reader& in) {
    const unsigned major = in.get<std::uint8_t>();
    const unsigned minor = in.get<std::uint8_t>();
    node.add("version", Node::string(std::to_string(major) + "." + std::to_string(minor)));
    node.add("domain", text(in.identifier()));
    node.add("group", number(in.get<std::uint64_t>()));
    node.add("group_version", number(in.get<std::uint32_t>()));
}

// TAG_CSI_SEC_MECH_LIST (CORBA 3.0, 26.5.1), as far as what the mechanisms demand.
void read_security(Node& node, cdr::Reader& in) {
    node.add("stateful", Node::boolean(in.boolean()));
    auto all = Node::array();
    for (auto left = in.length(20); left > 0; --left) {
        auto one = Node::object();
        one.add("requires", association_options(in.get<std::uint16_t>()));
        one.add("transport_tag", number(in.get<std::uint32_t>()));
        one.add("transport_hex", Node::string(to_hex(in.octets())));
        one.add("authentication_supports", association_options(in.get<std::uint16_t>()));
        one.add("authentication_requires", association_options(in.get<std::uint16_t>()));
        one.add("authentication_mechanism_hex", Node::string(to_hex(in.octets())));
        add_bytes(one, "authentication_target", in.octets());
        one.add("attributes_support", association_options(in.get<std::uint16_t>()));
        one.add("attributes_require", association_options(in.get<std::uint16_t>()));
        for (auto authorities = in.length(8); authorities > 0; --authorities) {
            in.get<std::uint32_t>();
            in.octets();
        }
        for (auto mechanisms = in.length(4); mechanisms > 0; --mechanisms) in.octets();
        one.add("identity_types", number(in.get<std::uint32_t>()));
        all.items.push_back(std::move(one));
    }
    node.add("mechanisms", std::move(all));
}

void read_java_codebase(Node& node, cdr::Reader& in) { node.add("codebase", text(in.identifier())); }
void read_octet(Node& node, cdr::Reader& in) { node.add("value", number(in.get<std::uint8_t>())); }
void read_short(Node& node, cdr::Reader& in) { node.add("value", number(in.get<std::uint16_t>())); }
void read_timeout(Node& node, cdr::Reader& in) { node.add("milliseconds", number(in.get<std::uint32_t>())); }
void read_flag(Node& node, cdr::Reader& in) { node.add("primary", Node::boolean(in.boolean())); }
void read_sender(Node& node, cdr::Reader& in) { node.add("from", text(in.identifier())); }

void read_restricted_connection(Node& node, cdr::Reader& in) {
    node.add("version", number(in.get<std::uint8_t>()));
    node.add("flags", number(in.get<std::uint8_t>()));
    node.add("connection_id", number(in.get<std::uint32_t>()));
    node.add("max_connections", number(in.get<std::uint32_t>()));
    node.add("max_threads", number(in.get<std::uint32_t>()));
}

struct KnownTag {
    const char* name;
    void (*read)(Node& node, cdr::Reader& in);  ///< null: shown as bytes
};

const std::map<std::uint32_t, KnownTag>& known_tags() {
    static const std::map<std::uint32_t, KnownTag> tags{
        {0, {"TAG_ORB_TYPE", read_orb_type}},
        {1, {"TAG_CODE_SETS", nullptr}},
        {2, {"TAG_POLICIES", read_policies}},
        {3, {"TAG_ALTERNATE_IIOP_ADDRESS", read_host_and_port}},
        {5, {"TAG_COMPLETE_OBJECT_KEY", nullptr}},
        {6, {"TAG_ENDPOINT_ID_POSITION", nullptr}},
        {12, {"TAG_LOCATION_POLICY", read_octet}},
        {13, {"TAG_ASSOCIATION_OPTIONS", nullptr}},
        {14, {"TAG_SEC_NAME", nullptr}},
        {15, {"TAG_SPKM_1_SEC_MECH", nullptr}},
        {16, {"TAG_SPKM_2_SEC_MECH", nullptr}},
        {17, {"TAG_KERBEROSV5_SEC_MECH", nullptr}},
        {18, {"TAG_CSI_ECMA_SECRET_SEC_MECH", nullptr}},
        {19, {"TAG_CSI_ECMA_HYBRID_SEC_MECH", nullptr}},
        {20, {"TAG_SSL_SEC_TRANS", read_ssl}},
        {21, {"TAG_CSI_ECMA_PUBLIC_SEC_MECH", nullptr}},
        {22, {"TAG_GENERIC_SEC_MECH", nullptr}},
        {23, {"TAG_FIREWALL_TRANS", nullptr}},
        {24, {"TAG_SCCP_CONTACT_INFO", nullptr}},
        {25, {"TAG_JAVA_CODEBASE", read_java_codebase}},
        {26, {"TAG_TRANSACTION_POLICY", read_short}},
        {27, {"TAG_FT_GROUP", read_group}},
        {28, {"TAG_FT_PRIMARY", read_flag}},
        {29, {"TAG_FT_HEARTBEAT_ENABLED", read_flag}},
        {30, {"TAG_MESSAGE_ROUTERS", nullptr}},
        {31, {"TAG_OTS_POLICY", read_short}},
        {32, {"TAG_INV_POLICY", read_short}},
        {33, {"TAG_CSI_SEC_MECH_LIST", read_security}},
        {34, {"TAG_NULL_TAG", nullptr}},
        {35, {"TAG_SECIOP_SEC_TRANS", nullptr}},
        {36, {"TAG_TLS_SEC_TRANS", nullptr}},
        {37, {"TAG_ACTIVITY_POLICY", read_short}},
        {38, {"TAG_RMI_CUSTOM_MAX_STREAM_FORMAT", nullptr}},
        {100, {"TAG_DCE_STRING_BINDING", nullptr}},
        {101, {"TAG_DCE_BINDING_NAME", nullptr}},
        {102, {"TAG_DCE_NO_PIPES", nullptr}},
        {103, {"TAG_DCE_SEC_MECH", nullptr}},
        {123, {"TAG_INET_SEC_TRANS", nullptr}},
        {0x41545401, {"TAG_OMNIORB_BIDIR", read_sender}},
        {0x41545402, {"TAG_OMNIORB_UNIX_TRANS", read_unix_address}},
        {giop::tag::corbel_shared_memory_address, {"TAG_CORBEL_SHARED_MEMORY", read_unix_address}},
        {0x41545403, {"TAG_OMNIORB_PERSISTENT_ID", nullptr}},
        {0x41545404, {"TAG_OMNIORB_RESTRICTED_CONNECTION", read_restricted_connection}},
        {0x54414f02, {"TAO_TAG_ENDPOINTS", nullptr}},
        {0x49545f03, {"TAG_ORBIX_TIMEOUT", read_timeout}}};
    return tags;
}

Node show(const giop::Tagged& component) {
    auto node = Node::object();
    const auto known = known_tags().find(component.tag);
    node.add("tag", Node::string(known == known_tags().end() ? hex(component.tag) : known->second.name));
    try {
        if (component.tag == giop::tag::code_sets) {
            read_code_sets(node, component.data);
            return node;
        }
        if (known != known_tags().end() && known->second.read) {
            auto decoded = node;
            auto in = cdr::Reader::of_encapsulation(component.data);
            known->second.read(decoded, in);
            return decoded;
        }
    } catch (const SystemError& error) {
        node.add("damaged", Node::string(error.what()));
    }
    add_bytes(node, "data", component.data);
    return node;
}

Node show(const std::vector<giop::Tagged>& components) {
    auto node = Node::array();
    for (const auto& each : components) node.items.push_back(show(each));
    return node;
}

/// What is known of the object keys of other ORBs.
std::string kind_of_key(ByteView key) {
    const auto text = as_text(key);
    if (text.starts_with(std::string_view{"\xff", 1})) return "omniORB, a transient object";
    if (text.starts_with(std::string_view{"\x14\x01\x0f\x00", 4})) return "TAO";
    if (text.starts_with(std::string_view{"\xaf\xab\xcb", 3})) return "Java ORB of the JDK";
    return {};
}

Node show_iiop(ByteView data) {
    auto node = Node::object();
    const auto profile = giop::IiopProfile::read(data);
    auto in = cdr::Reader::of_encapsulation(data);
    in.skip(2);
    node.add("profile", Node::string("IIOP " + std::to_string(profile.version.major) + "." +
                                     std::to_string(profile.version.minor)));
    read_host_and_port(node, in);
    in.octets();
    add_bytes(node, "object_key", profile.object_key);
    if (const auto kind = kind_of_key(profile.object_key); !kind.empty()) node.add("key_of", Node::string(kind));
    if (profile.version.minor > 0)
        node.add("components", show(giop::read_tagged(in, giop::limits::components, "components")));
    return node;
}

Node show_profile(const giop::Tagged& profile) {
    auto node = Node::object();
    try {
        if (profile.tag == giop::tag::internet_iop) return show_iiop(profile.data);
        if (profile.tag == giop::tag::multiple_components) {
            auto in = cdr::Reader::of_encapsulation(profile.data);
            node.add("profile", Node::string("multiple components"));
            node.add("components", show(giop::read_tagged(in, giop::limits::components, "components")));
            return node;
        }
    } catch (const SystemError& error) {
        node.add("damaged", Node::string(error.what()));
    }
    node.add("profile", Node::string(profile.tag == giop::tag::internet_iop ? "IIOP" : hex(profile.tag)));
    add_bytes(node, "data", profile.data);
    return node;
}

Node show(const giop::Ior& ior) {
    auto node = Node::object();
    node.add("type_id", text(ior.type_id));
    auto profiles = Node::array();
    for (const auto& each : ior.profiles) profiles.items.push_back(show_profile(each));
    node.add("profiles", std::move(profiles));
    if (!giop::iiop_profiles(ior).empty()) node.add("corbaloc", Node::string(giop::to_corbaloc(ior)));
    return node;
}

/// The reference as it is written; a name in the naming service and a corbaname are looked up. May be nil.
giop::Ior read(Tool& tool, const std::string& written) {
    if (written.starts_with("IOR:") || written.starts_with("ior:")) return giop::Ior::from_string(written);
    if (written.starts_with("corbaloc:"))
        if (const auto url = giop::parse_object_url(written); !std::get<giop::Corbaloc>(url).rir)
            return std::get<giop::Corbaloc>(url).to_ior();
    return tool.reference(written).ior();
}

// -- probe

using Microseconds = std::chrono::duration<double, std::micro>;

std::string rounded(Microseconds time) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.0f", time.count());
    return buffer;
}

/// Host names to addresses, as the transport will do it.
void resolve(Node& node, const giop::Address& address) {
    if (!address.unix_path.empty()) return;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(address.host.c_str(), nullptr, &hints, &found); error != 0) {
        node.add("resolves", Node::string(std::string{"no: "} + ::gai_strerror(error)));
        return;
    }
    auto all = Node::array();
    for (const auto* each = found; each; each = each->ai_next) {
        char host[NI_MAXHOST];
        if (::getnameinfo(each->ai_addr, each->ai_addrlen, host, sizeof host, nullptr, 0, NI_NUMERICHOST) == 0)
            all.items.push_back(Node::string(host));
    }
    ::freeaddrinfo(found);
    node.add("resolves", std::move(all));
}

/// A reference to the same object through this address alone.
giop::Ior only(const giop::Ior& ior, giop::IiopProfile profile, const giop::Address& address) {
    std::erase_if(profile.components, [](const giop::Tagged& each) { return giop::tag::is_address(each.tag); });
    profile.addresses = {address};
    return {ior.type_id, {{giop::tag::internet_iop, profile.write()}}};
}

bool ask(Tool& tool, Node& node, const giop::Ior& ior, std::chrono::milliseconds timeout) {
    const auto object = with_timeout(Reference{ior, tool.orb()->invoker()}, timeout);
    const auto call = [&] {
        const auto start = std::chrono::steady_clock::now();
        auto reply = object.invoker().call(object, "_non_existent", [](cdr::Writer&) {});
        const bool gone = reply.body.boolean();
        return std::pair{!gone, Microseconds{std::chrono::steady_clock::now() - start}};
    };
    try {
        const auto [there, first] = call();
        node.add("connects", Node::boolean(true));
        node.add("object_exists", Node::boolean(there));
        node.add("first_answer_us", Node::number(rounded(first)));
        node.add("answer_us", Node::number(rounded(call().second)));
        return there;
    } catch (const SystemError& error) {
        const bool connected = error.error() != Error::transient && error.error() != Error::timeout;
        node.add("connects", Node::boolean(connected));
        if (error.error() == Error::object_not_exist) node.add("object_exists", Node::boolean(false));
        node.add("error", Node::string(std::string{name_of(error.error())} + ": " + error.what()));
        return false;
    }
}

void probe(Tool& tool, const std::string& written, std::chrono::milliseconds timeout) {
    const auto ior = read(tool, written);
    const auto profiles = giop::iiop_profiles(ior);
    if (profiles.empty()) throw UsageError{"the reference has no IIOP profile that could be tried"};
    auto all = Node::array();
    bool reached = false;
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        for (const auto& address : profiles[i].addresses) {
            auto node = Node::object();
            node.add("profile", number(i + 1));
            node.add("address", Node::string(address.to_string()));
            resolve(node, address);
            reached = ask(tool, node, only(ior, profiles[i], address), timeout) || reached;
            all.items.push_back(std::move(node));
        }
    }
    if (!reached) tool.status = failed;
    tool.print(all);
}

// -- diff

void flatten(const Node& node, const std::string& path, std::map<std::string, std::string>& out) {
    for (const auto& [name, value] : node.members) flatten(value, path.empty() ? name : path + "." + name, out);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        flatten(node.items[i], path + "[" + std::to_string(i) + "]", out);
    if (node.members.empty() && node.items.empty())
        out[path] = node.is(Node::Kind::string) ? node.text : json::to_text(node);
}

void diff(Tool& tool, const std::string& first, const std::string& second) {
    std::map<std::string, std::string> one, other;
    flatten(show(read(tool, first)), {}, one);
    flatten(show(read(tool, second)), {}, other);
    std::set<std::string> paths;
    for (const auto& [path, ignored] : one) paths.insert(path);
    for (const auto& [path, ignored] : other) paths.insert(path);
    auto all = Node::object();
    for (const auto& path : paths) {
        const auto left = one.find(path), right = other.find(path);
        if (left != one.end() && right != other.end() && left->second == right->second) continue;
        auto& node = all.add(path, Node::object());
        node.add("first", left == one.end() ? Node{} : Node::string(left->second));
        node.add("second", right == other.end() ? Node{} : Node::string(right->second));
    }
    if (!all.members.empty()) tool.status = failed;
    if (all.members.empty() && !tool.json) std::cout << "the references are the same\n";
    else tool.print(all);
}

struct Arguments {
    std::string first, second, type;
    unsigned timeout = 5000;
};

void add_reference(CLI::App& verb, std::string& into, const char* name = "REF") {
    verb.add_option(name, into, reference_help)->required();
}

}  // namespace

void add_ior(CLI::App& app, Tool& tool) {
    auto given = std::make_shared<Arguments>();
    auto* ior = add_verb(app, "ior", "Show, make, probe and compare object references", std::string{show_examples} + "\n" + make_examples + "\n" + probe_examples + "\n" + diff_examples);
    ior->require_subcommand(1);

    auto* show_verb = add_verb(*ior, "show", "Print all that stands in a reference", show_examples);
    add_reference(*show_verb, given->first);
    show_verb->callback([&tool, given] { tool.print(show(read(tool, given->first))); });

    auto* make_verb = add_verb(*ior, "make", "Print the IOR of a corbaloc URL or of another reference", make_examples);
    add_reference(*make_verb, given->first);
    make_verb->add_option("--type", given->type, "Repository id it is to carry");
    make_verb->callback([&tool, given] {
        auto made = read(tool, given->first);
        if (!given->type.empty()) made.type_id = given->type;
        if (tool.json) tool.print(Node::string(made.to_string()));
        else std::cout << made.to_string() << '\n';
    });

    auto* probe_verb = add_verb(*ior, "probe", "Try each address: does it resolve, connect, have the object?", probe_examples);
    add_reference(*probe_verb, given->first);
    probe_verb->add_option("--timeout", given->timeout, "Milliseconds for each address")->capture_default_str();
    probe_verb->callback(
        [&tool, given] { probe(tool, given->first, std::chrono::milliseconds{given->timeout}); });

    auto* diff_verb = add_verb(*ior, "diff", "Print what two references differ in; exit status 1 if they do", diff_examples);
    add_reference(*diff_verb, given->first, "FIRST");
    add_reference(*diff_verb, given->second, "SECOND");
    diff_verb->callback([&tool, given] { diff(tool, given->first, given->second); });
}

}  // namespace corbel::tool
