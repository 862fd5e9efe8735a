// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cos-naming/etcd_feed.hpp"
#include "cos-naming/etcd_layout.hpp"
#include "cos-naming/etcd_leases.hpp"
#include "cos-naming/etcd_members.hpp"
#include "cos-naming/etcd_session.hpp"

namespace corbel::naming {

/// Keeps names in etcd, for any number of daemons at the same time. Each operation is one transaction of etcd: what one
/// daemon acknowledged all others see, and of two that bind a name one succeeds. Nothing is kept here but when each
/// lease was last renewed. An operation goes on with another member when one does not answer; a change is made once,
/// however often it had to be sent. Observers are told of the changes of all daemons, in the order of etcd.
///
/// StoreUnreachable when no majority of etcd answers in time, StoreError that may_be_done() when a change may have been
/// made before the answer was lost.
class EtcdStore final : public NamingStore {
public:
    struct Settings {
        etcd::Url url;
        etcd::Patience patience = {};
        std::size_t longest_reference = 65536;  ///< a longer one is refused (full)
        std::function<void(const std::string&)> report = {};  ///< told what an operator should know; from any thread
    };

    /// StoreError that says what was tried if etcd cannot be reached, or if the store there has a layout of its own.
    explicit EtcdStore(Settings settings);

    bool exists(const ContextId& context) override;
    std::optional<ContextId> create_context() override;
    Outcome bind_new_context(const ContextId& context, const Component& name, ContextId& created) override;
    Outcome destroy_context(const ContextId& context) override;
    Outcome bind(const ContextId& context, const Component& name, const Bound& bound) override;
    Outcome rebind(const ContextId& context, const Component& name, const Bound& bound) override;
    Outcome unbind(const ContextId& context, const Component& name) override;
    Outcome find(const ContextId& context, const Component& name, Bound& bound) override;
    std::vector<Binding> list(const ContextId& context, const std::optional<Component>& after,
                              std::size_t limit) override;
    Outcome replace(const ContextId& context, const Component& name, const Bound& expected,
                    const std::optional<Bound>& with) override;
    std::vector<Leased> leases() override;
    std::vector<Leased> ended_leases() override;
    bool all_miss(const Leased& binding, bool missed) override;
    std::chrono::milliseconds now() override { return clock_.now(); }
    bool observe(Observer observer) override;
    std::uint64_t moment() override;
    StoreSize size() override;
    void announce(const std::vector<std::string>& addresses, SeeDaemons see) override {
        session_.announce(addresses, std::move(see));
    }

private:
    /// What is done if certain conditions hold.
    struct Way {
        std::vector<etcd::Compare> conditions;
        std::vector<etcd::Operation> edits;
    };
    /// The ways a change can go, the first one that is possible; and what tells why none is.
    struct Change {
        std::vector<Way> ways;
        std::vector<etcd::Range> questions = {};
    };
    using Refused = std::vector<std::int64_t>;  ///< the counts that answer the questions
    struct Result {
        enum What { done, refused, again } what;
        Refused counts = {};
        std::int64_t revision = 0;  ///< of the change that is done
    };

    static std::vector<etcd::Operation> next_way(const Change& change, std::size_t way, const std::string& slot,
                                                 std::int64_t lease, const std::string& number);
    static etcd::Transaction transaction(const Change& change, const etcd::Session::Slot& slot,
                                         const std::string& daemon);
    Result perform(const Change& change, etcd::Session::Slot& slot);
    Result perform(const Change& change);
    void learn_format();
    static ContextId new_id();
    Outcome put(const ContextId& context, const Component& name, const Bound& bound, bool replace);
    std::vector<etcd::Operation> edits(const ContextId& context, const Component& name, const Bound& bound) const;
    std::vector<etcd::Operation> all_gone(const ContextId& context, const Component& name) const;
    void note(const ContextId& context, const Component& name, const std::optional<Lease>& lease,
              std::int64_t revision);

    std::vector<Leased> read_leased(const std::vector<etcd::Place>& places);
    std::int64_t read_leases(bool again);
    void tell(const std::vector<etcd::Event>& events);
    void tell_of_binding(const etcd::Place& place, const etcd::Event& event);
    void see_lease(const etcd::Place& place, const etcd::Event& event);

    const Settings settings_;
    const etcd::Layout layout_;
    etcd::Members members_;
    etcd::Session session_;
    etcd::ContactClock clock_;
    etcd::SeenLeases seen_;
    std::mutex observer_mutex_;  // while it is called
    Observer observer_;
    etcd::Feed feed_;
};

}  // namespace corbel::naming
