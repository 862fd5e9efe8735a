// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated code with fixed-point types needs besides stub.hpp.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/fixed.hpp"
