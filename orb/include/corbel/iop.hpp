// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated code that names types of module IOP needs besides stub.hpp.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/iop.hpp"
