// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/base/log.hpp"

namespace corbel {

/// What is to be done at points in time, in their order. One thread's at a time.
class Schedule {
public:
    using Task = std::function<void()>;

    /// What one task is known by; an empty one stands for none.
    class Entry {
        friend class Schedule;
        std::pair<Deadline, std::uint64_t> key_{};  ///< the number is 0 where there is none
    };

    Entry add(Deadline time, Task task) {
        Entry entry;
        entry.key_ = {time, ++last_number_};
        tasks_.emplace(entry.key_, std::move(task));
        return entry;
    }

    /// The task, to be destroyed where no lock is held; empty if it has been taken.
    Task remove(Entry& entry) {
        Task task;
        if (const auto found = tasks_.find(std::exchange(entry.key_, {})); found != tasks_.end()) {
            task = std::move(found->second);
            tasks_.erase(found);
        }
        return task;
    }

    /// A task whose time has come; empty if there is none.
    Task take_due(Clock::time_point now) {
        Task task;
        if (next() > now) return task;
        task = std::move(tasks_.begin()->second);
        tasks_.erase(tasks_.begin());
        return task;
    }

    /// When the next one is to be done; no_deadline if there is none.
    Deadline next() const noexcept { return tasks_.empty() ? no_deadline : tasks_.begin()->first.first; }
    bool empty() const noexcept { return tasks_.empty(); }

private:
    std::map<std::pair<Deadline, std::uint64_t>, Task> tasks_;
    std::uint64_t last_number_ = 0;
};

/// Does the task. What goes wrong in one, for lack of memory above all, does not end `thread`, which has others to do;
/// it is a warning of that channel.
void perform(const Schedule::Task& task, log::Channel channel, std::string_view thread) noexcept;

}  // namespace corbel
