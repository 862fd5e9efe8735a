// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/poa_manager.hpp"

#include <algorithm>

#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

SystemError refusal(PoaManager::State state, std::size_t limit) {
    if (state == PoaManager::State::inactive)
        return {Error::obj_adapter, minor::inactive_manager,
                "the object's POAManager is inactive: the server goes down"};
    if (state == PoaManager::State::discarding)
        return {Error::transient, minor::request_discarded, "the object's POAManager discards requests at the moment"};
    return {Error::transient, minor::request_discarded,
            "the object's POAManager holds requests, and " + std::to_string(limit) + " wait already"};
}

void refuse(ServerRequest& request, const SystemError& error) noexcept {
    try {
        request.reply_system_exception(error);
    } catch (...) {  // The client is gone or memory is: nobody is left to be told.
    }
}

}  // namespace

std::deque<std::shared_ptr<ServerRequest>> PoaManager::change(State to) {
    std::deque<std::shared_ptr<ServerRequest>> held;
    {
        const std::lock_guard lock{mutex_};
        if (state_ == State::inactive)
            throw AdapterError{Fault::adapter_inactive, "the POAManager is inactive, which is for good"};
        state_ = to;
        if (to != State::holding) held.swap(held_);
    }
    for (const auto& poa : poas()) poa->wake_waiting();
    return held;
}

void PoaManager::activate() {
    for (auto& request : change(State::active))
        adapter_.host().post([handler = adapter_.shared_from_this(), request] { handler->handle(*request); });
}

void PoaManager::hold_requests(bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POAManager::hold_requests");
    change(State::holding);
    if (wait) wait_for_completion(State::holding);
}

void PoaManager::discard_requests(bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POAManager::discard_requests");
    for (auto& request : change(State::discarding)) refuse(*request, refusal(State::discarding, 0));
    if (wait) wait_for_completion(State::discarding);
}

void PoaManager::deactivate(bool etherealize, bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POAManager::deactivate");
    for (auto& request : change(State::inactive)) refuse(*request, refusal(State::inactive, 0));
    if (etherealize)
        for (const auto& poa : poas()) poa->deactivate_all();
    if (wait) wait_for_completion(State::inactive);
}

bool PoaManager::turn_away(ServerRequest& request) {
    const auto limit = adapter_.settings().held_requests;
    State state;
    {
        const std::lock_guard lock{mutex_};
        state = state_;
        if (state == State::active) return false;
        if (state == State::holding && held_.size() < limit) {
            held_.push_back(request.defer());
            return true;
        }
    }
    refuse(request, refusal(state, limit));
    return true;
}

void PoaManager::wait_for_completion(State state) {
    for (const auto& poa : poas()) poa->wait_until_idle([&] { return state_ != state; });
}

void PoaManager::add(const std::shared_ptr<Poa>& poa) {
    const std::lock_guard lock{mutex_};
    poas_.push_back(poa);
}

void PoaManager::remove(const Poa& poa) {
    std::deque<std::shared_ptr<ServerRequest>> held;
    {
        const std::lock_guard lock{mutex_};
        std::erase_if(poas_, [&](const auto& each) {
            const auto other = each.lock();
            return !other || other.get() == &poa;
        });
        held.swap(held_);
    }
    // Those of the other POAs come back here, those of `poa` are refused.
    for (auto& request : held) adapter_.handle(*request);
}

std::vector<std::shared_ptr<Poa>> PoaManager::poas() const {
    std::vector<std::shared_ptr<Poa>> all;
    const std::lock_guard lock{mutex_};
    for (const auto& each : poas_)
        if (auto poa = each.lock()) all.push_back(std::move(poa));
    return all;
}

}  // namespace corbel::adapter
