// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/invocation/reply.hpp"
#include "orb/mapping/cpp11/dii.hpp"

namespace corbel {

/// Wakes those who wait for one of several answers.
struct Arrivals {
    std::mutex mutex;
    std::condition_variable changed;
};

/// The answer to a deferred request, between the thread that brings it and the one that takes it. Both own it, so
/// either may go first.
class DeferredAnswer {
public:
    explicit DeferredAnswer(std::shared_ptr<Arrivals> arrivals) : arrivals_{std::move(arrivals)} {}

    void bring(Reply reply, const SystemError* error) noexcept;
    bool is_there() const;
    /// Waits. Throws the SystemError that has come instead of an answer. Once.
    Reply take();

private:
    friend class DeferredRequests;

    const std::shared_ptr<Arrivals> arrivals_;  // its mutex guards the rest
    bool there_ = false;
    bool taken_ = false;
    Reply reply_;
    std::optional<SystemError> error_;
};

/// What ORB::send_multiple_requests_deferred has sent and nobody has taken yet. Owns the requests until then.
class DeferredRequests {
public:
    using RequestRef = IDL::traits<CORBA::Request>::ref_type;

    void send(const CORBA::RequestSeq& requests);
    bool poll();
    /// The next whose answer is there, taken; what the answer raises is thrown. BAD_INV_ORDER minor 11 if none is under
    /// way.
    RequestRef next();
    void clear();

private:
    struct Sent {
        RequestRef request;
        std::shared_ptr<DeferredAnswer> answer;
    };

    std::list<Sent>::iterator find_answered();

    const std::shared_ptr<Arrivals> arrivals_ = std::make_shared<Arrivals>();
    std::list<Sent> sent_;  // guarded by arrivals_->mutex
};

}  // namespace corbel
