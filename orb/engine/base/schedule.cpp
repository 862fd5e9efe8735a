// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/schedule.hpp"

#include <exception>

namespace corbel {

void perform(const Schedule::Task& task, log::Channel channel, std::string_view thread) noexcept {
    try {
        task();
    } catch (const std::exception& error) {
        log::warn(channel, {thread, " goes on after an exception: ", error.what()});
    }
}

}  // namespace corbel
