// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <corbel/corba.hpp>

#include "ir.hpp"
#include "orb/engine/dynamic/model.hpp"

namespace corbel::ifr {

/// All that an interface repository of any ORB declares, as a model for calls: one call for each container. What the
/// calls throw leaves it.
dynamic::Model read(const IDL::traits<CORBA::Repository>::ref_type& repository);

}  // namespace corbel::ifr
