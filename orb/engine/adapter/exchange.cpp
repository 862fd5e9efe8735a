// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/exchange.hpp"

#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/base/waiting.hpp"
#include "orb/engine/giop/system_exception.hpp"

namespace corbel::adapter {
namespace {

constexpr std::size_t kept_exchanges = 8;        // per thread: as deep as colocated calls usually nest
constexpr std::size_t kept_bytes = 256 * 1024;   // of an exchange; larger ones are freed after the call

std::vector<std::shared_ptr<Exchange>>& stock() {
    thread_local std::vector<std::shared_ptr<Exchange>> exchanges;
    return exchanges;
}

}  // namespace

SystemError not_in_time(Completion completed) {
    return {Error::timeout, minor::deadline_passed, completed, "an object of this process has not answered in time"};
}

std::shared_ptr<Exchange> Exchange::take(const cdr::Encoding& encoding) {
    auto& exchanges = stock();
    std::shared_ptr<Exchange> free;
    std::erase_if(exchanges, [](const auto& each) {
        return each->shared_ || (each.use_count() == 1 && each->arguments_.size() + each->results_.size() > kept_bytes);
    });
    for (const auto& each : exchanges)
        if (each.use_count() == 1) {
            free = each;
            break;
        }
    if (!free) {
        free = std::make_shared<Exchange>();
        if (exchanges.size() < kept_exchanges) exchanges.push_back(free);
    }
    free->arguments_.clear(encoding);
    free->results_.clear(encoding);
    free->contexts_.clear();
    free->answered_ = false;
    return free;
}

bool Exchange::answered() const noexcept {
    if (!shared_) return answered_;
    const std::lock_guard lock{mutex_};
    return answered_;
}

void Exchange::share() noexcept {
    if (!shared_) shared_ = true;  // written once, by the caller's thread: others read it already when it comes again
}

void Exchange::answer(giop::ReplyStatus status, std::vector<giop::ServiceContext> contexts) {
    std::unique_lock lock{mutex_, std::defer_lock};
    if (shared_) lock.lock();
    status_ = status;
    contexts_ = std::move(contexts);
    settle(lock);
}

void Exchange::settle(std::unique_lock<std::mutex>& lock) {
    answered_ = true;
    if (!lock.owns_lock()) return;
    changed_.notify_all();
    if (!done_) return;
    const auto done = std::move(done_);
    auto self = std::move(self_);
    done_ = nullptr;
    lock.unlock();
    timers_->cancel(deadline_);
    done(reply(std::move(self), environment_), nullptr);
}

void Exchange::expire() {
    std::unique_lock lock{mutex_};
    if (!done_) return;
    const auto done = std::exchange(done_, nullptr);
    const auto self = std::move(self_);
    lock.unlock();
    const auto error = not_in_time(Completion::maybe);
    done({}, &error);
}

void Exchange::wait(Deadline deadline) {
    const Waiting waiting;
    std::unique_lock lock{mutex_};
    const auto answered = [&] { return answered_; };
    if (deadline == no_deadline) return changed_.wait(lock, answered);
    if (!changed_.wait_until(lock, deadline, answered)) throw not_in_time(Completion::maybe);
}

void Exchange::when_done(Channel::Done done, std::shared_ptr<Exchange> self, void* environment, Deadline deadline,
                         const std::shared_ptr<Timers>& timers) {
    {
        const std::lock_guard lock{mutex_};
        if (!answered_) {
            done_ = std::move(done);
            self_ = std::move(self);
            environment_ = environment;
            timers_ = timers;
            return expire_at(deadline);
        }
    }
    done(reply(std::move(self), environment), nullptr);
}

/// With the mutex held. Where there can be no thread for it the answer is waited for as long as it takes: the request
/// may have begun.
void Exchange::expire_at(Deadline deadline) {
    if (deadline == no_deadline) return;
    try {
        deadline_ = timers_->at(deadline, [weak = std::weak_ptr{self_}] {
            if (const auto self = weak.lock()) self->expire();
        });
    } catch (const SystemError& error) {
        log::warn(log::Channel::call, {"an asynchronous call of this process has no deadline: ", error.what()});
    }
}

Reply Exchange::reply(std::shared_ptr<Exchange> self, void* environment) {
    Reply reply{status_, std::move(contexts_), cdr::Reader{results_.contiguous(), results_.encoding()}, nullptr};
    reply.body.environment(environment);
    reply.storage = std::move(self);
    return reply;
}

// -- ColocatedRequest

namespace {

/// One that has left its upcall, and so owns what it was made from.
class DeferredRequest final : public ColocatedRequest {
public:
    explicit DeferredRequest(ColocatedRequest&& request)
        : ColocatedRequest{std::move(request)}, owned_operation_{operation_}, owned_key_{to_octets(object_key_)},
          owned_contexts_{contexts_.begin(), contexts_.end()} {
        operation_ = owned_operation_;
        object_key_ = owned_key_;
        contexts_ = owned_contexts_;
    }

private:
    std::string owned_operation_;
    Octets owned_key_;
    std::vector<giop::ServiceContext> owned_contexts_;
};

}  // namespace

ColocatedRequest::ColocatedRequest(std::shared_ptr<Exchange> exchange, const RequestHead& head, Deadline deadline,
                                   void* environment)
    : operation_{head.operation},
      object_key_{head.profile->object_key},
      contexts_{head.service_contexts},
      exchange_{std::move(exchange)},
      arguments_{exchange_->arguments().contiguous(), exchange_->arguments().encoding()},
      deadline_{deadline},
      response_expected_{head.response_expected} {
    arguments_.environment(environment);
}

ColocatedRequest::~ColocatedRequest() {
    if (!answered())
        reply_system_exception(
            {Error::no_response, 0, Completion::maybe, "the servant has given the request up unanswered"});
}

void ColocatedRequest::answer(giop::ReplyStatus status, Encoder body) {
    if (answered()) return;
    auto& out = exchange_->results();
    out.clear();
    try {
        if (response_expected_) body(out);
    } catch (SystemError& error) {
        error.completed(Completion::yes);
        return reply_system_exception(error);
    } catch (const std::exception& error) {
        return reply_system_exception({Error::unknown, minor::servant_threw, Completion::yes, error.what()});
    }
    exchange_->answer(status, std::move(reply_contexts_));
}

void ColocatedRequest::reply(Encoder results) { answer(giop::ReplyStatus::no_exception, results); }

void ColocatedRequest::reply_user_exception(std::string_view repository_id, Encoder members) {
    answer(giop::ReplyStatus::user_exception, [&](cdr::Writer& out) {
        out.identifier(repository_id);
        members(out);
    });
}

void ColocatedRequest::reply_system_exception(const SystemError& error) {
    if (answered()) return;
    auto& out = exchange_->results();
    out.clear();
    giop::write_system_exception(out, error);
    auto contexts = std::move(reply_contexts_);
    if (!error.text().empty()) contexts.push_back(giop::exception_detail(error.text()));
    exchange_->answer(giop::ReplyStatus::system_exception, std::move(contexts));
}

void ColocatedRequest::reply_forward(const giop::Ior& target, bool permanent) {
    answer(permanent ? giop::ReplyStatus::location_forward_perm : giop::ReplyStatus::location_forward,
           [&](cdr::Writer& out) { target.write(out); });
}

std::shared_ptr<ServerRequest> ColocatedRequest::defer() {
    exchange_->share();
    return std::make_shared<DeferredRequest>(std::move(*this));
}

}  // namespace corbel::adapter
