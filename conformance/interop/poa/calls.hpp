// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <mutex>
#include <string>
#include <utility>

namespace interop {

/// What a server has called of its servants and servant managers, by any threads.
class Calls {
public:
    void note(const std::string& call) {
        const std::lock_guard lock{mutex_};
        calls_ += call + ' ';
    }
    /// All since the last time.
    std::string take() {
        const std::lock_guard lock{mutex_};
        return std::exchange(calls_, {});
    }

private:
    std::mutex mutex_;
    std::string calls_;
};

}  // namespace interop
