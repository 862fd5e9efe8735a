// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// A lease that begins now.
Lease new_lease(NamingStore& store, std::chrono::milliseconds term, bool ends_with_server);

/// Removes each binding of a store when its lease has come to its end.
class Leases {
public:
    explicit Leases(NamingStore& store);
    ~Leases();

    /// A lease was given or renewed whose term may be shorter than those before.
    void given(const Lease& lease);

private:
    void end_in_time();
    void remove_ended();

    NamingStore& store_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::chrono::milliseconds next_end_;  // that is known of, by store_.now()
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace corbel::naming
