// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cos-naming/etcd_layout.hpp"
#include "cos-naming/etcd_members.hpp"

namespace corbel::naming::etcd {

/// A daemon as etcd knows it: a lease that it keeps alive, under which its addresses stand and its slots. A slot is a
/// key that each change writes, and whose revision each change expects: of a change that was sent more than once, to
/// one member and to the next, only one can count, however late the others are performed.
class Session {
public:
    using Report = std::function<void(const std::string&)>;
    using SeeDaemons = NamingStore::SeeDaemons;

    struct Slot {
        std::int64_t lease = 0;
        std::string key;
        std::int64_t revision = 0;  ///< of the last change; 0 before the first one
        std::uint64_t changes = 0;  ///< the number of the last change
    };

    /// Throws StoreError, as all do.
    Session(Members& members, Layout layout, Report report);
    /// Tells the others that this daemon is gone, if that is quick.
    ~Session();

    /// A slot for one change. One that is not given back is not used again.
    Slot take();
    void give_back(Slot slot);
    /// The lease of this slot is over: begins a new session, unless that has been done.
    void begin_again(const Slot& slot);

    /// The number of the lease, of which all keys of this daemon are.
    std::int64_t lease();

    /// See NamingStore.
    void announce(const std::vector<std::string>& addresses, SeeDaemons see);

private:
    void begin();
    void keep_alive();
    void look_after();
    void show_addresses();
    void look_for_daemons();
    void note(const std::string& trouble);

    Members& members_;
    const Layout layout_;
    const Report report_;

    std::mutex renewal_mutex_;  // each before mutex_
    std::mutex telling_mutex_;  // while see_ is called

    std::mutex mutex_;
    std::int64_t lease_ = 0;
    std::uint64_t slots_ = 0;
    std::vector<Slot> free_;
    std::string addresses_;
    SeeDaemons see_;
    std::vector<std::string> seen_;
    bool stopping_ = false;
    std::condition_variable stop_;

    std::string trouble_;  // of the thread
    std::thread thread_;
};

}  // namespace corbel::naming::etcd
