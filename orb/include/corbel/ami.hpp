// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What generated asynchronous stubs and reply handlers need (idlc --ami).
#include <corbel/skeleton.hpp>
#include <corbel/value.hpp>

#include "orb/mapping/cpp11/callback_call.hpp"
