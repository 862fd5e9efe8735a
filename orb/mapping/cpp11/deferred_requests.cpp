// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/deferred_requests.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/base/waiting.hpp"

namespace corbel {

void DeferredAnswer::bring(Reply reply, const SystemError* error) noexcept {
    const std::lock_guard lock{arrivals_->mutex};
    reply_ = std::move(reply);
    if (error) error_ = *error;
    there_ = true;
    arrivals_->changed.notify_all();
}

bool DeferredAnswer::is_there() const {
    const std::lock_guard lock{arrivals_->mutex};
    return there_;
}

Reply DeferredAnswer::take() {
    const Waiting waiting;
    std::unique_lock lock{arrivals_->mutex};
    taken_ = true;
    arrivals_->changed.notify_all();
    arrivals_->changed.wait(lock, [this] { return there_; });
    if (error_) throw *error_;
    return std::move(reply_);
}

void DeferredRequests::send(const CORBA::RequestSeq& requests) {
    for (const auto& each : requests) {
        auto answer = std::make_shared<DeferredAnswer>(arrivals_);
        each->send_deferred(answer);
        const std::lock_guard lock{arrivals_->mutex};
        sent_.push_back({each, std::move(answer)});
    }
}

// With the lock. Those that somebody waits for or has taken himself are forgotten.
std::list<DeferredRequests::Sent>::iterator DeferredRequests::find_answered() {
    std::erase_if(sent_, [](const Sent& each) { return each.answer->taken_; });
    return std::find_if(sent_.begin(), sent_.end(), [](const Sent& each) { return each.answer->there_; });
}

bool DeferredRequests::poll() {
    const std::lock_guard lock{arrivals_->mutex};
    return find_answered() != sent_.end();
}

DeferredRequests::RequestRef DeferredRequests::next() {
    RequestRef found;
    {
        const Waiting waiting;
        std::unique_lock lock{arrivals_->mutex};
        auto at = sent_.end();
        arrivals_->changed.wait(lock, [&] { return (at = find_answered()) != sent_.end() || sent_.empty(); });
        if (at == sent_.end())
            throw CORBA::BAD_INV_ORDER{minor::request_not_sent, CORBA::COMPLETED_NO,
                                       "get_next_response: no request is under way that "
                                       "send_multiple_requests_deferred has sent"};
        found = std::move(at->request);
        sent_.erase(at);
    }
    found->get_response();
    return found;
}

void DeferredRequests::clear() {
    std::list<Sent> last;  // let go outside of the lock
    const std::lock_guard lock{arrivals_->mutex};
    last.swap(sent_);
    arrivals_->changed.notify_all();
}

}  // namespace corbel
