// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cos-naming/naming_store.hpp"

/// What is said to etcd v3 and what it answers, in the JSON of its gateway (/v3/kv/..., keys and values in base64).
namespace corbel::naming::etcd {

/// A condition on a key, or on all keys from it up to `end` if that is set.
struct Compare {
    enum class Kind { exists, absent, revision, value, value_before, value_behind };
    Kind kind = Kind::exists;
    std::string key;
    std::string end = {};        ///< absent only
    std::int64_t revision = 0;   ///< of the last change of the key; 0: there is no such key
    std::string value = {};      ///< in the order of bytes
};

struct Put {
    std::string key;
    std::string value;
    std::int64_t lease = 0;
};

/// Of a key, or of the keys from it up to `end`.
struct Delete {
    std::string key;
    std::string end = {};
};

/// A key, or the keys from it up to `end` in their order.
struct Range {
    std::string key;
    std::string end = {};
    std::int64_t limit = 0;
    std::int64_t revision = 0;  ///< as it was then; 0: as it is
    bool only_keys = false;
    bool only_count = false;
};

struct Operation;

/// `then` is performed if all conditions hold, `otherwise` if not; at once and for all members of etcd.
struct Transaction {
    std::vector<Compare> conditions;
    std::vector<Operation> then;
    std::vector<Operation> otherwise;
};

struct Operation {
    std::variant<Put, Delete, Range, Transaction> is;
};

struct KeyValue {
    std::string key;
    std::string value;
    std::int64_t revision = 0;
};

struct RangeAnswer {
    std::vector<KeyValue> entries;
    std::int64_t count = 0;     ///< of all keys in the range, whatever the limit
    std::int64_t revision = 0;  ///< of the whole store
    bool more = false;
};

struct OperationAnswer;

struct TransactionAnswer {
    bool held = false;  ///< the conditions did
    std::int64_t revision = 0;
    std::vector<OperationAnswer> answers;  ///< one for each operation performed
};

struct OperationAnswer {
    std::variant<std::monostate, RangeAnswer, TransactionAnswer> is;  ///< nothing of interest for Put and Delete
};

struct LeaseAnswer {
    std::int64_t id = 0;
    std::int64_t seconds = 0;  ///< 0: there is no such lease (any more)
};

/// All changes of the keys from `key` up to `end` since a revision.
struct Watch {
    std::string key;
    std::string end;
    std::int64_t from = 0;  ///< the first revision of interest
};

/// A change of a key.
struct Event {
    enum class Kind { created, changed, deleted } kind = Kind::changed;
    KeyValue entry;                ///< without a value if it was deleted
    std::optional<KeyValue> before = {};  ///< none for a new key, and if etcd does not know it any more
};

/// One of the messages that follow a watch: the events of whole revisions, in their order.
struct WatchAnswer {
    std::vector<Event> events;
    std::int64_t revision = 0;   ///< of the store; with no events: all before it have been told
    bool created = false;        ///< the first message
    std::int64_t compacted = 0;  ///< the watch has ended: what is older than this revision is no more known
    std::string ended = {};      ///< the watch has ended: why
};

/// What etcd says when it does not do what it was asked.
struct Refusal {
    std::int64_t code = 0;  ///< of gRPC
    std::string text;

    /// Another member, or the same one later, may do it; this one may still be at it.
    bool may_pass() const;
    /// Who asks has to show (again) who it is.
    bool wants_token() const;
};

/// Text that no etcd answers.
class BadAnswer : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string to_json(const Transaction& transaction);
std::string to_json(const Range& range);
std::string lease_request(std::int64_t seconds);
std::string keep_alive_request(std::int64_t lease);
std::string revoke_request(std::int64_t lease);
std::string to_json(const Watch& watch);
std::string authentication_request(std::string_view user, std::string_view password);

/// All throw BadAnswer.
TransactionAnswer read_transaction(std::string_view json);
RangeAnswer read_range(std::string_view json);
LeaseAnswer read_lease(std::string_view json);
LeaseAnswer read_keep_alive(std::string_view json);
Refusal read_refusal(std::string_view json);
std::string read_token(std::string_view json);
WatchAnswer read_watch(std::string_view json);

}  // namespace corbel::naming::etcd
