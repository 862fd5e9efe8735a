// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/watches.hpp"

#include <algorithm>

namespace corbel::naming {
namespace {
constexpr std::size_t most_noted = 100'000;  // changes that wait to be spread
}

Watches::Watches(NamingStore& store, Settings settings)
    : store_{store}, settings_{settings}, tree_{settings.contexts} {}

// With the lock. A service that nobody watches needs none.
void Watches::start_threads() {
    if (!threads_.empty()) return;
    threads_.emplace_back([this] { spread(); });
    for (unsigned i = 0; i < settings_.senders; ++i) threads_.emplace_back([this] { send(); });
}

Watches::~Watches() {
    {
        const std::scoped_lock lock{mutex_, noted_mutex_};
        stopping_ = ending_ = true;
    }
    noted_more_.notify_all();
    to_send_.notify_all();
    for (auto& thread : threads_) thread.join();
}

// -- Who watches

std::optional<std::string> Watches::open(const ContextId& context, bool deep, const std::string& client, Send send) {
    auto watch = std::make_shared<Watch>();
    watch->moment = store_.moment();
    const std::lock_guard lock{mutex_};
    std::size_t of_client = 0;
    for (const auto& each : watches_) of_client += each->client == client;
    if (watches_.size() >= settings_.most || of_client >= settings_.most_of_client) return std::nullopt;
    {
        const std::lock_guard noted_lock{noted_mutex_};
        wanted_ = true;
        watch->since = ticket_;
    }
    try {
        if (deep && !tree_.grow(store_, context)) {
            drop_deep_watches();
            rest_if_nobody_watches();
            return std::nullopt;
        }
    } catch (const StoreError&) {
        rest_if_nobody_watches();
        throw;
    }
    watch->id = std::to_string(++last_id_);
    watch->client = client;
    watch->context = context;
    watch->deep = deep;
    watch->send = std::move(send);
    watch->told = Clock::now();
    watches_.push_back(watch);
    start_threads();
    to_send_.notify_one();  // whose thread knows when to see whether the watcher is there
    return watch->id;
}

std::optional<std::uint64_t> Watches::last_change(const std::string& id) {
    const std::lock_guard lock{mutex_};
    for (const auto& watch : watches_)
        if (watch->id == id) return watch->last;
    return std::nullopt;
}

bool Watches::close(const std::string& id) {
    const std::lock_guard lock{mutex_};
    for (const auto& watch : watches_) {
        if (watch->id != id) continue;
        remove(WatchPtr{watch});
        return true;
    }
    return false;
}

std::size_t Watches::count() {
    const std::lock_guard lock{mutex_};
    return watches_.size();
}

// With the lock.
void Watches::remove(const WatchPtr& watch) {
    std::erase(watches_, watch);
    rest_if_nobody_watches();
}

// With the lock.
void Watches::rest_if_nobody_watches() {
    if (!watches_.empty()) return;
    tree_.clear();
    const std::lock_guard lock{noted_mutex_};
    wanted_ = false;
    noted_.clear();
}

void Watches::drop_deep_watches() {
    const auto all = watches_;
    for (const auto& watch : all)
        if (watch->deep) remove(watch);
}

// -- From the store to the watches

void Watches::note(const Change& change) {
    const std::lock_guard lock{noted_mutex_};
    ++ticket_;
    if (!wanted_) return;
    if (noted_.size() >= most_noted) {
        lost_ = true;
        return;
    }
    noted_.push_back({ticket_, change});
    noted_more_.notify_one();
}

void Watches::spread() {
    std::unique_lock noted_lock{noted_mutex_};
    while (true) {
        noted_more_.wait(noted_lock, [this] { return stopping_ || !noted_.empty(); });
        if (stopping_) return;
        std::deque<Noted> some;
        some.swap(noted_);
        const bool lost = std::exchange(lost_, false);
        noted_lock.unlock();
        for (const auto& noted : some) {
            const std::lock_guard lock{mutex_};
            spread(noted);
        }
        if (lost) {
            const std::lock_guard lock{mutex_};
            catch_up_after_loss();
        }
        noted_lock.lock();
    }
}

void Watches::spread(const Noted& noted) {
    const auto& change = noted.change;
    if (change.kind == Change::Kind::missed) return catch_up_after_loss();
    try {
        if (!tree_.apply(store_, change)) return drop_deep_watches();
    } catch (const StoreError&) {
        return drop_deep_watches();
    }
    for (const auto& watch : watches_) {
        if (noted.ticket <= watch->since || (change.moment != 0 && change.moment <= watch->moment)) continue;
        auto name = watch->context == change.context ? std::optional<Name>{Name{}}
                    : watch->deep                    ? tree_.path(watch->context, change.context)
                                                     : std::nullopt;
        if (!name) continue;
        name->push_back(change.name);
        put(*watch, {change.kind, std::move(*name), change.bound});
    }
}

void Watches::put(Watch& watch, WatchedChange change) {
    if (watch.waiting.size() >= settings_.queue) watch.waiting.pop_front();
    watch.waiting.push_back(std::move(change));
    ++watch.last;
    to_send_.notify_one();
}

// Changes nobody has looked at: whom they concern is not known, so each watch has lost one. With the lock.
void Watches::catch_up_after_loss() {
    tree_.clear();
    try {
        for (const auto& watch : watches_) {
            ++watch->last;
            watch->waiting.clear();
            if (watch->deep && !tree_.grow(store_, watch->context)) return drop_deep_watches();
        }
    } catch (const StoreError&) {
        drop_deep_watches();
    }
}

// -- From the watches to those who watch

Watches::WatchPtr Watches::next_to_send(std::unique_lock<std::mutex>& lock) {
    while (!ending_) {
        auto next_look = Clock::time_point::max();
        for (const auto& watch : watches_) {
            if (watch->sending) continue;
            const auto look = watch->told + settings_.quiet;
            if (!watch->waiting.empty() || look <= Clock::now()) return watch;
            next_look = std::min(next_look, look);
        }
        if (next_look == Clock::time_point::max()) {
            to_send_.wait(lock);
        } else {
            to_send_.wait_until(lock, next_look);
        }
    }
    return nullptr;
}

void Watches::send() {
    std::unique_lock lock{mutex_};
    while (const auto watch = next_to_send(lock)) {
        const auto count = std::min(watch->waiting.size(), settings_.batch);
        const auto end = watch->waiting.begin() + static_cast<std::ptrdiff_t>(count);
        const std::vector<WatchedChange> changes{std::make_move_iterator(watch->waiting.begin()),
                                                 std::make_move_iterator(end)};
        const auto first = watch->last - watch->waiting.size() + 1;
        watch->waiting.erase(watch->waiting.begin(), end);
        watch->sending = true;
        lock.unlock();
        bool told = true;
        try {
            watch->send(first, changes);
        } catch (...) {  // gone, too slow, or not willing
            told = false;
        }
        lock.lock();
        watch->sending = false;
        watch->told = Clock::now();
        const auto at = std::find(watches_.begin(), watches_.end(), watch);
        if (at == watches_.end()) continue;
        if (!told) {
            remove(watch);
        } else {
            watches_.splice(watches_.end(), watches_, at);
        }
    }
}

}  // namespace corbel::naming
