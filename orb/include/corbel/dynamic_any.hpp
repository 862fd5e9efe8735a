// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Values that are made and taken apart at run time: module DynamicAny.
#include <corbel/value.hpp>

#include "orb/mapping/cpp11/dynamic_any.hpp"
