// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/liveness.hpp"

#include <algorithm>
#include <atomic>
#include <set>

namespace corbel::naming {
namespace {

constexpr std::size_t names_at_once = 1000;

/// Adds the objects bound in a context, at most up to `most`, and gives `enter` the contexts of this store in it.
template <class Enter>
void add_objects(NamingStore& store, const ContextId& context, std::size_t most, std::vector<Leased>& all,
                 Enter enter) {
    std::optional<Component> after;
    while (all.size() < most) {
        const auto bindings = store.list(context, after, names_at_once);
        for (const auto& binding : bindings) {
            Bound bound;
            if (store.find(context, binding.name, bound) != Outcome::done) continue;
            if (!bound.context.empty()) enter(bound.context);
            else if (bound.type == BindingType::object) all.push_back({context, binding.name, std::move(bound)});
        }
        if (bindings.size() < names_at_once) return;
        after = bindings.back().name;
    }
}

std::vector<Leased> all_objects(NamingStore& store, std::size_t most) {
    std::vector<Leased> all;
    std::vector<ContextId> to_visit{NamingStore::root};
    std::set<ContextId> met{NamingStore::root};
    while (!to_visit.empty() && all.size() < most) {
        const auto context = std::move(to_visit.back());
        to_visit.pop_back();
        add_objects(store, context, most, all, [&](const ContextId& child) {
            if (met.insert(child).second) to_visit.push_back(child);
        });
    }
    return all;
}

bool ends_with_server(const Bound& bound) { return bound.lease && bound.lease->ends_with_server; }

}  // namespace

Liveness::Liveness(NamingStore& store, Ask ask, Settings settings)
    : store_{store}, ask_{std::move(ask)}, settings_{settings}, thread_{[this] { go_round(); }} {}

Liveness::~Liveness() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

std::optional<Liveness::Mark> Liveness::mark(const ContextId& context, const Component& name, const Bound& bound) {
    const std::lock_guard lock{mutex_};
    for (const auto* marks : {&round_, &found_}) {
        const auto at = marks->find({context, name});
        if (at != marks->end() && at->second.reference == bound.reference) return at->second.mark;
    }
    return std::nullopt;
}

void Liveness::go_round() {
    std::unique_lock lock{mutex_};
    while (!stop_.wait_for(lock, settings_.interval, [this] { return stopping_; })) {
        lock.unlock();
        try {
            ask_all(to_be_asked());
        } catch (const StoreError&) {  // which the store has reported
        }
        lock.lock();
        found_ = std::exchange(round_, {});
    }
}

std::vector<Leased> Liveness::to_be_asked() {
    if (settings_.everything) return all_objects(store_, settings_.most);
    auto all = store_.leases();
    std::erase_if(all, [](const Leased& each) {
        return !ends_with_server(each.bound) || each.bound.reference.empty();
    });
    if (all.size() > settings_.most) all.resize(settings_.most);
    return all;
}

void Liveness::ask_all(const std::vector<Leased>& all) {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (auto at = next++; at < all.size(); at = next++) {
            {
                const std::lock_guard lock{mutex_};
                if (stopping_) return;
            }
            ask(all[at]);
        }
    };
    std::vector<std::thread> threads;
    const auto helpers = std::min<std::size_t>(settings_.jobs, all.size());
    for (std::size_t i = 1; i < helpers; ++i) threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
}

void Liveness::ask(const Leased& binding) {
    Found now{binding.bound.reference, {ask_(binding.bound.reference), Clock::now(), 0}};
    bool was_missed = false;
    {
        const std::lock_guard lock{mutex_};
        const auto before = found_.find({binding.context, binding.name});
        const bool is_same = before != found_.end() && before->second.reference == now.reference;
        was_missed = is_same && before->second.mark.unanswered >= settings_.patience;
        if (now.mark.state == State::unreachable)
            now.mark.unanswered = 1 + (is_same ? before->second.mark.unanswered : 0);
        round_[{binding.context, binding.name}] = now;
    }
    if (!ends_with_server(binding.bound)) return;
    const bool is_missed = now.mark.unanswered >= settings_.patience;
    try {
        bool gone = now.mark.state == State::dead;
        if (is_missed || was_missed) gone = store_.all_miss(binding, is_missed) || gone;
        if (!gone) return;
        store_.replace(binding.context, binding.name, binding.bound, std::nullopt);  // unless it is bound anew by now
    } catch (const StoreError&) {  // which the store has reported: the next round tries anew
    }
}

}  // namespace corbel::naming
