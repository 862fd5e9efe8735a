// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "cos-naming/etcd_layout.hpp"

namespace corbel::naming::etcd {

/// A clock that stands while etcd is out of reach: nobody could renew a lease then. From any thread.
class ContactClock {
public:
    using Milliseconds = std::chrono::milliseconds;

    Milliseconds now();
    /// etcd answers.
    void touch();

private:
    static Milliseconds steady();
    Milliseconds now_locked() const;

    std::mutex mutex_;
    Milliseconds contact_ = steady();  // the last one
    Milliseconds then_{0};             // this clock at the time
};

/// The leases of a store in etcd as one daemon has seen them. The clocks of daemons have nothing to do with one
/// another: each lets a lease end when its term has gone by, on its own clock, since it saw the last change of the
/// lease's key. That is never too early, and who ends it makes sure that the key has not changed. From any thread.
class SeenLeases {
public:
    using Milliseconds = std::chrono::milliseconds;

    /// That the key of the lease at `place` has this value since `revision`. Gives the lease with its end.
    Lease see(const Place& place, std::int64_t revision, const Lease& lease, Milliseconds now);
    /// The same of what this daemon has written itself; the lease has its end.
    void wrote(const Place& place, std::int64_t revision, const Lease& lease);
    /// That there was none at `revision`.
    void miss(const Place& place, std::int64_t revision);
    /// That there were no others at `revision`.
    void keep_only(const std::vector<Place>& places, std::int64_t revision);

    /// Since when this very lease stands there; 0 if another one does, or none.
    std::int64_t revision_of(const Place& place, const Lease& lease) const;
    std::vector<Place> all() const;
    std::vector<Place> ended(Milliseconds now) const;

private:
    struct Seen {
        std::int64_t revision;
        Lease lease;
    };

    mutable std::mutex mutex_;
    std::map<Place, Seen> seen_;
};

}  // namespace corbel::naming::etcd
