// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated unions need besides stub.hpp.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/union_value.hpp"
