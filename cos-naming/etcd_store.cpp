// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_store.hpp"

#include <algorithm>
#include <random>

#include "cos-naming/record.hpp"

namespace corbel::naming {
namespace {

using namespace etcd;

constexpr std::string_view format = "1";
constexpr std::size_t most_in_answer = 500;

Compare exists_key(std::string key) { return {Compare::Kind::exists, std::move(key)}; }
Compare is_absent(std::string key) { return {Compare::Kind::absent, std::move(key)}; }

Range count_of(std::string key, std::string end = {}) {
    Range range{std::move(key), std::move(end)};
    range.only_count = true;
    return range;
}

[[noreturn]] void unexpected(const std::string& what) {
    throw StoreError{what + " in etcd is not as cos-naming writes it"};
}

template <class Answer>
const Answer& answer_at(const TransactionAnswer& answer, std::size_t at) {
    if (at >= answer.answers.size() || !std::holds_alternative<Answer>(answer.answers[at].is))
        throw StoreError{"etcd has left out a part of its answer", true};
    return std::get<Answer>(answer.answers[at].is);
}

std::vector<std::int64_t> counts(const TransactionAnswer& answer, std::size_t from, std::size_t how_many) {
    std::vector<std::int64_t> all;
    for (auto at = from; at < from + how_many; ++at) all.push_back(answer_at<RangeAnswer>(answer, at).count);
    return all;
}

}  // namespace

EtcdStore::EtcdStore(Settings settings)
    : settings_{std::move(settings)}, layout_{settings_.url.store}, members_{settings_.url.members, settings_.patience},
      session_{members_, layout_, settings_.report} {
    learn_format();
}

// The first daemon of a store makes the root.
void EtcdStore::learn_format() {
    const Put write_format{layout_.format(), std::string{format}};
    const Put write_root{layout_.context(root), {}};
    bool repeated = false;
    const auto answer = members_.change(
        {{is_absent(layout_.format())}, {{write_format}, {write_root}}, {{Range{layout_.format()}}}}, repeated);
    if (answer.held) return;
    const auto& found = answer_at<RangeAnswer>(answer, 0).entries;
    if (found.empty() || found.front().value != format)
        throw StoreError{layout_.format() + " in etcd is not " + std::string{format} +
                         ": another version of cos-naming keeps its names there. Give this one a store of its own: "
                         "--store etcd:http://host:port/NAME"};
}

// -- Changes

// Each outcome writes the slot: what was sent before and is performed later finds another revision than it expects.
std::vector<Operation> EtcdStore::next_way(const Change& change, std::size_t way, const std::string& slot,
                                           std::int64_t lease, const std::string& number) {
    if (way == change.ways.size()) {
        std::vector<Operation> last{{Put{slot, number + " refused", lease}}};
        for (const auto& question : change.questions) last.push_back({question});
        return last;
    }
    Transaction transaction{change.ways[way].conditions, change.ways[way].edits,
                            next_way(change, way + 1, slot, lease, number)};
    transaction.then.push_back({Put{slot, number + " done", lease}});
    return {{std::move(transaction)}};
}

Transaction EtcdStore::transaction(const Change& change, const Session::Slot& slot, const std::string& daemon) {
    Compare in_turn{Compare::Kind::revision, slot.key};
    in_turn.revision = slot.revision;
    return {{exists_key(daemon), in_turn},
            next_way(change, 0, slot.key, slot.lease, std::to_string(slot.changes)),
            {{count_of(daemon)}, {Range{slot.key}}}};
}

// What came of one request: nothing if it has to be made again.
EtcdStore::Result EtcdStore::perform(const Change& change, Session::Slot& slot) {
    ++slot.changes;
    bool repeated = false;
    auto answer = members_.change(transaction(change, slot, layout_.daemon(slot.lease)), repeated);
    if (answer.held) {
        slot.revision = answer.revision;
        for (std::size_t way = 0; way < change.ways.size(); ++way) {
            const auto inner = answer_at<TransactionAnswer>(answer, 0);
            if (inner.held) return {Result::done, {}};
            answer = inner;
        }
        return {Result::refused, counts(answer, 1, change.questions.size())};
    }
    // An answer was lost, or the lease is over.
    const bool has_lease = answer_at<RangeAnswer>(answer, 0).count > 0;
    const auto& found = answer_at<RangeAnswer>(answer, 1).entries;
    const auto number = std::to_string(slot.changes);
    if (!found.empty()) {
        slot.revision = found.front().revision;
        if (found.front().value == number + " done") return {Result::done, {}};
        if (found.front().value == number + " refused") return {Result::again, {}};
    }
    if (repeated) throw StoreError{"etcd has lost sight of this daemon; the change may have been made", true};
    if (has_lease) unexpected(slot.key);
    session_.begin_again(slot);
    slot = session_.take();
    return {Result::again, {}};
}

std::optional<EtcdStore::Refused> EtcdStore::perform(const Change& change) {
    auto slot = session_.take();
    while (true) {
        auto result = perform(change, slot);
        if (result.what == Result::again) continue;
        session_.give_back(std::move(slot));
        if (result.what == Result::done) return std::nullopt;
        return std::move(result.counts);
    }
}

ContextId EtcdStore::new_id() {
    std::random_device device;
    const auto number = static_cast<std::uint64_t>(device()) << 32 | device();
    return context_id(static_cast<std::int64_t>(number >> 1 | 1));
}

std::optional<ContextId> EtcdStore::create_context() {
    while (true) {
        auto id = new_id();
        const auto key = layout_.context(id);
        if (!perform({{{{is_absent(key)}, {{Put{key, {}}}}}}})) return id;
    }
}

Outcome EtcdStore::bind_new_context(const ContextId& context, const Component& name, ContextId& created) {
    if (!context_number(context)) return Outcome::no_context;
    while (true) {
        auto id = new_id();
        const auto key = layout_.context(id), parent = layout_.context(context),
                   binding = layout_.binding(context, name);
        const Put put{binding, value_of({BindingType::context, id, {}})};
        const Way way{{exists_key(parent), is_absent(binding), is_absent(key)}, {{put}, {Put{key, {}}}}};
        const auto refused = perform({{way}, {count_of(parent), count_of(binding)}});
        if (!refused) {
            created = std::move(id);
            return Outcome::done;
        }
        if (refused->at(0) == 0) return Outcome::no_context;
        if (refused->at(1) != 0) return Outcome::already_bound;
    }
}

Outcome EtcdStore::destroy_context(const ContextId& context) {
    if (!context_number(context)) return Outcome::no_context;
    if (context == root) return Outcome::not_empty;
    const auto key = layout_.context(context), first = layout_.bindings(context);
    // Asked first, for the condition below makes etcd read all bindings of a context that is not empty.
    Range any{first, end_of(first)};
    any.limit = 1;
    any.only_keys = true;
    if (!members_.read(any).entries.empty()) return Outcome::not_empty;
    auto empty = is_absent(first);
    empty.end = end_of(first);
    const auto refused = perform({{{{exists_key(key), empty}, {{Delete{key}}}}}, {count_of(key)}});
    if (!refused) return Outcome::done;
    return refused->at(0) == 0 ? Outcome::no_context : Outcome::not_empty;
}

Outcome EtcdStore::put(const ContextId& context, const Component& name, const Bound& bound, bool replace) {
    if (!context_number(context)) return Outcome::no_context;
    if (bound.lease) throw StoreError{"a store in etcd takes no leases of names"};
    if (bound.reference.size() > settings_.longest_reference) return Outcome::full;
    const auto parent = layout_.context(context), binding = layout_.binding(context, name);
    const std::vector<Operation> edits{{Put{binding, value_of(bound)}}};
    Change change{{{{exists_key(parent), is_absent(binding)}, edits}}, {count_of(parent), count_of(binding)}};
    if (replace) {
        Compare same_type{bound.type == BindingType::object ? Compare::Kind::value_behind : Compare::Kind::value_before,
                          binding};
        same_type.value = object_values;
        change.ways.push_back({{exists_key(parent), same_type}, edits});
    }
    const auto refused = perform(change);
    if (!refused) return Outcome::done;
    if (refused->at(0) == 0) return Outcome::no_context;
    return replace ? Outcome::other_type : Outcome::already_bound;
}

Outcome EtcdStore::bind(const ContextId& context, const Component& name, const Bound& bound) {
    return put(context, name, bound, false);
}

Outcome EtcdStore::rebind(const ContextId& context, const Component& name, const Bound& bound) {
    return put(context, name, bound, true);
}

Outcome EtcdStore::unbind(const ContextId& context, const Component& name) {
    if (!context_number(context)) return Outcome::no_context;
    const auto parent = layout_.context(context), binding = layout_.binding(context, name);
    const auto refused = perform({{{{exists_key(binding)}, {{Delete{binding}}}}}, {count_of(parent)}});
    if (!refused) return Outcome::done;
    return refused->at(0) == 0 ? Outcome::no_context : Outcome::not_bound;
}

// -- Questions

bool EtcdStore::exists(const ContextId& context) {
    return context_number(context) && members_.read(count_of(layout_.context(context))).count > 0;
}

Outcome EtcdStore::find(const ContextId& context, const Component& name, Bound& bound) {
    if (!context_number(context)) return Outcome::no_context;
    const auto binding = layout_.binding(context, name);
    const auto answer = members_.read(Transaction{{}, {{count_of(layout_.context(context))}, {Range{binding}}}, {}});
    if (answer_at<RangeAnswer>(answer, 0).count == 0) return Outcome::no_context;
    const auto& found = answer_at<RangeAnswer>(answer, 1).entries;
    if (found.empty()) return Outcome::not_bound;
    auto read = bound_in(found.front().value);
    if (!read) unexpected(binding);
    bound = std::move(*read);
    return Outcome::done;
}

// Several requests for many names, all of the revision that the first one saw.
std::vector<Binding> EtcdStore::list(const ContextId& context, const std::optional<Component>& after,
                                     std::size_t limit) {
    std::vector<Binding> some;
    if (!context_number(context)) return some;
    const auto prefix = layout_.bindings(context);
    Range range{prefix, end_of(prefix)};
    if (after) range.key = layout_.binding(context, *after) + '\0';
    while (some.size() < limit) {
        range.limit = static_cast<std::int64_t>(std::min(limit - some.size(), most_in_answer));
        const auto answer = members_.read(range);
        for (const auto& entry : answer.entries) {
            auto name = name_in(entry.key, prefix);
            const auto bound = bound_in(entry.value);
            if (!name || !bound) unexpected(entry.key);
            some.push_back({std::move(*name), bound->type});
        }
        if (!answer.more || answer.entries.empty()) break;
        range.key = answer.entries.back().key + '\0';
        range.revision = answer.revision;
    }
    return some;
}

StoreSize EtcdStore::size() {
    const auto contexts = layout_.contexts(), bindings = layout_.all_bindings();
    const auto answer = members_.read(
        Transaction{{}, {{count_of(contexts, end_of(contexts))}, {count_of(bindings, end_of(bindings))}}, {}});
    return {static_cast<std::size_t>(answer_at<RangeAnswer>(answer, 0).count),
            static_cast<std::size_t>(answer_at<RangeAnswer>(answer, 1).count)};
}

}  // namespace corbel::naming
