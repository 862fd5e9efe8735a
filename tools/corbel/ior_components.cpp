// SPDX-License-Identifier: BSL-1.0
// Tagged components (CORBA 2.6, 13.6.6, and what other specifications and vendors have registered with the OMG).
#include "tools/corbel/ior_components.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>

#include "orb/engine/base/error.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/giop/tagged.hpp"

namespace corbel::tool {

using json::Node;

Node text_node(std::string_view text) {
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    const bool plain = cdr::is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
    return Node::string(plain ? std::string{text} : escaped(text, text.size() * 4));
}

Node number_node(std::uint64_t value) { return Node::number(std::to_string(value)); }

void add_bytes(Node& node, const std::string& name, ByteView bytes) {
    node.add(name, Node::string(escaped(as_text(bytes), bytes.size())));
    node.add(name + "_hex", Node::string(to_hex(bytes)));
}

void add_host_and_port(Node& node, cdr::Reader& in) {
    node.add("host", text_node(in.identifier()));
    node.add("port", number_node(in.get<std::uint16_t>()));
}

namespace {

std::string hex(std::uint32_t value, int digits = 8) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "0x%0*x", digits, static_cast<unsigned>(value));
    return buffer;
}

/// The name that stands at the number; the number itself if there is none.
template <std::size_t N>
Node named(std::uint64_t value, const char* const (&names)[N]) {
    return value < N ? Node::string(names[value]) : number_node(value);
}

template <class Read>
Node list(cdr::Reader& in, std::size_t min_size, Read read) {
    auto all = Node::array();
    for (auto left = in.length(min_size); left > 0; --left) {
        auto one = Node::object();
        read(one);
        all.items.push_back(std::move(one));
    }
    return all;
}

std::string version(cdr::Reader& in) {
    const unsigned major = in.get<std::uint8_t>();
    return std::to_string(major) + "." + std::to_string(in.get<std::uint8_t>());
}

// -- the ORB

void read_orb_type(Node& node, cdr::Reader& in) {
    static const std::map<std::uint32_t, const char*> known{
        {0x41545400, "omniORB"}, {0x41540000, "omniORB"},   {0x43424c00, "Corbel"},        {0x54414f00, "TAO"},
        {0x4a414300, "JacORB"},  {0x4a430000, "JacORB"},    {0x48503000, "HP"},            {0x49424d0a, "IBM"},
        {0x4f424202, "ORBacus"}, {0x4d490000, "MICO"},      {0x53554e00, "Sun"},           {0x53550000, "Sun"},
        {0x49545f00, "Orbix"},   {0x49540000, "Orbix"},     {0x56495300, "VisiBroker"},    {0xabacab30, "PolyORB"},
        {0x47430000, "GNU Classpath"}, {0x0000029a, "TIDorb"}};
    const auto id = in.get<std::uint32_t>();
    node.add("orb_type", Node::string(hex(id)));
    if (const auto at = known.find(id); at != known.end()) node.add("orb", Node::string(at->second));
}

Node code_sets(const giop::CodeSetComponent& component) {
    auto node = Node::object();
    node.add("native", Node::string(giop::code_set_name(component.native)));
    auto conversions = Node::array();
    for (const auto id : component.conversions) conversions.items.push_back(Node::string(giop::code_set_name(id)));
    node.add("conversion", std::move(conversions));
    return node;
}

void read_code_sets(Node& node, ByteView data) {
    const auto sets = giop::read_code_sets_component(data);
    node.add("char", code_sets(sets.chars));
    node.add("wchar", code_sets(sets.wide_chars));
}

void read_java_codebase(Node& node, cdr::Reader& in) { node.add("codebase", text_node(in.identifier())); }
void read_octet(Node& node, cdr::Reader& in) { node.add("value", number_node(in.get<std::uint8_t>())); }

// Major 0x1400 is release 1.4.0.
void read_ibm_version(Node& node, cdr::Reader& in) {
    in.skip(3);
    node.add("major", Node::string(hex(in.get<std::uint16_t>(), 4)));
    node.add("minor", number_node(in.get<std::uint16_t>()));
}

// -- addresses and object keys

void read_unix_address(Node& node, cdr::Reader& in) {
    node.add("host", text_node(in.identifier()));
    node.add("path", text_node(in.identifier()));
}

void read_tao_endpoints(Node& node, cdr::Reader& in) {
    node.add("endpoints", list(in, 8, [&](Node& one) {
        add_host_and_port(one, in);
        one.add("priority", Node::number(in.get<std::int16_t>()));
    }));
}

// An encapsulated sequence of octets, or these octets themselves: the specification leaves it open.
void read_object_key(Node& node, ByteView data) {
    try {
        auto in = cdr::Reader::of_encapsulation(data);
        const auto key = in.octets();
        if (in.at_end()) return add_bytes(node, "object_key", key);
    } catch (const SystemError&) {
        // the octets themselves
    }
    add_bytes(node, "object_key", data);
}

void read_endpoint_position(Node& node, cdr::Reader& in) {
    node.add("begin", number_node(in.get<std::uint16_t>()));
    node.add("end", number_node(in.get<std::uint16_t>()));
}

void read_location_policy(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"LOCATE_NEVER", "LOCATE_OBJECT", "LOCATE_OPERATION", "LOCATE_ALWAYS"};
    node.add("value", named(in.get<std::uint8_t>(), names));
}

void read_string_binding(Node& node, ByteView data) {
    auto text = as_text(data);
    if (text.ends_with('\0')) text.remove_suffix(1);
    node.add("binding", text_node(text));
}

void read_binding_name(Node& node, cdr::Reader& in) {
    node.add("syntax", number_node(in.get<std::uint32_t>()));
    node.add("entry", text_node(in.identifier()));
    node.add("object_uuid", text_node(in.identifier()));
}

void read_nothing(Node&, ByteView) {}

void read_routers(Node& node, cdr::Reader& in) {
    auto all = Node::array();
    for (auto left = in.length(8); left > 0; --left) all.items.push_back(Node::string(giop::Ior::read(in).to_string()));
    node.add("routers", std::move(all));
}

// -- transactions and the like: one number each

void read_short(Node& node, cdr::Reader& in) { node.add("value", number_node(in.get<std::uint16_t>())); }

void read_transaction_policy(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"Allows_shared",  "Allows_none",       "Requires_shared", "Allows_unshared",
                                     "Allows_either", "Requires_unshared", "Requires_either"};
    node.add("value", named(in.get<std::uint16_t>(), names));
}

void read_ots_policy(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"RESERVED", "REQUIRES", "FORBIDS", "ADAPTS"};
    node.add("value", named(in.get<std::uint16_t>(), names));
}

void read_invocation_policy(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"EITHER", "SHARED", "UNSHARED"};
    node.add("value", named(in.get<std::uint16_t>(), names));
}

void read_timeout(Node& node, cdr::Reader& in) { node.add("milliseconds", number_node(in.get<std::uint32_t>())); }

// -- groups

void read_group(Node& node, cdr::Reader& in) {
    node.add("version", Node::string(version(in)));
    node.add("domain", text_node(in.identifier()));
    node.add("group", number_node(in.get<std::uint64_t>()));
    node.add("group_version", number_node(in.get<std::uint32_t>()));
}

void read_primary(Node& node, cdr::Reader& in) { node.add("primary", Node::boolean(in.boolean())); }
void read_heartbeat(Node& node, cdr::Reader& in) { node.add("enabled", Node::boolean(in.boolean())); }

// -- security

// CORBA Security and CSIv2: what the target supports and requires.
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

void read_options(Node& node, cdr::Reader& in) {
    node.add("supports", association_options(in.get<std::uint16_t>()));
    node.add("requires", association_options(in.get<std::uint16_t>()));
}

void read_ssl(Node& node, cdr::Reader& in) {
    read_options(node, in);
    node.add("port", number_node(in.get<std::uint16_t>()));
}

void read_addresses(Node& node, cdr::Reader& in) {
    node.add("addresses", list(in, 8, [&](Node& one) { add_host_and_port(one, in); }));
}

void read_tls(Node& node, cdr::Reader& in) {
    read_options(node, in);
    read_addresses(node, in);
}

/// "2.23.130.1.1.1" of a DER-encoded object identifier; its bytes if it is none.
Node object_identifier(ByteView der) {
    const auto bad = [&] { return Node::string("0x" + to_hex(der)); };
    if (der.size() < 3 || der[0] != 6 || der[1] != der.size() - 2 || der.back() & 0x80) return bad();
    std::string text;
    std::uint64_t arc = 0;
    for (const auto byte : der.subspan(2)) {
        if (arc >> 56) return bad();
        arc = arc << 7 | (byte & 0x7f);
        if (byte & 0x80) continue;
        const auto first = std::min<std::uint64_t>(arc / 40, 2);
        text += text.empty() ? std::to_string(first) + "." + std::to_string(arc - first * 40)
                             : "." + std::to_string(arc);
        arc = 0;
    }
    return Node::string(text);
}

void read_seciop(Node& node, cdr::Reader& in) {
    read_options(node, in);
    node.add("mechanism", object_identifier(in.octets()));
    add_bytes(node, "target", in.octets());
    read_addresses(node, in);
}

void read_security_name(Node& node, cdr::Reader& in) {
    auto name = as_text(in.octets());
    if (name.ends_with('\0')) name.remove_suffix(1);
    node.add("name", text_node(name));
}

// SPKM, Kerberos and ECMA mechanisms are described alike (CORBA Security, 15.9).
void read_mechanism(Node& node, cdr::Reader& in) {
    read_options(node, in);
    auto profiles = Node::array();
    for (auto left = in.length(2); left > 0; --left) profiles.items.push_back(number_node(in.get<std::uint16_t>()));
    node.add("cryptographic_profiles", std::move(profiles));
    read_security_name(node, in);
}

/// A component inside of another; one that holds components itself is shown as bytes, so that nesting has an end.
Node show_inner(const giop::Tagged& component);

void read_inner_components(Node& node, cdr::Reader& in) {
    auto all = Node::array();
    for (const auto& each : giop::read_tagged(in, giop::limits::components, "components"))
        all.items.push_back(show_inner(each));
    node.add("components", std::move(all));
}

void read_generic_mechanism(Node& node, cdr::Reader& in) {
    node.add("mechanism", object_identifier(in.octets()));
    add_bytes(node, "data", in.octets());
    read_inner_components(node, in);
}

void read_dce_security(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"DCEAuthorizationNone", "DCEAuthorizationName", "DCEAuthorizationDCE"};
    node.add("authorization", named(in.get<std::uint16_t>(), names));
    read_inner_components(node, in);
}

Node identity_types(std::uint32_t bits) {
    constexpr const char* names[] = {"Anonymous", "PrincipalName", "X509CertChain", "DistinguishedName"};
    auto node = Node::array();
    if (bits == 0) node.items.push_back(Node::string("Absent"));
    for (unsigned bit = 0; bit < 32; ++bit)
        if (bits >> bit & 1)
            node.items.push_back(bit < std::size(names) ? Node::string(names[bit])
                                                        : number_node(std::uint64_t{1} << bit));
    return node;
}

// CORBA 3.0, 24.5.1.3 to 24.5.1.5.
void read_compound_mechanism(Node& one, cdr::Reader& in) {
    one.add("requires", association_options(in.get<std::uint16_t>()));
    const auto tag = in.get<std::uint32_t>();
    const auto transport = in.octets();
    one.add("transport", show_inner({tag, {transport.begin(), transport.end()}}));
    auto authentication = Node::object();
    read_options(authentication, in);
    if (const auto mechanism = in.octets(); !mechanism.empty())
        authentication.add("mechanism", object_identifier(mechanism));
    add_bytes(authentication, "target", in.octets());
    one.add("authentication", std::move(authentication));
    auto attributes = Node::object();
    read_options(attributes, in);
    attributes.add("authorities", list(in, 8, [&](Node& authority) {
        authority.add("syntax", number_node(in.get<std::uint32_t>()));
        add_bytes(authority, "name", in.octets());
    }));
    auto naming = Node::array();
    for (auto left = in.length(4); left > 0; --left) naming.items.push_back(object_identifier(in.octets()));
    attributes.add("naming_mechanisms", std::move(naming));
    attributes.add("identity_types", identity_types(in.get<std::uint32_t>()));
    one.add("attributes", std::move(attributes));
}

void read_security(Node& node, cdr::Reader& in) {
    node.add("stateful", Node::boolean(in.boolean()));
    node.add("mechanisms", list(in, 20, [&](Node& one) { read_compound_mechanism(one, in); }));
}

// -- policies (CORBA 2.6, 22.3; Real-time CORBA; ZIOP)

void read_rebind(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"TRANSPARENT", "NO_REBIND", "NO_RECONNECT"};
    node.add("value", named(in.get<std::uint16_t>(), names));
}

void read_sync_scope(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"SYNC_NONE", "SYNC_WITH_TRANSPORT", "SYNC_WITH_SERVER", "SYNC_WITH_TARGET"};
    node.add("value", named(in.get<std::uint16_t>(), names));
}

void read_range(Node& node, cdr::Reader& in) {
    node.add("min", Node::number(in.get<std::int16_t>()));
    node.add("max", Node::number(in.get<std::int16_t>()));
}

void read_routing(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"ROUTE_NONE", "ROUTE_FORWARD", "ROUTE_STORE_AND_FORWARD"};
    node.add("min", named(in.get<std::uint16_t>(), names));
    node.add("max", named(in.get<std::uint16_t>(), names));
}

// TimeBase::UtcT: hundreds of nanoseconds since October 15th, 1582.
void read_time(Node& node, cdr::Reader& in) {
    constexpr std::uint64_t unix_epoch = 0x01b21dd213814000;
    const auto time = in.get<std::uint64_t>();
    node.add("time_100ns", number_node(time));
    if (time >= unix_epoch) node.add("unix_seconds", number_node((time - unix_epoch) / 10'000'000));
}

void read_period(Node& node, cdr::Reader& in) {
    const auto time = in.get<std::uint64_t>();
    node.add("time_100ns", number_node(time));
    node.add("milliseconds", number_node(time / 10'000));
}

void read_queue_order(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"ORDER_ANY", "ORDER_TEMPORAL", "ORDER_PRIORITY", "ORDER_DEADLINE"};
    const auto bits = in.get<std::uint16_t>();
    auto all = Node::array();
    for (unsigned bit = 0; bit < std::size(names); ++bit)
        if (bits >> bit & 1) all.items.push_back(Node::string(names[bit]));
    node.add("value", std::move(all));
}

void read_bidirectional(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"NORMAL", "BOTH"};
    node.add("value", named(in.get<std::uint16_t>(), names));
}

void read_priority_model(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"CLIENT_PROPAGATED", "SERVER_DECLARED"};
    node.add("value", named(in.get<std::uint32_t>(), names));
    node.add("priority", Node::number(in.get<std::int16_t>()));
}

void read_priority_bands(Node& node, cdr::Reader& in) {
    node.add("bands", list(in, 4, [&](Node& one) { read_range(one, in); }));
}

void read_enabled(Node& node, cdr::Reader& in) { node.add("value", Node::boolean(in.boolean())); }
void read_long(Node& node, cdr::Reader& in) { node.add("value", number_node(in.get<std::uint32_t>())); }

void read_compressors(Node& node, cdr::Reader& in) {
    constexpr const char* names[] = {"NONE", "GZIP", "PKZIP", "BZIP2", "ZLIB", "LZMA", "LZOP", "RZIP", "7X", "XAR"};
    node.add("compressors", list(in, 4, [&](Node& one) {
        one.add("compressor", named(in.get<std::uint16_t>(), names));
        one.add("level", number_node(in.get<std::uint16_t>()));
    }));
}

void read_ratio(Node& node, cdr::Reader& in) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", static_cast<double>(in.get<float>()));
    node.add("value", Node::number(text));
}

/// What is known of a tag or of a type of policy.
struct Known {
    const char* name;
    void (*read)(Node& node, cdr::Reader& in) = nullptr;  ///< of an encapsulation; null: shown as bytes
    void (*read_plain)(Node& node, ByteView data) = nullptr;

    bool holds_components() const noexcept {
        return read == read_generic_mechanism || read == read_dce_security || read == read_security;
    }
};

/// Adds what the encapsulation holds; if it is damaged that it is, and the bytes.
void add_contents(Node& node, const Known* known, ByteView data, const char* name) {
    try {
        auto decoded = node;
        if (known && known->read_plain) {
            known->read_plain(decoded, data);
            node = std::move(decoded);
            return;
        }
        if (known && known->read) {
            auto in = cdr::Reader::of_encapsulation(data);
            known->read(decoded, in);
            node = std::move(decoded);
            return;
        }
    } catch (const SystemError& error) {
        node.add("damaged", Node::string(error.what()));
    }
    add_bytes(node, name, data);
}

using KnownTags = std::map<std::uint32_t, Known>;

const Known* find(const KnownTags& tags, std::uint32_t tag) {
    const auto at = tags.find(tag);
    return at == tags.end() ? nullptr : &at->second;
}

const KnownTags& policies() {
    static const KnownTags types{{23, {"RebindPolicy", read_rebind}},
                                 {24, {"SyncScopePolicy", read_sync_scope}},
                                 {25, {"RequestPriorityPolicy", read_range}},
                                 {26, {"ReplyPriorityPolicy", read_range}},
                                 {27, {"RequestStartTimePolicy", read_time}},
                                 {28, {"RequestEndTimePolicy", read_time}},
                                 {29, {"ReplyStartTimePolicy", read_time}},
                                 {30, {"ReplyEndTimePolicy", read_time}},
                                 {31, {"RelativeRequestTimeoutPolicy", read_period}},
                                 {32, {"RelativeRoundtripTimeoutPolicy", read_period}},
                                 {33, {"RoutingPolicy", read_routing}},
                                 {34, {"MaxHopsPolicy", read_short}},
                                 {35, {"QueueOrderPolicy", read_queue_order}},
                                 {37, {"BidirectionalPolicy", read_bidirectional}},
                                 {40, {"PriorityModelPolicy", read_priority_model}},
                                 {41, {"ThreadpoolPolicy", read_long}},
                                 {42, {"ServerProtocolPolicy"}},
                                 {43, {"ClientProtocolPolicy"}},
                                 {44, {"PrivateConnectionPolicy"}},
                                 {45, {"PriorityBandedConnectionPolicy", read_priority_bands}},
                                 {64, {"CompressionEnablingPolicy", read_enabled}},
                                 {65, {"CompressorIdLevelListPolicy", read_compressors}},
                                 {66, {"CompressionLowValuePolicy", read_long}},
                                 {67, {"CompressionMinRatioPolicy", read_ratio}}};
    return types;
}

void read_policies(Node& node, cdr::Reader& in) {
    node.add("policies", list(in, 8, [&](Node& one) {
        const auto type = in.get<std::uint32_t>();
        const auto* known = find(policies(), type);
        one.add("type", Node::string(known ? known->name : std::to_string(type)));
        add_contents(one, known, in.octets(), "value");
    }));
}

void read_sender(Node& node, cdr::Reader& in) { node.add("from", text_node(in.identifier())); }

void read_restricted_connection(Node& node, cdr::Reader& in) {
    node.add("version", number_node(in.get<std::uint8_t>()));
    node.add("flags", number_node(in.get<std::uint8_t>()));
    node.add("connection_id", number_node(in.get<std::uint32_t>()));
    node.add("max_connections", number_node(in.get<std::uint32_t>()));
    node.add("max_threads", number_node(in.get<std::uint32_t>()));
}

const KnownTags& components() {
    static const KnownTags tags{{0, {"TAG_ORB_TYPE", read_orb_type}},
                                {1, {"TAG_CODE_SETS", nullptr, read_code_sets}},
                                {2, {"TAG_POLICIES", read_policies}},
                                {3, {"TAG_ALTERNATE_IIOP_ADDRESS", add_host_and_port}},
                                {5, {"TAG_COMPLETE_OBJECT_KEY", nullptr, read_object_key}},
                                {6, {"TAG_ENDPOINT_ID_POSITION", read_endpoint_position}},
                                {12, {"TAG_LOCATION_POLICY", read_location_policy}},
                                {13, {"TAG_ASSOCIATION_OPTIONS", read_options}},
                                {14, {"TAG_SEC_NAME", read_security_name}},
                                {15, {"TAG_SPKM_1_SEC_MECH", read_mechanism}},
                                {16, {"TAG_SPKM_2_SEC_MECH", read_mechanism}},
                                {17, {"TAG_KERBEROSV5_SEC_MECH", read_mechanism}},
                                {18, {"TAG_CSI_ECMA_SECRET_SEC_MECH", read_mechanism}},
                                {19, {"TAG_CSI_ECMA_HYBRID_SEC_MECH", read_mechanism}},
                                {20, {"TAG_SSL_SEC_TRANS", read_ssl}},
                                {21, {"TAG_CSI_ECMA_PUBLIC_SEC_MECH", read_mechanism}},
                                {22, {"TAG_GENERIC_SEC_MECH", read_generic_mechanism}},
                                {23, {"TAG_FIREWALL_TRANS"}},
                                {24, {"TAG_SCCP_CONTACT_INFO"}},
                                {25, {"TAG_JAVA_CODEBASE", read_java_codebase}},
                                {26, {"TAG_TRANSACTION_POLICY", read_transaction_policy}},
                                {27, {"TAG_FT_GROUP", read_group}},
                                {28, {"TAG_FT_PRIMARY", read_primary}},
                                {29, {"TAG_FT_HEARTBEAT_ENABLED", read_heartbeat}},
                                {30, {"TAG_MESSAGE_ROUTERS", read_routers}},
                                {31, {"TAG_OTS_POLICY", read_ots_policy}},
                                {32, {"TAG_INV_POLICY", read_invocation_policy}},
                                {33, {"TAG_CSI_SEC_MECH_LIST", read_security}},
                                {34, {"TAG_NULL_TAG", nullptr, read_nothing}},
                                {35, {"TAG_SECIOP_SEC_TRANS", read_seciop}},
                                {36, {"TAG_TLS_SEC_TRANS", read_tls}},
                                {37, {"TAG_ACTIVITY_POLICY", read_short}},
                                {38, {"TAG_RMI_CUSTOM_MAX_STREAM_FORMAT", read_octet}},
                                {39, {"TAG_GROUP", read_group}},
                                {40, {"TAG_GROUP_IIOP"}},
                                {100, {"TAG_DCE_STRING_BINDING", nullptr, read_string_binding}},
                                {101, {"TAG_DCE_BINDING_NAME", read_binding_name}},
                                {102, {"TAG_DCE_NO_PIPES", nullptr, read_nothing}},
                                {103, {"TAG_DCE_SEC_MECH", read_dce_security}},
                                {123, {"TAG_INET_SEC_TRANS"}},
                                {0x41545401, {"TAG_OMNIORB_BIDIR", read_sender}},
                                {0x41545402, {"TAG_OMNIORB_UNIX_TRANS", read_unix_address}},
                                {0x41545403, {"TAG_OMNIORB_PERSISTENT_ID"}},
                                {0x41545404, {"TAG_OMNIORB_RESTRICTED_CONNECTION", read_restricted_connection}},
                                {giop::tag::corbel_shared_memory_address,
                                 {"TAG_CORBEL_SHARED_MEMORY", read_unix_address}},
                                {0x42454100, {"TAG_WLS_VERSION"}},
                                {0x42454103, {"TAG_WLS_CLUSTER_KEY"}},
                                {0x49424d0a, {"TAG_IBM_PARTNER_VERSION", read_ibm_version}},
                                {0x49545f03, {"TAG_ORBIX_TIMEOUT", read_timeout}},
                                {0x4e454f00, {"TAG_NEO_ORB_VERSION"}},
                                {0x53554e00, {"TAG_SUN_CONTAINER_ID"}},
                                {0x53554e01, {"TAG_SUN_REQUEST_PARTITIONING_ID"}},
                                {0x53554e02, {"TAG_SUN_JAVA_SERIALIZATION_ID"}},
                                {0x54414f02, {"TAO_TAG_ENDPOINTS", read_tao_endpoints}}};
    return tags;
}

/// Whose tags these are, of those that have asked the OMG for a range.
const char* vendor_of(std::uint32_t tag) {
    static const std::map<std::uint32_t, const char*> vendors{
        {0x415454, "omniORB"}, {0x424541, "WebLogic"}, {0x43424c, "Corbel"}, {0x49424d, "IBM"},    {0x49545f, "Orbix"},
        {0x4a4143, "JacORB"},  {0x4e454f, "NEO"},      {0x4f4242, "ORBacus"}, {0x53554e, "Sun"},   {0x54414f, "TAO"},
        {0x564953, "VisiBroker"}};
    const auto at = vendors.find(tag >> 8);
    return at == vendors.end() ? nullptr : at->second;
}

Node head(const giop::Tagged& component, const Known* known) {
    auto node = Node::object();
    node.add("tag", Node::string(known ? known->name : hex(component.tag)));
    if (const auto* vendor = known ? nullptr : vendor_of(component.tag)) node.add("vendor", Node::string(vendor));
    return node;
}

Node show_inner(const giop::Tagged& component) {
    const auto* known = find(components(), component.tag);
    auto node = head(component, known);
    add_contents(node, known && known->holds_components() ? nullptr : known, component.data, "data");
    return node;
}

}  // namespace

Node show_component(const giop::Tagged& component) {
    const auto* known = find(components(), component.tag);
    auto node = head(component, known);
    add_contents(node, known, component.data, "data");
    return node;
}

Node show_components(const std::vector<giop::Tagged>& components) {
    auto node = Node::array();
    for (const auto& each : components) node.items.push_back(show_component(each));
    return node;
}

std::string name_of_profile(std::uint32_t tag) {
    static const std::map<std::uint32_t, const char*> names{
        {0, "IIOP"}, {1, "multiple components"}, {2, "SCCP"}, {3, "UIPMC"}, {4, "mobile terminal"}, {100, "DCE"},
        {0x54414f00, "TAO's UIOP"},
        {0x54414f02, "TAO's SHMIOP"}, {0x54414f04, "TAO's DIOP"}, {0x54414f05, "TAO's COIOP"},
        {0x54414f0e, "TAO's SCIOP"}};
    const auto at = names.find(tag);
    return at == names.end() ? hex(tag) : std::string{at->second} + " (" + hex(tag) + ")";
}

}  // namespace corbel::tool
