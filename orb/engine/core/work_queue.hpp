// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "orb/engine/base/schedule.hpp"

namespace corbel::core {

/// Threads for the rare work that may not run on the thread that found it, such as the requests that a POAManager has
/// held. There is none before the first post().
class WorkQueue {
public:
    ~WorkQueue() { stop(); }

    /// Runs `work` soon, on a thread of its own if all others are busy, up to max_threads. Dropped after stop().
    /// NO_RESOURCES if there is no thread and none can be had.
    void post(std::function<void()> work);

    /// The same at `when`; not before, and not if stop() comes first.
    void post_at(Deadline when, std::function<void()> work);

    /// Finishes what has been posted and ends the threads. Not from one of them.
    void stop();

    static constexpr std::size_t max_threads = 16;

private:
    void hire();
    void run();
    bool wait(std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> work_;
    Schedule later_;
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool stopping_ = false;
};

}  // namespace corbel::core
