// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "orb/engine/base/timers.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/invocation/channel.hpp"

namespace corbel::adapter {

/// TIMEOUT of a colocated call.
SystemError not_in_time(Completion completed);

/// The two messages of a colocated call, and the meeting point of its caller and its servant where the servant
/// answers later. Its memory goes from call to call of a thread.
class Exchange {
public:
    static std::shared_ptr<Exchange> take(const cdr::Encoding& encoding);

    cdr::Writer& arguments() noexcept { return arguments_; }
    cdr::Writer& results() noexcept { return results_; }

    bool answered() const noexcept;

    /// The answer, once: what results() holds. Runs `done` if there is one.
    void answer(giop::ReplyStatus status, std::vector<giop::ServiceContext> contexts);
    void answer_without_reply();

    /// The request has left the upcall: from now on several threads may be here.
    void share() noexcept;
    bool shared() const noexcept { return shared_; }

    /// Blocks until there is an answer. TIMEOUT at the deadline.
    void wait(Deadline deadline);
    /// `done` gets the reply, at once if it is there, or else TIMEOUT at the deadline; a later answer is dropped.
    void when_done(Channel::Done done, std::shared_ptr<Exchange> self, void* environment, Deadline deadline,
                   const std::shared_ptr<Timers>& timers);

    /// Moves the answer out; `self` keeps its bytes alive.
    Reply reply(std::shared_ptr<Exchange> self, void* environment);

private:
    void settle(std::unique_lock<std::mutex>& lock);
    void expire_at(Deadline deadline);
    void expire();

    cdr::Writer arguments_;
    cdr::Writer results_;
    giop::ReplyStatus status_ = giop::ReplyStatus::no_exception;
    std::vector<giop::ServiceContext> contexts_;
    bool shared_ = false;

    mutable std::mutex mutex_;  // guards what follows, and the answer where shared
    std::condition_variable changed_;
    bool answered_ = false;
    Channel::Done done_;
    std::shared_ptr<Exchange> self_;
    void* environment_ = nullptr;
    std::shared_ptr<Timers> timers_;
    Timers::Timer deadline_;
};

/// A request on its way from a colocated caller to a servant: on the caller's stack until it is deferred.
class ColocatedRequest : public ServerRequest {
public:
    ColocatedRequest(std::shared_ptr<Exchange> exchange, const RequestHead& head, Deadline deadline, void* environment);
    ~ColocatedRequest() override;

    std::string_view operation() const noexcept override { return operation_; }
    ByteView object_key() const noexcept override { return object_key_; }
    Deadline deadline() const noexcept override { return deadline_; }
    bool response_expected() const noexcept override { return response_expected_; }
    std::span<const giop::ServiceContext> service_contexts() const noexcept override { return contexts_; }
    cdr::Reader& arguments() noexcept override { return arguments_; }

    void add_reply_context(giop::ServiceContext context) override { reply_contexts_.push_back(std::move(context)); }
    void reply(Encoder results) override;
    void reply_user_exception(std::string_view repository_id, Encoder members) override;
    void reply_system_exception(const SystemError& error) override;
    void reply_forward(const giop::Ior& target, bool permanent) override;
    bool answered() const noexcept override { return !exchange_ || exchange_->answered(); }
    std::shared_ptr<ServerRequest> defer() override;

protected:
    ColocatedRequest(ColocatedRequest&& other) noexcept = default;

    std::string_view operation_;
    ByteView object_key_;
    std::span<const giop::ServiceContext> contexts_;

private:
    void answer(giop::ReplyStatus status, Encoder body);

    std::shared_ptr<Exchange> exchange_;  // null once deferred
    cdr::Reader arguments_;
    std::vector<giop::ServiceContext> reply_contexts_;
    Deadline deadline_;
    bool response_expected_;
};

}  // namespace corbel::adapter
