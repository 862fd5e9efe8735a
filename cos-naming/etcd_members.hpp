// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cos-naming/etcd_messages.hpp"
#include "cos-naming/http_client.hpp"

namespace corbel::naming::etcd {

/// Where names are kept: the members of etcd, and which of the stores there.
struct Url {
    std::vector<HostPort> members;
    std::string store = "default";
};

/// "etcd:http://127.0.0.1:2379,http://other:2379", with "/NAME" behind the last one for a store that is not `default`.
/// Throws std::invalid_argument with a text that shows what is wrong.
Url parse_url(std::string_view text);

/// How long the members are asked. One that does not answer is given up after `attempt`, which doubles each time that
/// all have been asked.
struct Patience {
    std::chrono::milliseconds attempt{400};
    std::chrono::milliseconds all{5000};
};

/// Asks the member that answered last, and if it does not answer in time the next one, until one does. From any
/// thread. All throw StoreUnreachable if none answers, and StoreError if etcd refuses; a change of which it is not
/// known whether it was made is a StoreError that may_be_done().
class Members {
public:
    Members(std::vector<HostPort> members, Patience patience);
    ~Members();

    /// A transaction that changes something may be performed several times, by several members. It must make sure that
    /// only one of them counts. `repeated`: whether it may have been performed before the answer.
    TransactionAnswer change(const Transaction& transaction, bool& repeated);
    TransactionAnswer read(const Transaction& transaction);
    RangeAnswer read(const Range& range);

    LeaseAnswer grant_lease(std::int64_t seconds);
    LeaseAnswer keep_alive(std::int64_t lease);
    void revoke_lease(std::int64_t lease, Deadline deadline);

private:
    struct Member;
    struct Question;

    void ask(Question& question, Deadline deadline);
    bool ask_member(Question& question, Member& member, Deadline deadline);
    HttpAnswer post(const Question& question, Member& member, Deadline deadline, bool& sent);
    std::vector<Member*> in_order();
    void note(Member& member, bool answers);
    std::unique_ptr<HttpConnection> idle_connection(Member& member);

    const Patience patience_;
    std::vector<std::unique_ptr<Member>> members_;
    std::mutex mutex_;
    std::size_t preferred_ = 0;  // under mutex_
};

}  // namespace corbel::naming::etcd
