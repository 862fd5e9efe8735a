// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/base/limit.hpp"
#include "orb/engine/giop/ior.hpp"

namespace corbel::giop {

/// A sequence of tagged profiles or components, of `what`, at most `limit`.
std::vector<Tagged> read_tagged(cdr::Reader& in, const Limit& limit, std::string_view what);
void write_tagged(cdr::Writer& out, const std::vector<Tagged>& list);

}  // namespace corbel::giop
