// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/error.hpp"

/// The entry point of every fuzz target; libFuzzer calls it, and so does replay.cpp where there is no libFuzzer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace corbel::fuzz {

/// Runs `action`; a SystemError is a good answer to bad bytes, anything else is a fault.
template <class Action>
bool accepted(Action action) {
    try {
        action();
        return true;
    } catch (const SystemError&) {
        return false;
    }
}

/// Stops the run: the target's own expectation does not hold.
inline void require(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace corbel::fuzz
