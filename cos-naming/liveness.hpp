// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// Asks objects from time to time whether they are there, keeps what it finds, and removes the bindings whose lease
/// ends with their server: at once when the server says that the object does not exist, after several rounds without an
/// answer when it says nothing, to no daemon of the store.
class Liveness {
public:
    enum class State { alive, dead, unreachable };
    using Clock = std::chrono::steady_clock;

    struct Settings {
        std::chrono::milliseconds interval{10'000};
        bool everything = false;       ///< asks all objects, not only those whose lease ends with their server
        unsigned jobs = 8;             ///< objects asked at the same time
        unsigned patience = 3;         ///< rounds without an answer after which a server counts as dead
        std::size_t most = 100'000;    ///< objects asked in a round
    };

    struct Mark {
        State state = State::alive;
        Clock::time_point asked{};
        unsigned unanswered = 0;  ///< rounds in a row
    };

    /// Asks the object of a reference; throws nothing, and returns within seconds.
    using Ask = std::function<State(const std::string& reference)>;

    Liveness(NamingStore& store, Ask ask, Settings settings);
    ~Liveness();  ///< waits for calls of Ask that run

    /// What was found of a binding, unless it is bound to something else by now.
    std::optional<Mark> mark(const ContextId& context, const Component& name, const Bound& bound);

private:
    using Place = std::pair<ContextId, Component>;
    struct Found {
        std::string reference;
        Mark mark;
    };

    void go_round();
    std::vector<Leased> to_be_asked();
    void ask_all(const std::vector<Leased>& all);
    void ask(const Leased& binding);

    NamingStore& store_;
    const Ask ask_;
    const Settings settings_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::map<Place, Found> found_;  // in the last round
    std::map<Place, Found> round_;  // in the round that goes on
    std::thread thread_;
};

}  // namespace corbel::naming
