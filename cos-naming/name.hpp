// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <compare>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Names and their text form (Naming Service 1.3, 2.4 and 2.5.3).
namespace corbel::naming {

struct Component {
    std::string id;
    std::string kind;
    friend auto operator<=>(const Component&, const Component&) = default;
};

using Name = std::vector<Component>;

/// What a name must keep to, so that no peer makes names that cost more than names should.
inline constexpr std::size_t max_components = 128;
inline constexpr std::size_t max_component_length = 4096;  ///< of an id and of a kind, in bytes

/// No name: empty, malformed as text, or beyond the limits. what() shows why and where.
class BadName : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// No address of a corbaname URL.
class BadAddress : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws BadName unless `name` has components and keeps to the limits.
void check(const Name& name);

/// "id.kind/id/.kind/.": '\' stands before '/', '.' and '\' of the components; a lone '.' is the component whose id and
/// kind are empty. Throws BadName.
std::string to_string(const Name& name);
Name parse_name(std::string_view text);

/// "corbaname:<address>#<name>", the name's characters escaped as URLs want it; without '#' for an empty name.
/// `address` is what stands between "corbaloc:" and "#": "rir:", ":host:port", "iiop:1.2@host:port,:other/key".
/// Throws BadAddress, and BadName for text that is not a name.
std::string to_url(std::string_view address, std::string_view name);

}  // namespace corbel::naming
