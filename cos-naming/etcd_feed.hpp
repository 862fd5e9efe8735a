// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cos-naming/etcd_members.hpp"

namespace corbel::naming::etcd {

/// Tells of all changes of a range of keys, in their order and without a gap: one member's stream, and the next one's
/// from there on when that is silent or has lost the others.
class Feed {
public:
    struct Range {
        std::string key;
        std::string end;
    };

    /// Called by one thread at a time. All may throw StoreError: then the feed goes on from where it was.
    struct Listener {
        /// By the constructor; and `again` when what was missed is no more known, because etcd has compacted it. Reads
        /// what is there, and gives the revision it has read.
        std::function<std::int64_t(bool again)> begin;
        std::function<void(const std::vector<Event>& events)> changed;
        /// About every second while all that etcd has to tell is told.
        std::function<void()> in_touch;
    };

    /// StoreError of `begin`.
    Feed(Members& members, Range range, Listener listener, std::function<void(const std::string&)> report);
    ~Feed();  ///< waits for calls of the listener

private:
    void run();
    void follow();
    void take(const WatchAnswer& answer);
    std::shared_ptr<Members::Stream> open();

    Members& members_;
    const Range range_;
    const Listener listener_;
    const std::function<void(const std::string&)> report_;

    std::int64_t told_ = 0;  // up to this revision; 0: it has to begin again

    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::shared_ptr<Members::Stream> stream_;
    std::thread thread_;
};

}  // namespace corbel::naming::etcd
