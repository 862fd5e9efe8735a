// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/leases.hpp"

#include <algorithm>
#include <random>

namespace corbel::naming {
namespace {

// How often to look for leases that nobody has told of: those of earlier starts, and of other daemons of the store.
constexpr std::chrono::milliseconds look{1000};

std::uint64_t new_number() {
    std::random_device device;
    while (true)
        if (const auto number = std::uint64_t{device()} << 32 | device()) return number;
}

}  // namespace

Lease new_lease(NamingStore& store, std::chrono::milliseconds term, bool ends_with_server) {
    return {new_number(), term, store.now() + term, ends_with_server};
}

Leases::Leases(NamingStore& store) : store_{store}, next_end_{store.now()}, thread_{[this] { end_in_time(); }} {}

Leases::~Leases() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Leases::given(const Lease& lease) {
    if (lease.term.count() == 0) return;
    const std::lock_guard lock{mutex_};
    if (lease.end >= next_end_) return;
    next_end_ = lease.end;
    changed_.notify_one();
}

void Leases::end_in_time() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        const auto now = store_.now();
        if (now < next_end_) {
            changed_.wait_for(lock, next_end_ - now);
            continue;
        }
        next_end_ = now + look;
        lock.unlock();
        remove_ended();
        lock.lock();
    }
}

void Leases::remove_ended() {
    try {
        for (const auto& leased : store_.ended_leases())
            store_.replace(leased.context, leased.name, leased.bound, std::nullopt);  // unless it was renewed meanwhile
    } catch (const StoreError&) {  // which the store has reported: the next look tries anew
    }
}

}  // namespace corbel::naming
