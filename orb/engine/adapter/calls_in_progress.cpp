// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/calls_in_progress.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace corbel::adapter {
namespace {

bool barrier(int command) noexcept { return ::syscall(SYS_membarrier, command, 0, 0) == 0; }

/// Never destroyed: threads may end after everything else.
struct Threads {
    const bool have_barrier = barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
    std::atomic<unsigned> enrolled{0};  // since the start
    std::mutex mutex;                   // guards the rest
    std::vector<CallsInProgress*> all;
    std::vector<std::shared_ptr<const void>> released;
};

Threads& threads() {
    static auto& all = *new Threads;
    return all;
}

/// Trivially destructible, so that it can still be asked when the thread's places are gone.
constinit thread_local bool gone = false;

}  // namespace

class CallsInProgress::Enrolled {
public:
    Enrolled() {
        auto& [have_barrier, enrolled, mutex, all, released] = threads();
        const std::lock_guard lock{mutex};
        all.push_back(&places_);
        ++enrolled;
        of_thread_ = &places_;
    }
    ~Enrolled() {
        gone = true;
        of_thread_ = nullptr;
        const std::lock_guard lock{threads().mutex};
        std::erase(threads().all, &places_);
    }

    /// Whether a place's member is one of `what`; the mutex is held.
    static bool any(std::atomic<const void*> Place::*member, const void* what) noexcept {
        const auto holds = [&](const Place& place) { return (place.*member).load(std::memory_order_acquire) == what; };
        return std::ranges::any_of(threads().all,
                                   [&](const auto* each) { return std::ranges::any_of(each->places_, holds); });
    }

private:
    CallsInProgress places_;
};

CallsInProgress* CallsInProgress::enroll() noexcept {
    if (gone || !threads().have_barrier) return nullptr;
    try {
        thread_local Enrolled enrolled;
        return of_thread_;
    } catch (const std::exception&) {  // no memory
        return nullptr;
    }
}

void CallsInProgress::settle() noexcept {
    // A read-modify-write: a thread that enrolls now sees what this one has written, or is seen here.
    if (threads().enrolled.fetch_add(0) != 0) barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
}

bool CallsInProgress::any(const void* what) noexcept {
    if (threads().enrolled == 0) return false;
    const std::lock_guard lock{threads().mutex};
    return Enrolled::any(&Place::object, what) || Enrolled::any(&Place::poa, what);
}

void CallsInProgress::release(std::shared_ptr<const void> memory) noexcept {
    std::vector<std::shared_ptr<const void>> free;  // let go outside of the lock
    auto& all = threads();
    const std::lock_guard lock{all.mutex};
    all.released.push_back(std::move(memory));
    settle();
    const auto unused = std::partition(all.released.begin(), all.released.end(), [](const auto& each) {
        return Enrolled::any(&Place::kept, each.get());
    });
    std::move(unused, all.released.end(), std::back_inserter(free));
    all.released.erase(unused, all.released.end());
}

}  // namespace corbel::adapter
