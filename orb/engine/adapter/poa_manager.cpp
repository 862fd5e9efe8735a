// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/poa_manager.hpp"

#include <algorithm>
#include <iterator>

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

SystemError held_too_long(std::chrono::nanoseconds time) {
    return {Error::transient, minor::request_discarded,
            "the object's POAManager has held the request for " +
                std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) +
                " s and holds requests still: the server is not ready"};
}

void refuse(ServerRequest& request, const SystemError& error) noexcept {
    try {
        request.reply_system_exception(error);
    } catch (...) {  // The client is gone or memory is: nobody is left to be told.
    }
}

}  // namespace

std::deque<PoaManager::Held> PoaManager::change(State to) {
    std::deque<Held> held;
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
    adapter_.set_up();
    for (auto& held : change(State::active))
        adapter_.host()->post(
            [handler = adapter_.shared_from_this(), request = held.request] { handler->handle(*request); });
}

void PoaManager::hold_requests(bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POAManager::hold_requests");
    change(State::holding);
    if (wait) wait_for_completion(State::holding);
}

void PoaManager::discard_requests(bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POAManager::discard_requests");
    for (auto& held : change(State::discarding)) refuse(*held.request, refusal(State::discarding, 0));
    if (wait) wait_for_completion(State::discarding);
}

void PoaManager::deactivate(bool etherealize, bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POAManager::deactivate");
    for (auto& held : change(State::inactive)) refuse(*held.request, refusal(State::inactive, 0));
    if (etherealize)
        for (const auto& poa : poas()) poa->deactivate_all();
    if (wait) wait_for_completion(State::inactive);
}

bool PoaManager::turn_away(ServerRequest& request) {
    const auto limit = adapter_.settings().held_requests;
    const auto time = adapter_.settings().hold_time;
    State state;
    {
        std::unique_lock lock{mutex_};
        state = state_;
        if (state == State::active) return false;
        if (state == State::holding && held_.size() < limit) {
            held_.push_back({request.defer(), deadline_in(time)});
            if (!watching_) watch_held(lock);
            return true;
        }
    }
    refuse(request, refusal(state, limit));
    return true;
}

/// Sees to it that the oldest of those held is refused in time.
void PoaManager::watch_held(std::unique_lock<std::mutex>& lock) {
    watching_ = !held_.empty() && held_.front().until != no_deadline;
    if (!watching_) return;
    const auto left = held_.front().until - Clock::now();
    lock.unlock();
    adapter_.host()->post_later(left, [weak = weak_from_this(), adapter = adapter_.shared_from_this()] {
        if (const auto manager = weak.lock()) manager->refuse_overdue();
    });
}

void PoaManager::refuse_overdue() {
    std::deque<Held> overdue;
    {
        std::unique_lock lock{mutex_};
        for (const auto now = Clock::now(); !held_.empty() && held_.front().until <= now; held_.pop_front())
            overdue.push_back(std::move(held_.front()));
        watch_held(lock);
    }
    for (auto& held : overdue) refuse(*held.request, held_too_long(adapter_.settings().hold_time));
}

std::size_t PoaManager::held() const {
    const std::lock_guard lock{mutex_};
    return held_.size();
}

void PoaManager::wait_for_completion(State state) {
    for (const auto& poa : poas()) poa->wait_until_idle([&] { return state_ != state; });
}

void PoaManager::add(const std::shared_ptr<Poa>& poa) {
    const std::lock_guard lock{mutex_};
    poas_.push_back(poa);
}

void PoaManager::remove(const Poa& poa) {
    std::deque<Held> held;
    {
        const std::lock_guard lock{mutex_};
        std::erase_if(poas_, [&](const auto& each) {
            const auto other = each.lock();
            return !other || other.get() == &poa;
        });
        const auto stays = [&](const Held& each) {
            const auto key = ObjectKey::parse(each.request->object_key());
            return key && as_text(key->adapter) != as_text(poa.id());
        };
        const auto first = std::stable_partition(held_.begin(), held_.end(), stays);
        std::move(first, held_.end(), std::back_inserter(held));
        held_.erase(first, held_.end());
    }
    // What was for `poa` is refused now.
    for (auto& each : held) adapter_.handle(*each.request);
}

std::vector<std::shared_ptr<Poa>> PoaManager::poas() const {
    std::vector<std::shared_ptr<Poa>> all;
    const std::lock_guard lock{mutex_};
    for (const auto& each : poas_)
        if (auto poa = each.lock()) all.push_back(std::move(poa));
    return all;
}

}  // namespace corbel::adapter
