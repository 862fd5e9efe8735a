// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/base/error.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"

namespace corbel::giop {

/// The body of a SYSTEM_EXCEPTION reply (CORBA 2.6, 15.4.3.2). The text does not travel in it; see exception_detail().
void write_system_exception(cdr::Writer& out, const SystemError& error);

/// A repository id that is not a standard exception's is UNKNOWN, and the text names it (CORBA 2.6, 4.12.3.1).
SystemError read_system_exception(cdr::Reader& in);

}  // namespace corbel::giop
