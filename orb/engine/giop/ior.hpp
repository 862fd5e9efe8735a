// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/giop/reply_status.hpp"

namespace corbel::giop {

struct Version {
    std::uint8_t major = 1;
    std::uint8_t minor = 2;
    friend auto operator<=>(const Version&, const Version&) = default;
};

/// Profile and component tags (CORBA 2.6, 13.6).
namespace tag {
inline constexpr std::uint32_t internet_iop = 0;
inline constexpr std::uint32_t multiple_components = 1;
inline constexpr std::uint32_t orb_type = 0;
inline constexpr std::uint32_t code_sets = 1;
inline constexpr std::uint32_t alternate_iiop_address = 3;
inline constexpr std::uint32_t omniorb_unix_address = 0x41545402;  ///< omniORB's: a host and a path on it
/// Corbel's: the same of a socket whose server shares memory with its clients.
inline constexpr std::uint32_t corbel_shared_memory_address = 0x43424c01;

/// Whether a component of the tag holds one more address of the profile.
constexpr bool is_address(std::uint32_t tag) noexcept {
    return tag == alternate_iiop_address || tag == omniorb_unix_address || tag == corbel_shared_memory_address;
}
}  // namespace tag

/// A tagged profile or component: kept byte for byte whether its tag is known or not.
struct Tagged {
    std::uint32_t tag = 0;
    Octets data;
    friend bool operator==(const Tagged&, const Tagged&) = default;
};

/// An Interoperable Object Reference (CORBA 2.6, 13.6.2). A nil one has no profiles and an empty type id.
struct Ior {
    std::string type_id;
    std::vector<Tagged> profiles;
    ByteOrder text_order = native_order;  ///< of its text; kept so that the text comes out as it went in

    bool is_nil() const noexcept { return profiles.empty(); }
    friend bool operator==(const Ior& one, const Ior& other) {
        return one.type_id == other.type_id && one.profiles == other.profiles;
    }

    static Ior read(cdr::Reader& reader);
    void write(cdr::Writer& writer) const;
    std::string to_string() const;                    ///< "IOR:" and hexadecimal digits
    static Ior from_string(std::string_view text);    ///< "IOR:..." only; BAD_PARAM/INV_OBJREF that names the place
};

/// A host and port, or the path of a Unix-domain socket.
struct Address {
    std::string host;          ///< a name, an IPv4 or an IPv6 address without brackets; empty for a Unix path
    std::uint16_t port = 0;
    std::string unix_path;     ///< empty for TCP
    bool shared_memory = false;  ///< of a Unix path: the server shares memory with clients that ask for it

    std::string to_string() const;
    friend auto operator<=>(const Address&, const Address&) = default;
};

/// TAG_CODE_SETS (CORBA 2.6, 13.10.2.4).
struct CodeSetComponent {
    std::uint32_t native = 0;
    std::vector<std::uint32_t> conversions;
};
struct CodeSetComponents {
    CodeSetComponent chars;
    CodeSetComponent wide_chars;
};

/// The body of TAG_INTERNET_IOP (CORBA 2.6, 15.7.2), read for use. Immutable once read; shared by calls.
struct IiopProfile {
    Version version;
    /// Those that share memory, the profile's own, then the others of its components; Unix paths of this host only. A
    /// port of 0 says that the profile's own is none if there is another.
    std::vector<Address> addresses;
    Octets object_key;
    std::vector<Tagged> components;  ///< all of them, also unknown ones; empty in 1.0
    std::optional<CodeSetComponents> code_sets;

    static IiopProfile read(ByteView profile_data);
    Octets write() const;            ///< from version, addresses, object_key and components
};

/// The IIOP profiles of an IOR in its order; profiles that cannot be read are left out. TAG_CODE_SETS of a
/// TAG_MULTIPLE_COMPONENTS profile serves the IIOP profiles that have none of their own (wire-lessons 5).
std::vector<IiopProfile> iiop_profiles(const Ior& ior);

}  // namespace corbel::giop
