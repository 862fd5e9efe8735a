// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/mapping/cpp11/peer.hpp"
