// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cos-naming/context_tree.hpp"
#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// A change as one who watches a context sees it.
struct WatchedChange {
    Change::Kind kind;
    Name name;  ///< from the watched context on
    Bound bound;
};

/// Those who want to be told of changes. Each has a queue; a few threads send. One that cannot be told is dropped, one
/// that takes too long loses the oldest of its changes and can see that from their numbers. Usable from many threads.
class Watches {
public:
    struct Settings {
        std::size_t most = 256;             ///< watches
        std::size_t most_of_client = 32;    ///< watches of one client
        std::size_t queue = 10'000;         ///< changes that wait for one watch
        std::size_t batch = 500;            ///< changes sent at once
        std::size_t contexts = 200'000;     ///< contexts below all deep watches; beyond, these are dropped
        unsigned senders = 4;
        std::chrono::milliseconds quiet{30'000};  ///< then an empty list shows whether the watcher is still there
    };

    /// Tells one watcher; throws if that fails.
    using Send = std::function<void(std::uint64_t first, const std::vector<WatchedChange>& changes)>;

    Watches(NamingStore& store, Settings settings);
    ~Watches();  ///< ends all watches, and waits for calls of Send that run

    /// A change of the store. Quick, and without use of the store.
    void note(const Change& change);

    /// Gives the id of a new watch; nothing if there are too many. `deep`: of the contexts below as well.
    std::optional<std::string> open(const ContextId& context, bool deep, const std::string& client, Send send);

    /// The number of the last change of a watch, nothing if it has ended.
    std::optional<std::uint64_t> last_change(const std::string& id);

    /// False if there is no such watch.
    bool close(const std::string& id);

    std::size_t count();

private:
    using Clock = std::chrono::steady_clock;

    struct Watch {
        std::string id;
        std::string client;
        ContextId context;
        bool deep = false;
        std::uint64_t since = 0;   // changes up to this ticket came before it
        std::uint64_t moment = 0;  // and those up to this moment, if they have one
        Send send;
        std::deque<WatchedChange> waiting;
        std::uint64_t last = 0;   // of the number of the newest in `waiting`, or the last one that was there
        bool sending = false;
        Clock::time_point told{};
    };
    using WatchPtr = std::shared_ptr<Watch>;

    struct Noted {
        std::uint64_t ticket;
        Change change;
    };

    void start_threads();
    void spread();
    void spread(const Noted& noted);
    void catch_up_after_loss();
    void rest_if_nobody_watches();
    void put(Watch& watch, WatchedChange change);
    void drop_deep_watches();
    void send();
    WatchPtr next_to_send(std::unique_lock<std::mutex>& lock);
    void remove(const WatchPtr& watch);

    NamingStore& store_;
    const Settings settings_;

    // What note() leaves for the spreading thread.
    std::mutex noted_mutex_;
    std::condition_variable noted_more_;
    std::deque<Noted> noted_;
    std::uint64_t ticket_ = 0;
    bool lost_ = false;
    bool wanted_ = false;  // somebody watches
    bool stopping_ = false;

    std::mutex mutex_;  // of what follows; may be held when noted_mutex_ is taken, not the other way round
    std::condition_variable to_send_;
    std::uint64_t last_id_ = 0;
    std::list<WatchPtr> watches_;  // the one that was told longest ago first
    ContextTree tree_;             // below the deep watches
    bool ending_ = false;

    std::vector<std::thread> threads_;
};

}  // namespace corbel::naming
