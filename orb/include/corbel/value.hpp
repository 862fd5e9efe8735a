// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated valuetypes, value boxes and abstract interfaces need besides stub.hpp.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/abstract.hpp"
#include "orb/mapping/cpp11/custom_marshal.hpp"
#include "orb/mapping/cpp11/string_value.hpp"
#include "orb/mapping/cpp11/value.hpp"
