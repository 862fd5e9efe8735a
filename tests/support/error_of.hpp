// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <stdexcept>

#include "orb/engine/base/error.hpp"

namespace corbel {

/// The SystemError that `action` throws. What it throws besides leaves this; if it throws nothing, the test fails by
/// the std::logic_error that says so.
template <class Action>
SystemError error_of_action(Action&& action) {
    try {
        action();
    } catch (const SystemError& error) {
        return error;
    }
    throw std::logic_error{"no SystemError was thrown"};
}

}  // namespace corbel
