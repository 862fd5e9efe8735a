// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated code with types of IDL 4 needs besides stub.hpp.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/idl4.hpp"
