// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Everything of the CORBA and PortableServer modules.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/iop.hpp"
#include "orb/mapping/cpp11/messaging.hpp"
#include "orb/mapping/cpp11/orb.hpp"
#include "orb/mapping/cpp11/peer.hpp"
#include "orb/mapping/cpp11/portable_interceptor.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"
#include "orb/mapping/cpp11/servant_manager.hpp"
#include "orb/mapping/cpp11/system_exception_any.hpp"
