// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated code that names policies or other things of module CORBA needs besides stub.hpp.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/module_corba.hpp"
#include "orb/mapping/cpp11/messaging.hpp"
#include "orb/mapping/cpp11/policy.hpp"
