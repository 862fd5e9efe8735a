// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_store.hpp"

#include <algorithm>
#include <random>
#include <set>

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
    : settings_{std::move(settings)}, layout_{settings_.url.store}, members_{settings_.url, settings_.patience},
      session_{members_, layout_, settings_.report},
      feed_{members_,
            {layout_.first(), layout_.end()},
            {[this](bool again) { return read_leases(again); }, [this](const auto& events) { tell(events); },
             [this] { clock_.touch(); }},
            settings_.report} {
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
            if (inner.held) return {Result::done, {}, slot.revision};
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
        if (found.front().value == number + " done") return {Result::done, {}, slot.revision};
        if (found.front().value == number + " refused") return {Result::again};
    }
    if (repeated) throw StoreError{"etcd has lost sight of this daemon; the change may have been made", true};
    if (has_lease) unexpected(slot.key);
    session_.begin_again(slot);
    slot = session_.take();
    return {Result::again};
}

EtcdStore::Result EtcdStore::perform(const Change& change) {
    auto slot = session_.take();
    while (true) {
        auto result = perform(change, slot);
        if (result.what == Result::again) continue;
        session_.give_back(std::move(slot));
        return result;
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
        if (perform({{{{is_absent(key)}, {{Put{key, {}}}}}}}).what == Result::done) return id;
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
        const auto result = perform({{way}, {count_of(parent), count_of(binding)}});
        if (result.what == Result::done) {
            created = std::move(id);
            return Outcome::done;
        }
        if (result.counts.at(0) == 0) return Outcome::no_context;
        if (result.counts.at(1) != 0) return Outcome::already_bound;
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
    const auto result = perform({{{{exists_key(key), empty}, {{Delete{key}}}}}, {count_of(key)}});
    if (result.what == Result::done) return Outcome::done;
    return result.counts.at(0) == 0 ? Outcome::no_context : Outcome::not_empty;
}

// That the name is bound to this, and on this lease or on none.
std::vector<Operation> EtcdStore::edits(const ContextId& context, const Component& name, const Bound& bound) const {
    std::vector<Operation> edits{{Put{layout_.binding(context, name), value_of(bound)}}};
    const auto lease = layout_.lease(context, name);
    if (bound.lease) {
        edits.push_back({Put{lease, value_of(*bound.lease)}});
    } else {
        edits.push_back({Delete{lease}});
    }
    return edits;
}

std::vector<Operation> EtcdStore::all_gone(const ContextId& context, const Component& name) const {
    const auto missed = layout_.missed(context, name);
    return {{Delete{layout_.binding(context, name)}},
            {Delete{layout_.lease(context, name)}},
            {Delete{missed, end_of(missed)}}};
}

// What has been done, for the clock of leases.
void EtcdStore::note(const ContextId& context, const Component& name, const std::optional<Lease>& lease,
                     std::int64_t revision) {
    if (lease) {
        seen_.wrote({context, name}, revision, *lease);
    } else {
        seen_.miss({context, name}, revision);
    }
}

Outcome EtcdStore::put(const ContextId& context, const Component& name, const Bound& bound, bool replace) {
    if (!context_number(context)) return Outcome::no_context;
    if (bound.reference.size() > settings_.longest_reference) return Outcome::full;
    const auto parent = layout_.context(context), binding = layout_.binding(context, name);
    const auto edited = edits(context, name, bound);
    Change change{{{{exists_key(parent), is_absent(binding)}, edited}}, {count_of(parent), count_of(binding)}};
    if (replace) {
        Compare same_type{bound.type == BindingType::object ? Compare::Kind::value_behind : Compare::Kind::value_before,
                          binding};
        same_type.value = object_values;
        change.ways.push_back({{exists_key(parent), same_type}, edited});
    }
    const auto result = perform(change);
    if (result.what == Result::done) {
        note(context, name, bound.lease, result.revision);
        return Outcome::done;
    }
    if (result.counts.at(0) == 0) return Outcome::no_context;
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
    const auto result = perform({{{{exists_key(binding)}, all_gone(context, name)}}, {count_of(parent)}});
    if (result.what == Result::done) {
        note(context, name, std::nullopt, result.revision);
        return Outcome::done;
    }
    return result.counts.at(0) == 0 ? Outcome::no_context : Outcome::not_bound;
}

// New terms alone leave the binding's key as it is: nobody is told of a change.
Outcome EtcdStore::replace(const ContextId& context, const Component& name, const Bound& expected,
                           const std::optional<Bound>& with) {
    if (!context_number(context)) return Outcome::no_context;
    if (with && with->reference.size() > settings_.longest_reference) return Outcome::full;
    Compare same_bound{Compare::Kind::value, layout_.binding(context, name)};
    same_bound.value = value_of(expected);
    Compare same_lease{Compare::Kind::revision, layout_.lease(context, name)};
    if (expected.lease) same_lease.revision = seen_.revision_of({context, name}, *expected.lease);
    if (expected.lease && same_lease.revision == 0) return exists(context) ? Outcome::not_bound : Outcome::no_context;
    auto edited = with ? edits(context, name, *with) : all_gone(context, name);
    if (with && value_of(*with) == same_bound.value) edited.erase(edited.begin());
    const auto result = perform({{{{same_bound, same_lease}, edited}}, {count_of(layout_.context(context))}});
    if (result.what == Result::done) {
        note(context, name, with ? with->lease : std::nullopt, result.revision);
        return Outcome::done;
    }
    return result.counts.at(0) == 0 ? Outcome::no_context : Outcome::not_bound;
}

// -- Questions

bool EtcdStore::exists(const ContextId& context) {
    return context_number(context) && members_.read(count_of(layout_.context(context))).count > 0;
}

Outcome EtcdStore::find(const ContextId& context, const Component& name, Bound& bound) {
    if (!context_number(context)) return Outcome::no_context;
    const auto binding = layout_.binding(context, name);
    const auto answer = members_.read(Transaction{
        {}, {{count_of(layout_.context(context))}, {Range{binding}}, {Range{layout_.lease(context, name)}}}, {}});
    if (answer_at<RangeAnswer>(answer, 0).count == 0) return Outcome::no_context;
    const auto& found = answer_at<RangeAnswer>(answer, 1).entries;
    if (found.empty()) return Outcome::not_bound;
    auto read = bound_in(found.front().value);
    if (!read) unexpected(binding);
    bound = std::move(*read);
    if (const auto& leases = answer_at<RangeAnswer>(answer, 2).entries; !leases.empty()) {
        const auto lease = lease_in(leases.front().value);
        if (!lease) unexpected(leases.front().key);
        bound.lease = seen_.see({context, name}, leases.front().revision, *lease, now());
    }
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

std::uint64_t EtcdStore::moment() {
    return static_cast<std::uint64_t>(members_.read(count_of(layout_.format())).revision);
}

// -- Leases

std::vector<Leased> EtcdStore::leases() { return read_leased(seen_.all()); }

std::vector<Leased> EtcdStore::ended_leases() {
    auto ended = read_leased(seen_.ended(now()));
    std::erase_if(ended, [now = now()](const Leased& each) { return each.bound.lease->end > now; });
    return ended;
}

// Those of the places that have leases, as etcd has them.
std::vector<Leased> EtcdStore::read_leased(const std::vector<Place>& places) {
    constexpr std::size_t at_once = 50;  // etcd takes 128 operations in a transaction
    std::vector<Leased> all;
    for (std::size_t begin = 0; begin < places.size(); begin += at_once) {
        const auto end = std::min(begin + at_once, places.size());
        Transaction read;
        for (auto at = begin; at < end; ++at) {
            read.then.push_back({Range{layout_.binding(places[at].first, places[at].second)}});
            read.then.push_back({Range{layout_.lease(places[at].first, places[at].second)}});
        }
        const auto answer = members_.read(read);
        for (auto at = begin; at < end; ++at) {
            const auto& bindings = answer_at<RangeAnswer>(answer, 2 * (at - begin)).entries;
            const auto& leases = answer_at<RangeAnswer>(answer, 2 * (at - begin) + 1).entries;
            auto bound = bindings.empty() ? std::nullopt : bound_in(bindings.front().value);
            const auto lease = leases.empty() ? std::nullopt : lease_in(leases.front().value);
            if (!bound || !lease) {
                seen_.miss(places[at], answer.revision);
                continue;
            }
            bound->lease = seen_.see(places[at], leases.front().revision, *lease, now());
            all.push_back({places[at].first, places[at].second, std::move(*bound)});
        }
    }
    return all;
}

// Each daemon says it of the lease as it stands: when it is renewed all have to say it anew.
bool EtcdStore::all_miss(const Leased& binding, bool missed) {
    Compare same_lease{Compare::Kind::revision, layout_.lease(binding.context, binding.name)};
    same_lease.revision = seen_.revision_of({binding.context, binding.name}, *binding.bound.lease);
    if (same_lease.revision == 0) return false;
    const auto all = layout_.missed(binding.context, binding.name);
    const auto since = std::to_string(same_lease.revision);
    const auto lease = session_.lease();
    const auto own = all + std::to_string(lease);
    const Operation edit = missed ? Operation{Put{own, since, lease}} : Operation{Delete{own}};
    const auto noted = perform({{{{exists_key(layout_.daemon(lease)), same_lease}, {edit}}}});
    if (noted.what != Result::done || !missed) return false;
    const auto answer = members_.read(
        Transaction{{}, {{Range{all, end_of(all)}}, {Range{layout_.daemons(), end_of(layout_.daemons())}}}, {}});
    std::set<std::string> missing;
    for (const auto& entry : answer_at<RangeAnswer>(answer, 0).entries)
        if (entry.value == since) missing.insert(entry.key.substr(all.size()));
    const auto& daemons = answer_at<RangeAnswer>(answer, 1).entries;
    return std::all_of(daemons.begin(), daemons.end(), [&](const auto& daemon) {
        return missing.contains(daemon.key.substr(layout_.daemons().size()));
    });
}

// -- What etcd tells

// All leases; `again`: what was told before has a gap.
std::int64_t EtcdStore::read_leases(bool again) {
    const auto prefix = layout_.leases();
    Range range{prefix, end_of(prefix)};
    range.limit = static_cast<std::int64_t>(most_in_answer);
    std::vector<Place> places;
    while (true) {
        const auto answer = members_.read(range);
        if (range.revision == 0) range.revision = answer.revision;
        for (const auto& entry : answer.entries) {
            const auto place = Layout::place_in(entry.key, prefix);
            const auto lease = lease_in(entry.value);
            if (!place || !lease) unexpected(entry.key);
            seen_.see(*place, entry.revision, *lease, now());
            places.push_back(*place);
        }
        if (!answer.more || answer.entries.empty()) break;
        range.key = answer.entries.back().key + '\0';
    }
    seen_.keep_only(places, range.revision);
    clock_.touch();
    if (again) {
        const std::lock_guard lock{observer_mutex_};
        if (observer_) observer_({.kind = naming::Change::Kind::missed});
    }
    return range.revision;
}

void EtcdStore::tell(const std::vector<Event>& events) {
    clock_.touch();
    for (const auto& event : events) {
        if (const auto place = Layout::place_in(event.entry.key, layout_.all_bindings())) {
            tell_of_binding(*place, event);
        } else if (const auto leased = Layout::place_in(event.entry.key, layout_.leases())) {
            see_lease(*leased, event);
        }
    }
}

void EtcdStore::tell_of_binding(const Place& place, const Event& event) {
    using Kind = naming::Change::Kind;
    const bool deleted = event.kind == Event::Kind::deleted;
    naming::Change change{deleted                                 ? Kind::unbound
                          : event.kind == Event::Kind::created ? Kind::bound
                                                                  : Kind::rebound,
                          place.first, place.second};
    change.moment = static_cast<std::uint64_t>(event.entry.revision);
    const auto bound = !deleted       ? bound_in(event.entry.value)
                       : event.before ? bound_in(event.before->value)
                                      : std::nullopt;
    if (bound) {
        change.bound = *bound;
    } else {
        change = {.kind = Kind::missed, .moment = change.moment};
    }
    const std::lock_guard lock{observer_mutex_};
    if (observer_) observer_(change);
}

void EtcdStore::see_lease(const Place& place, const Event& event) {
    if (event.kind == Event::Kind::deleted) return seen_.miss(place, event.entry.revision);
    if (const auto lease = lease_in(event.entry.value)) seen_.see(place, event.entry.revision, *lease, now());
}

bool EtcdStore::observe(Observer observer) {
    const std::lock_guard lock{observer_mutex_};
    observer_ = std::move(observer);
    return true;
}

StoreSize EtcdStore::size() {
    const auto contexts = layout_.contexts(), bindings = layout_.all_bindings();
    const auto answer = members_.read(
        Transaction{{}, {{count_of(contexts, end_of(contexts))}, {count_of(bindings, end_of(bindings))}}, {}});
    return {static_cast<std::size_t>(answer_at<RangeAnswer>(answer, 0).count),
            static_cast<std::size_t>(answer_at<RangeAnswer>(answer, 1).count)};
}

}  // namespace corbel::naming
