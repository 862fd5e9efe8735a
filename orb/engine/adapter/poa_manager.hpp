// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/invocation/server_request.hpp"

namespace corbel::adapter {

class ObjectAdapter;
class Poa;

/// The tap of the requests of one or more POAs (CORBA 2.6, 11.3.2).
class PoaManager : public std::enable_shared_from_this<PoaManager> {
public:
    enum class State : std::uint32_t { holding, active, discarding, inactive };

    explicit PoaManager(ObjectAdapter& adapter) : adapter_{adapter} {}

    State state() const noexcept { return state_.load(); }

    /// Lets requests through, those held first. AdapterError AdapterInactive once inactive.
    void activate();

    /// New requests wait, at most ObjectAdapter::Settings::held_requests of them and each for hold_time; further ones
    /// and those whose time is over get TRANSIENT. With `wait`, returns when no request runs in the manager's POAs, or
    /// when the state was changed meanwhile: BAD_INV_ORDER from an upcall of the same ORB, whose end it would wait for.
    void hold_requests(bool wait);

    /// New requests and those held get TRANSIENT. `wait` as above.
    void discard_requests(bool wait);

    /// For good: new requests and those held get OBJ_ADAPTER. With `etherealize`, the servant activators of the POAs
    /// are told of each active object once no request runs. `wait` as above, and for those calls.
    void deactivate(bool etherealize, bool wait);

    /// For Poa: whether a request may proceed at once.
    bool lets_through() const noexcept { return state_.load() == State::active; }

    /// For Poa: answers, or takes for later, a request that may not. False if it may now after all.
    bool turn_away(ServerRequest& request);

    /// How many requests wait at the moment.
    std::size_t held() const;

    void add(const std::shared_ptr<Poa>& poa);
    void remove(const Poa& poa);
    std::vector<std::shared_ptr<Poa>> poas() const;

private:
    struct Held {
        std::shared_ptr<ServerRequest> request;
        Deadline until;
    };

    std::deque<Held> change(State to);
    void watch_held(std::unique_lock<std::mutex>& lock);
    void refuse_overdue();
    void wait_for_completion(State state);

    ObjectAdapter& adapter_;
    std::atomic<State> state_{State::holding};
    mutable std::mutex mutex_;
    std::deque<Held> held_;
    bool watching_ = false;  // refuse_overdue() is going to run
    std::vector<std::weak_ptr<Poa>> poas_;
};

}  // namespace corbel::adapter
