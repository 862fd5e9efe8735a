// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
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
    std::optional<TlsFiles> tls = {};  ///< for https
    std::string user = {};             ///< of etcd; empty: it asks for none
    std::string password = {};
};

/// "etcd:http://127.0.0.1:2379,http://other:2379", with "/NAME" behind the last one for a store that is not `default`.
/// All are http or all https; "https://USER:PASSWORD@host:port" for all if it stands at one of them. Throws
/// std::invalid_argument with a text that shows what is wrong, and no password.
Url parse_url(std::string_view text);

/// The same to be shown: without a password.
std::string without_password(std::string_view url);

/// How long the members are asked. When one has not answered for `attempt`, which doubles twice while all are asked
/// again and again, the next one is asked as well.
struct Patience {
    std::chrono::milliseconds attempt{400};
    std::chrono::milliseconds authentication{2000};  ///< etcd takes its time to look at a password
    std::chrono::milliseconds all{5000};
};

/// Asks the member that answered last, and if it does not answer in time the next one as well, until one does. From any
/// thread. All throw StoreUnreachable if none answers, and StoreError if etcd refuses; a change of which it is not
/// known whether it was made is a StoreError that may_be_done().
class Members {
    struct Member;
    struct Question;
    struct Attempt;

public:
    /// What one member tells of a watch. For one thread, but interrupt().
    class Stream {
    public:
        Stream(Members& members, Member& member, const Watch& watch);

        /// Nothing if nothing comes in time. StoreUnreachable once the stream has ended, but for what was compacted.
        std::optional<WatchAnswer> next(Deadline deadline);
        /// StoreUnreachable if the member does not answer any more, or has lost the others: the stream would be silent.
        void check();
        /// Has next() end soon, by another thread.
        void interrupt() noexcept { connection_->interrupt(); }

    private:
        Members& members_;
        Member& member_;
        const std::string key_;
        std::unique_ptr<HttpConnection> connection_;
        std::string waiting_;  // the beginning of an answer
    };

    /// std::runtime_error for files of TLS that cannot be used.
    Members(const Url& url, Patience patience);
    ~Members();

    /// A transaction that changes something may be performed several times, by several members. It must make sure that
    /// only one of them counts. `repeated`: whether it may have been performed before the answer.
    TransactionAnswer change(const Transaction& transaction, bool& repeated);
    TransactionAnswer read(const Transaction& transaction);
    RangeAnswer read(const Range& range);

    /// Of the first member that answers.
    std::unique_ptr<Stream> watch(const Watch& watch);

    LeaseAnswer grant_lease(std::int64_t seconds);
    LeaseAnswer keep_alive(std::int64_t lease);
    void revoke_lease(std::int64_t lease, Deadline deadline);

private:
    void ask(Question& question, Deadline deadline);
    bool ask_too(Question& question, Member& member, Deadline until);
    bool wait_for_answer(Question& question, Deadline until);
    bool is_answered(Question& question, Attempt& attempt);
    bool take(Question& question, Attempt& attempt, const HttpAnswer& answer);
    std::string shown(const Member& member) const;
    std::unique_ptr<HttpConnection> connect(const Member& member, Deadline deadline);
    std::unique_ptr<HttpConnection> connection_to(Member& member, Deadline deadline);
    void keep(Member& member, std::unique_ptr<HttpConnection> connection);
    void authenticate(Member& member, Deadline deadline);
    std::string token();
    std::vector<Member*> in_order();
    void note(Member& member, bool answers);
    std::unique_ptr<HttpConnection> idle_connection(Member& member);

    const Patience patience_;
    const std::string user_, password_;
    std::unique_ptr<TlsClient> tls_;
    std::vector<std::unique_ptr<Member>> members_;
    std::mutex mutex_;
    std::size_t preferred_ = 0;  // under mutex_
    std::string token_;          // under mutex_
};

}  // namespace corbel::naming::etcd
