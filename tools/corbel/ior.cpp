// SPDX-License-Identifier: BSL-1.0
// corbel ior: what stands in a reference, and whether it leads anywhere.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <regex>

#include "orb/engine/base/minor_text.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/giop/object_url.hpp"
#include "orb/engine/giop/tagged.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "tools/corbel/ior_components.hpp"
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
    add_host_and_port(node, in);
    in.octets();
    add_bytes(node, "object_key", profile.object_key);
    if (const auto kind = kind_of_key(profile.object_key); !kind.empty()) node.add("key_of", Node::string(kind));
    if (profile.version.minor > 0)
        node.add("components", show_components(giop::read_tagged(in, giop::limits::components, "components")));
    return node;
}

Node show_profile(const giop::Tagged& profile) {
    auto node = Node::object();
    try {
        if (profile.tag == giop::tag::internet_iop) return show_iiop(profile.data);
        if (profile.tag == giop::tag::multiple_components) {
            auto in = cdr::Reader::of_encapsulation(profile.data);
            node.add("profile", Node::string("multiple components"));
            node.add("components", show_components(giop::read_tagged(in, giop::limits::components, "components")));
            return node;
        }
    } catch (const SystemError& error) {
        node.add("damaged", Node::string(error.what()));
    }
    node.add("profile", Node::string(name_of_profile(profile.tag)));
    add_bytes(node, "data", profile.data);
    return node;
}

Node show(const giop::Ior& ior) {
    auto node = Node::object();
    node.add("type_id", text_node(ior.type_id));
    auto profiles = Node::array();
    for (const auto& each : ior.profiles) profiles.items.push_back(show_profile(each));
    node.add("profiles", std::move(profiles));
    if (!giop::iiop_profiles(ior).empty()) node.add("corbaloc", Node::string(giop::to_corbaloc(ior)));
    return node;
}

/// The reference as it is written; a name in the naming service and a corbaname are looked up. May be nil.
giop::Ior read(Tool& tool, const std::string& written) {
    return understood([&] {
        if (written.starts_with("IOR:") || written.starts_with("ior:")) return giop::Ior::from_string(written);
        if (written.starts_with("corbaloc:"))
            if (const auto url = giop::parse_object_url(written); !std::get<giop::Corbaloc>(url).rir)
                return std::get<giop::Corbaloc>(url).to_ior();
        return tool.reference(written).ior();
    });
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
        node.add("error", Node::string(in_words(error)));
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
            node.add("profile", number_node(i + 1));
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

/// Whatever is no list and no object, by the path to it.
using Leaves = std::map<std::string, Node>;

void flatten(const Node& node, const std::string& path, Leaves& out) {
    for (const auto& [name, value] : node.members) flatten(value, path.empty() ? name : path + "." + name, out);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        flatten(node.items[i], path + "[" + std::to_string(i) + "]", out);
    if (node.members.empty() && node.items.empty()) out[path] = node;
}

void diff(Tool& tool, const std::string& first, const std::string& second) {
    Leaves one, other;
    flatten(show(read(tool, first)), {}, one);
    flatten(show(read(tool, second)), {}, other);
    auto all = Node::object();
    Leaves paths = one;
    paths.insert(other.begin(), other.end());
    for (const auto& [path, ignored] : paths) {
        const auto left = one.find(path), right = other.find(path);
        if (left != one.end() && right != other.end() && left->second == right->second) continue;
        auto& node = all.add(path, Node::object());
        node.add("first", left == one.end() ? Node{} : left->second);
        node.add("second", right == other.end() ? Node{} : right->second);
    }
    if (!all.members.empty()) tool.status = failed;
    if (all.members.empty() && !tool.json) std::cout << "the references are the same\n";
    else tool.print(all);
}

// -- make

/// UsageError for an IIOP version that no profile could be written in, though a client may be told of it.
void require_known_version(const std::string& written) {
    static const std::regex versions{R"((?:^corbaloc:|,)(?:iiop)?:1\.([0-9]+)@)"};
    for (std::sregex_iterator each{written.begin(), written.end(), versions}, end; each != end; ++each)
        if (const auto minor = (*each)[1].str(); minor.size() > 1 || minor > "2")
            throw UsageError{"IIOP 1." + minor + " is not known: a profile is of IIOP 1.0, 1.1 or 1.2"};
}

void make(Tool& tool, const std::string& written, const std::string& type) {
    require_known_version(written);
    auto made = read(tool, written);
    if (!type.empty()) made.type_id = type;
    if (tool.json) tool.print(Node::string(made.to_string()));
    else std::cout << made.to_string() << '\n';
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
    const auto all_examples =
        std::string{show_examples} + "\n" + make_examples + "\n" + probe_examples + "\n" + diff_examples;
    auto* ior = add_verb(app, "ior", "Show, make, probe and compare object references", all_examples);
    ior->require_subcommand(1);

    auto* show_verb = add_verb(*ior, "show", "Print all that stands in a reference", show_examples);
    add_reference(*show_verb, given->first);
    show_verb->callback([&tool, given] { tool.print(show(read(tool, given->first))); });

    auto* make_verb = add_verb(*ior, "make", "Print the IOR of a corbaloc URL or of another reference", make_examples);
    add_reference(*make_verb, given->first);
    make_verb->add_option("--type", given->type, "Repository id it is to carry");
    make_verb->callback([&tool, given] { make(tool, given->first, given->type); });

    auto* probe_verb = add_verb(*ior, "probe", "Try each address: does it resolve, connect, have the object?",
                                probe_examples);
    add_reference(*probe_verb, given->first);
    probe_verb->add_option("--timeout", given->timeout, "Milliseconds for each address")->capture_default_str();
    probe_verb->callback(
        [&tool, given] { probe(tool, given->first, std::chrono::milliseconds{given->timeout}); });

    auto* diff_verb = add_verb(*ior, "diff", "Print what two references differ in; exit status 1 if they do",
                               diff_examples);
    add_reference(*diff_verb, given->first, "FIRST");
    add_reference(*diff_verb, given->second, "SECOND");
    diff_verb->callback([&tool, given] { diff(tool, given->first, given->second); });
}

}  // namespace corbel::tool
