// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Servants without a skeleton: PortableServer::DynamicImplementation, CORBA::ServerRequest.
#include <corbel/skeleton.hpp>

#include "orb/mapping/cpp11/dsi.hpp"
#include "orb/mapping/cpp11/system_exception_any.hpp"
