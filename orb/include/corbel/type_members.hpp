// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the factories of TypeCodes are given (ORB::create_struct_tc and its like).
#include <corbel/any.hpp>

#include "orb/mapping/cpp11/type_members.hpp"
