// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_leases.hpp"

#include <algorithm>
#include <set>

namespace corbel::naming::etcd {

using namespace std::chrono_literals;

// -- ContactClock

namespace {
constexpr auto longest_silence = 2s;  // between two signs of life; the rest of a longer one does not count
}

ContactClock::Milliseconds ContactClock::steady() {
    return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

ContactClock::Milliseconds ContactClock::now_locked() const {
    return then_ + std::min<Milliseconds>(steady() - contact_, longest_silence);
}

ContactClock::Milliseconds ContactClock::now() {
    const std::lock_guard lock{mutex_};
    return now_locked();
}

void ContactClock::touch() {
    const std::lock_guard lock{mutex_};
    then_ = now_locked();
    contact_ = steady();
}

// -- SeenLeases

Lease SeenLeases::see(const Place& place, std::int64_t revision, const Lease& lease, Milliseconds now) {
    const std::lock_guard lock{mutex_};
    auto& seen = seen_.try_emplace(place, Seen{0, {}}).first->second;
    if (revision > seen.revision) {
        seen = {revision, lease};
        seen.lease.end = now + lease.term;
    }
    return seen.lease;
}

void SeenLeases::wrote(const Place& place, std::int64_t revision, const Lease& lease) {
    const std::lock_guard lock{mutex_};
    auto& seen = seen_.try_emplace(place, Seen{0, {}}).first->second;
    if (revision >= seen.revision) seen = {revision, lease};
}

void SeenLeases::miss(const Place& place, std::int64_t revision) {
    const std::lock_guard lock{mutex_};
    const auto found = seen_.find(place);
    if (found != seen_.end() && found->second.revision <= revision) seen_.erase(found);
}

void SeenLeases::keep_only(const std::vector<Place>& places, std::int64_t revision) {
    const std::set<Place> kept{places.begin(), places.end()};
    const std::lock_guard lock{mutex_};
    std::erase_if(seen_, [&](const auto& each) {
        return each.second.revision <= revision && !kept.contains(each.first);
    });
}

std::int64_t SeenLeases::revision_of(const Place& place, const Lease& lease) const {
    const std::lock_guard lock{mutex_};
    const auto found = seen_.find(place);
    return found != seen_.end() && found->second.lease == lease ? found->second.revision : 0;
}

std::vector<Place> SeenLeases::all() const {
    const std::lock_guard lock{mutex_};
    std::vector<Place> all;
    for (const auto& [place, seen] : seen_) all.push_back(place);
    return all;
}

std::vector<Place> SeenLeases::ended(Milliseconds now) const {
    const std::lock_guard lock{mutex_};
    std::vector<Place> ended;
    for (const auto& [place, seen] : seen_)
        if (seen.lease.term.count() > 0 && seen.lease.end <= now) ended.push_back(place);
    return ended;
}

}  // namespace corbel::naming::etcd
