// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"

/// What stands behind the arguments of an operation with a context clause (CORBA 2.6, 15.4.2): names and values in
/// turn, as a sequence of strings.
namespace corbel::giop {

using ContextProperties = std::vector<std::pair<std::string, std::string>>;

void write_context(cdr::Writer& out, const ContextProperties& properties);

/// MARSHAL for a name without a value.
ContextProperties read_context(cdr::Reader& in);

}  // namespace corbel::giop
