// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Everything of the CORBA and PortableServer modules.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/orb.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"
