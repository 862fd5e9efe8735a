// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/dynamic/model.hpp"
#include "orb/json/document.hpp"

/// The JSON form of every IDL type, as docs/json.md fixes it.
namespace corbel::json {

/// What the form of a value depends on besides its type.
struct Context {
    /// Names of types in any values and TypeCodes, and what valuetypes are derived from. May be null.
    const dynamic::Model* model = nullptr;
    /// What a reference that is neither IOR: nor corbaloc: names (a file, a name). Throws what it likes.
    std::function<giop::Ior(std::string_view text)> resolve = {};
};

/// `value` must be a value of `type`; SystemError BAD_PARAM if it is not.
Node to_json(const dynamic::Value& value, const types::TypeCode& type, const Context& context = {});

/// Error for JSON that is not a value of `type`: `path` (the name of the whole) and what leads to the place inside it,
/// what was expected there, what was found.
dynamic::Value from_json(const Node& node, const types::TypeCode& type, const Context& context = {},
                         std::string_view path = "value");

/// A TypeCode: "long", "sequence<Everything::Point, 3>", "IDL:Bank/Account:1.0" or an object that describes it.
Node type_to_json(const types::TypeCode& type, const Context& context = {});
types::TypeCodePtr type_from_json(const Node& node, const Context& context = {}, std::string_view path = "type");

/// Struct-like members by name, as in to_json() and from_json() of a struct.
Node members_to_json(const dynamic::Values& members, const types::TypeCode& type, const Context& context = {});

/// The name that is least different from `name`, for messages; empty if none is near.
std::string nearest(std::string_view name, const std::vector<std::string>& names);

/// What a message that there is no `name` ends with: `; there are "a" and "b"`; of more than a dozen
/// `; did you mean "b"?` if one is near, else the first ones. Empty if there are none.
std::string instead_of(std::string_view name, const std::vector<std::string>& names);

}  // namespace corbel::json
