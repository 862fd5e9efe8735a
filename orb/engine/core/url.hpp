// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/giop/ior.hpp"

/// Object URLs (CORBA 2.6, 13.6.10), read without resolving anything. Errors are BAD_PARAM with the OMG minor code of
/// the part that is wrong and a text that shows it.
namespace corbel::core {

/// "corbaloc:..." and the part of "corbaname:..." before '#'.
struct ObjectUrl {
    struct Place {
        giop::Version version;
        giop::Address address;
        friend bool operator==(const Place&, const Place&) = default;
    };
    std::vector<Place> places;  ///< in order; empty for "rir:"
    bool initial_reference = false;  ///< "rir:": the key names an initial reference
    std::string key;                 ///< unescaped

    /// `text` starts after "corbaloc:" or "corbaname:".
    static ObjectUrl parse(std::string_view text);

    /// A reference to it: a profile for each place. Not for "rir:".
    giop::Ior ior() const;
};

/// A component of a name of the naming service.
struct NameComponent {
    std::string id;
    std::string kind;
    friend bool operator==(const NameComponent&, const NameComponent&) = default;
};

/// The stringified name of CosNaming: "a/b.kind/c", with \ before '/', '.' and '\' (Naming Service 1.3, 2.4).
std::vector<NameComponent> parse_name(std::string_view text);

/// Undoes %xx; BAD_PARAM for a % without two digits.
std::string unescape_url(std::string_view text);

}  // namespace corbel::core
