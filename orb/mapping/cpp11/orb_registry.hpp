// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/orb.hpp"

/// The ORBs that ORB_init has made in this process: what the specification makes global (CORBA 2.6, 4.4) and nothing
/// else.
namespace corbel {

/// The ORB that a reference belongs to; nil if it is gone.
IDL::traits<CORBA::ORB>::ref_type find_orb(const Invoker& invoker);

/// The one with the empty id, or else the only one. BAD_INV_ORDER if there is none.
IDL::traits<CORBA::ORB>::ref_type default_orb();

}  // namespace corbel
