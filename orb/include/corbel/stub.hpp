// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated types and stubs need.
#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/called_operation.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/native.hpp"
#include "orb/mapping/cpp11/object.hpp"
#include "orb/mapping/cpp11/orb.hpp"
#include "orb/mapping/cpp11/print.hpp"
#include "orb/mapping/cpp11/typecode.hpp"
#include "orb/mapping/cpp11/types.hpp"
