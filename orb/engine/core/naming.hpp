// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/invocation/reference.hpp"

/// The little a client needs of the naming service to follow a corbaname URL; no generated code is involved.
namespace corbel::core {

struct NameComponent {
    std::string id;
    std::string kind;
    friend bool operator==(const NameComponent&, const NameComponent&) = default;
};

/// A stringified name: "a/b.kind/c", with '\' before '/', '.' and '\' (Naming Service 1.3, 2.4). BAD_PARAM, OMG minor
/// 9, for one that is empty or malformed; the text shows the place.
std::vector<NameComponent> parse_name(std::string_view text);

/// CosNaming::NamingContext::resolve. BAD_PARAM, OMG minor 10, where the context raises a user exception: the text
/// tells which part of `name` is not bound and `where` the context was found. System exceptions pass.
Reference resolve_name(const Reference& context, std::string_view name, std::string_view where);

}  // namespace corbel::core
