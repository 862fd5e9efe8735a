// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <corbel/corba.hpp>

#include "ir.hpp"
#include "orb/engine/dynamic/repository.hpp"

namespace corbel::ifr {

/// All that an interface repository of any ORB declares: a call for each container, and one more for each valuetype.
/// What the calls throw leaves it. The interfaces of CORBA 2.6 do not tell which exceptions attributes and initializers
/// raise.
dynamic::Repository read(const IDL::traits<CORBA::Repository>::ref_type& repository);

}  // namespace corbel::ifr
