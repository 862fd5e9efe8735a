// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Requests made at run time: CORBA::Request, NVList, Context.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/dii.hpp"
