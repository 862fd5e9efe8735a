// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/dynamic/call.hpp"
#include "orb/json/value_form.hpp"

/// Calls and their answers as JSON.
namespace corbel::tool {

/// {"n": 5}: the in and inout arguments by name.
json::Node arguments_to_json(const dynamic::Operation& operation, const dynamic::Values& arguments,
                             const json::Context& context);

/// {"return": 42, "balance": "1.50"}: the result, inout and out values; {"exception": id, "members": {...}} for a user
/// exception, without members if its type is not known.
json::Node answer_to_json(const dynamic::Operation& operation, const dynamic::Outcome& outcome,
                          const json::Context& context);

}  // namespace corbel::tool
