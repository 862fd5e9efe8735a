// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/json/document.hpp"

/// The parts of object references as JSON.
namespace corbel::tool {

/// What stands in a tagged component; its bytes where nothing is known of the tag. What is damaged says so.
json::Node show_component(const giop::Tagged& component);
json::Node show_components(const std::vector<giop::Tagged>& components);

/// The name of a profile's tag, or its number in hexadecimal digits.
std::string name_of_profile(std::uint32_t tag);

/// Text that a peer has sent; with escapes if it is not UTF-8.
json::Node text_node(std::string_view text);
json::Node number_node(std::uint64_t value);
/// The bytes for people as `name`, and for programs as `name`_hex.
void add_bytes(json::Node& node, const std::string& name, ByteView bytes);
void add_host_and_port(json::Node& node, cdr::Reader& in);

}  // namespace corbel::tool
