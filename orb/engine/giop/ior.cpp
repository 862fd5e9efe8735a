// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/ior.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/giop/tagged.hpp"

namespace corbel::giop {
namespace {

constexpr std::string_view scheme = "IOR:";

[[noreturn]] void bad_ior(std::string text) { throw SystemError{Error::marshal, minor::bad_ior, std::move(text)}; }

[[noreturn]] void bad_text(std::string text) {
    throw SystemError{Error::bad_param, minor::bad_schema_specific_part, std::move(text)};
}

// Of all characters; -1 for those that are no hexadecimal digits.
constexpr auto digit_values = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (int i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
    for (int i = 0; i < 6; ++i) {
        values[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
        values[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
    }
    return values;
}();

int digit(char c) { return digit_values[static_cast<unsigned char>(c)]; }

bool is_ior(std::string_view text) {
    return text.size() >= scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(),
                      [](char wanted, char is) { return is == wanted || is == (wanted | 0x20); });
}

Octets from_hex(std::string_view text) {
    const auto digits = text.substr(scheme.size());
    Octets bytes(digits.size() / 2);
    int all = 0;  // below 0 if one of them is none
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit(digits[2 * i]), low = digit(digits[2 * i + 1]);
        all |= high | low;
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    if (all < 0 || (digits.size() % 2 != 0 && digit(digits.back()) < 0)) {
        const auto wrong = std::find_if(digits.begin(), digits.end(), [](char c) { return digit(c) < 0; });
        bad_text("an IOR has no hexadecimal digit at offset " +
                 std::to_string(scheme.size() + static_cast<std::size_t>(wrong - digits.begin())));
    }
    if (digits.size() % 2 != 0) bad_text("an IOR ends in half an octet: it has an odd number of hexadecimal digits");
    return bytes;
}

Address read_address(cdr::Reader& in) {
    const auto host = in.identifier();
    if (host.size() > limits::host)
        bad_ior("a reference names a host of " + std::to_string(host.size()) + " characters; " +
                std::to_string(limits::host) + " are allowed");
    if (host.find('\0') != host.npos) bad_ior("a reference names a host with a NUL inside");
    const auto port = in.get<std::uint16_t>();
    return {std::string{host}, port, {}};
}

void write_address(cdr::Writer& out, const Address& address) {
    out.identifier(address.host);
    out.put(address.port);
}

// What `read` reads, or nothing if that cannot be read.
template <class Read>
auto readable(Read read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const SystemError&) {
        return std::nullopt;
    }
}

std::string this_host() {
    std::array<char, limits::host + 1> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

// A Unix path means something on its own host only.
Address read_unix_address(cdr::Reader& in) {
    if (in.identifier() != this_host()) bad_ior("a Unix-domain address of another host");
    const auto path = in.identifier();
    if (!path.starts_with('/') || path.size() > limits::host || path.find('\0') != path.npos)
        bad_ior("a Unix-domain address that is no absolute path of at most " + std::to_string(limits::host) +
                " characters");
    return {{}, 0, std::string{path}};
}

// The address a component holds; nothing if it holds none.
std::optional<Address> address_of(const Tagged& component) {
    if (!tag::is_address(component.tag)) return {};
    return readable([&] {
        auto in = cdr::Reader::of_encapsulation(component.data);
        auto address = component.tag == tag::alternate_iiop_address ? read_address(in) : read_unix_address(in);
        address.shared_memory = component.tag == tag::corbel_shared_memory_address;
        return address;
    });
}

Tagged alternate_address(const Address& address) {
    auto out = cdr::Writer::begin_encapsulation();
    if (address.unix_path.empty()) {
        write_address(out, address);
        return {tag::alternate_iiop_address, out.copy()};
    }
    out.identifier(this_host());
    out.identifier(address.unix_path);
    return {address.shared_memory ? tag::corbel_shared_memory_address : tag::omniorb_unix_address, out.copy()};
}

// Components that cannot be read are kept and not used: they may be meant for somebody else.
void use_components(IiopProfile& profile) {
    for (const auto& component : profile.components) {
        if (auto address = address_of(component)) {
            profile.addresses.push_back(std::move(*address));
        } else if (component.tag == tag::code_sets && !profile.code_sets) {
            profile.code_sets = readable([&] { return read_code_sets_component(component.data); });
        }
    }
    const bool has_own = profile.addresses.front().port != 0;
    if (!has_own && profile.addresses.size() > 1) profile.addresses.erase(profile.addresses.begin());
    std::stable_partition(profile.addresses.begin(), profile.addresses.end(),
                          [](const auto& address) { return address.shared_memory; });
}

// The address that stands in the profile itself: the first that is no Unix path.
std::vector<Address>::const_iterator own_address(const IiopProfile& profile) {
    return std::find_if(profile.addresses.begin(), profile.addresses.end(),
                        [](const auto& address) { return address.unix_path.empty(); });
}

// Addresses after the first travel as components; those that were read from one are there already.
std::vector<Tagged> components_with_alternates(const IiopProfile& profile) {
    auto all = profile.components;
    std::vector<Address> written;
    for (const auto& component : all)
        if (auto address = address_of(component)) written.push_back(std::move(*address));
    const auto own = own_address(profile);
    for (auto at = profile.addresses.begin(); at != profile.addresses.end(); ++at)
        if (at != own && std::find(written.begin(), written.end(), *at) == written.end())
            all.push_back(alternate_address(*at));
    return all;
}

CodeSetComponents code_sets_of_components(ByteView profile_data) {
    auto in = cdr::Reader::of_encapsulation(profile_data);
    for (const auto& component : read_tagged(in, limits::components, "components"))
        if (component.tag == tag::code_sets) return read_code_sets_component(component.data);
    bad_ior("no code sets");
}

std::optional<CodeSetComponents> shared_code_sets(const Ior& ior) {
    for (const auto& profile : ior.profiles)
        if (profile.tag == tag::multiple_components)
            if (auto found = readable([&] { return code_sets_of_components(profile.data); })) return found;
    return std::nullopt;
}

}  // namespace

std::vector<Tagged> read_tagged(cdr::Reader& in, const Limit& limit, std::string_view what) {
    const auto count = in.length(8);
    if (count > limit)
        bad_ior("a reference has " + std::to_string(count) + " " + std::string{what} + ", and may have " +
                limit.text());
    std::vector<Tagged> list(count);
    for (auto& tagged : list) {
        tagged.tag = in.get<std::uint32_t>();
        tagged.data = to_octets(in.octets());
    }
    return list;
}

void write_tagged(cdr::Writer& out, const std::vector<Tagged>& list) {
    out.length(list.size());
    for (const auto& tagged : list) {
        out.put(tagged.tag);
        out.octets(tagged.data);
    }
}

Ior Ior::read(cdr::Reader& reader) {
    Ior ior;
    const auto type_id = reader.identifier();
    if (type_id.size() > limits::type_id)
        bad_ior("a reference has a repository id of " + std::to_string(type_id.size()) + " characters; " +
                std::to_string(limits::type_id) + " are allowed");
    ior.type_id = type_id;
    ior.profiles = read_tagged(reader, limits::profiles, "profiles");
    return ior;
}

void Ior::write(cdr::Writer& writer) const {
    writer.identifier(type_id);
    // The profiles are copied, not borrowed: an IOR is often made for one message only.
    const bool borrowing = writer.borrowing();
    writer.borrowing(false);
    write_tagged(writer, profiles);
    writer.borrowing(borrowing);
}

std::string Ior::to_string() const {
    cdr::Writer out{{.order = text_order}};
    out.put(static_cast<std::uint8_t>(text_order));
    write(out);
    return std::string{scheme} + to_hex(out.contiguous());
}

Ior Ior::from_string(std::string_view text) {
    if (text.size() > limits::stringified_ior)
        bad_text("an IOR of " + std::to_string(text.size()) + " characters; it may have " +
                 limits::stringified_ior.text());
    if (!is_ior(text))
        throw SystemError{Error::bad_param, minor::bad_schema_name,
                          "\"" + escaped(text, 16) + "\" is no IOR: it does not begin with \"IOR:\""};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    const auto bytes = from_hex(text);
    try {
        auto in = cdr::Reader::of_encapsulation(bytes);
        auto ior = read(in);
        ior.text_order = in.encoding().order;
        return ior;
    } catch (const SystemError& error) {
        throw SystemError{Error::inv_objref, minor::bad_ior, "an IOR that is damaged: " + error.text()};
    }
}

std::string Address::to_string() const {
    if (!unix_path.empty()) return (shared_memory ? "shm:" : "unix:") + unix_path;
    const bool is_ipv6 = host.find(':') != host.npos;
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

IiopProfile IiopProfile::read(ByteView profile_data) {
    auto in = cdr::Reader::of_encapsulation(profile_data);
    IiopProfile profile;
    profile.version.major = in.get<std::uint8_t>();
    profile.version.minor = in.get<std::uint8_t>();
    if (profile.version.major != 1)
        bad_ior("a profile of IIOP " + std::to_string(profile.version.major) + "." +
                std::to_string(profile.version.minor) + "; 1.0 to 1.2 are understood");
    // A later minor version only adds to what stands here (CORBA 2.6, 15.7.2).
    const bool has_components = profile.version.minor >= 1;
    profile.version.minor = std::min<std::uint8_t>(profile.version.minor, 2);
    profile.addresses.push_back(read_address(in));
    const auto key = in.octets();
    if (key.size() > limits::object_key)
        bad_ior("a reference has an object key of " + std::to_string(key.size()) + " bytes; it may have " +
                limits::object_key.text());
    profile.object_key = to_octets(key);
    if (has_components && !in.at_end()) {
        profile.components = read_tagged(in, limits::components, "components in a profile");
        use_components(profile);
    }
    return profile;
}

Octets IiopProfile::write() const {
    auto out = cdr::Writer::begin_encapsulation();
    out.put(version.major);
    out.put(version.minor);
    const auto own = own_address(*this);
    write_address(out, own == addresses.end() ? Address{addresses.empty() ? "" : this_host(), 0, {}} : *own);
    out.octets(object_key);
    if (version.minor >= 1) write_tagged(out, components_with_alternates(*this));
    return out.copy();
}

std::vector<IiopProfile> iiop_profiles(const Ior& ior) {
    std::vector<IiopProfile> found;
    for (const auto& profile : ior.profiles)
        if (profile.tag == tag::internet_iop)
            if (auto iiop = readable([&] { return IiopProfile::read(profile.data); }))
                found.push_back(std::move(*iiop));
    const bool some_without = std::any_of(found.begin(), found.end(), [](auto& profile) { return !profile.code_sets; });
    if (const auto shared = some_without ? shared_code_sets(ior) : std::nullopt)
        for (auto& profile : found)
            if (!profile.code_sets) profile.code_sets = shared;
    return found;
}

}  // namespace corbel::giop
