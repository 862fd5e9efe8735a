// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated skeletons and servants need.
#include <corbel/stub.hpp>

#include "orb/mapping/cpp11/portable_server.hpp"
#include "orb/mapping/cpp11/servant_manager.hpp"
#include "orb/mapping/cpp11/server_call.hpp"
#include "orb/mapping/cpp11/skeleton.hpp"
