// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/asynchronous_call.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/resender.hpp"

namespace corbel {
namespace {

std::atomic<std::uint64_t> last_number{0};

}  // namespace

/// Holds the answer of one attempt back until the hook has heard that it was sent, so that both do not meet.
class AsynchronousCall::Watch {
public:
    explicit Watch(std::shared_ptr<AsynchronousCall> call) : call_{std::move(call)} {}

    void answered(Reply reply, const SystemError* error) {
        {
            const std::lock_guard lock{mutex_};
            if (state_ == State::closed) {
                answer_.emplace(Answer{std::move(reply), error ? std::optional{*error} : std::nullopt});
                return;
            }
            if (state_ == State::given_up) return;
        }
        call_->answered(std::move(reply), error);
    }

    /// From here on answers go through; one that is there already at once.
    void open() {
        std::optional<Answer> early;
        {
            const std::lock_guard lock{mutex_};
            state_ = State::open;
            early.swap(answer_);
        }
        if (early) call_->answered(std::move(early->reply), early->error ? &*early->error : nullptr);
    }

    /// Nobody is interested in the answer.
    void give_up() {
        const std::lock_guard lock{mutex_};
        state_ = State::given_up;
        answer_.reset();
    }

private:
    enum class State : std::uint8_t { closed, open, given_up };
    struct Answer {
        Reply reply;
        std::optional<SystemError> error;
    };

    const std::shared_ptr<AsynchronousCall> call_;
    std::mutex mutex_;
    State state_ = State::closed;
    std::optional<Answer> answer_;
};

AsynchronousCall::AsynchronousCall(Invoker& invoker, const Reference& target, std::string_view operation,
                                   Channel::Done done)
    : number_{++last_number}, target_{target}, operation_{operation}, hook_{invoker.hook_.get()},
      course_{invoker, target}, done_{std::move(done)} {}

void AsynchronousCall::begin(Encoder arguments) {
    const auto encode = [&](cdr::Writer& out) { keep(out, arguments); };
    try {
        while (!attempt(encode)) std::this_thread::sleep_for(std::exchange(pause_, {}));
    } catch (const SystemError& error) {
        finish({}, &error);
    }
}

/// False if it is to be sent again, elsewhere or once more, after pause_.
bool AsynchronousCall::attempt(Encoder arguments) {
    if (!course_.use_known_route()) try {
            course_.look_for_route();
        } catch (const SystemError& error) {
            pause_ = course_.no_route(error);
            return false;
        }
    return send(arguments);
}

/// As attempt(), on the course's route.
bool AsynchronousCall::send(Encoder arguments) {
    if (hook_) return send_watched(arguments);
    // Once it is sent, the course goes on with the answer, elsewhere perhaps.
    const auto route = course_.route_pointer();
    try {
        route->channel->call_async(
            course_.head(operation_), arguments, course_.deadline(),
            [self = shared_from_this()](Reply reply, const SystemError* error) {
                self->answered(std::move(reply), error);
            });
    } catch (const SystemError& error) {  // not sent: `done` has not run and will not
        pause_ = course_.failure(error);
        return false;
    }
    return true;
}

/// For the hook a call whose caller does not wait ends when it is sent.
bool AsynchronousCall::send_watched(Encoder arguments) {
    const auto route = course_.route_pointer();
    CallHook::Attempt attempt{target_, *route, operation_, true, SyncScope::with_target, {}, {}};
    if (forwarded_by_hook(course_, [&] { hook_->starting(attempt); })) return false;
    auto head = course_.head(operation_);
    head.service_contexts = attempt.contexts;
    const auto watch = std::make_shared<Watch>(shared_from_this());
    try {
        route->channel->call_async(head, arguments, course_.deadline(),
                                   [watch](Reply reply, const SystemError* error) {
                                       watch->answered(std::move(reply), error);
                                   });
    } catch (const SystemError& error) {
        const CallHook::Outcome outcome{CallHook::End::system_exception, nullptr, &error};
        if (!forwarded_by_hook(course_, [&] { hook_->ended(attempt, outcome); })) pause_ = course_.failure(error);
        return false;
    }
    try {
        if (forwarded_by_hook(course_, [&] { hook_->ended(attempt, {CallHook::End::sent}); })) {
            watch->give_up();
            return false;
        }
    } catch (...) {
        watch->give_up();
        throw;
    }
    watch->open();
    return true;
}

void AsynchronousCall::answered(Reply reply, const SystemError* error) {
    bool settled = false;
    guarded([&] {
        if (error)
            pause_ = course_.failure(*error);
        else if ((settled = course_.settled(reply, operation_)))
            return;
        again();
    });
    if (settled) finish(std::move(reply), nullptr);
}

/// On the thread that brought the answer, unless there is to be a pause, a connection must be opened first, or there is
/// a hook, which may take its time: other answers would wait for that.
void AsynchronousCall::again() {
    auto& resender = target_.invoker().resender();
    while (!hook_ && pause_.count() == 0 && course_.use_known_route() && !resender.has_line(place()))
        if (send([this](cdr::Writer& out) { put_kept(out); })) return;
    resender.send_again(shared_from_this(), std::exchange(pause_, {}));
}

std::optional<SystemError> AsynchronousCall::find_way() {
    try {
        if (!course_.use_known_route()) course_.look_for_route();
        return {};
    } catch (const SystemError& error) {
        return error;
    } catch (const std::exception& error) {
        return SystemError{Error::no_memory, 0, Completion::no, error.what()};
    }
}

void AsynchronousCall::resend() {
    guarded([this] {
        course_.begins_again();
        if (!attempt([this](cdr::Writer& out) { put_kept(out); })) again();
    });
}

void AsynchronousCall::no_way(const SystemError& error) {
    guarded([&] {
        pause_ = course_.no_route(error);
        again();
    });
}

template <class Action>
void AsynchronousCall::guarded(Action action) {
    try {
        action();
    } catch (const SystemError& error) {
        finish({}, &error);
    } catch (const std::exception& error) {  // of a hook: nobody else is here to hear it
        const SystemError unknown{Error::unknown, 0, Completion::maybe, error.what()};
        finish({}, &unknown);
    }
}

void AsynchronousCall::keep(cdr::Writer& out, Encoder arguments) {
    encoding_ = out.encoding();
    start_ = out.size();
    arguments(out);
    arguments_.clear();
    std::size_t at = 0;
    for (auto chunk : out.chunks()) {
        if (at + chunk.size() > start_) {
            const auto part = chunk.subspan(start_ > at ? start_ - at : 0);
            arguments_.insert(arguments_.end(), part.begin(), part.end());
        }
        at += chunk.size();
    }
}

void AsynchronousCall::put_kept(cdr::Writer& out) const {
    if (arguments_.empty()) return;
    if (out.encoding() != encoding_ || (out.size() & 7) != (start_ & 7))
        throw SystemError{Error::transient, minor::not_supported,
                          "the object was forwarded to a server of another GIOP version or code set; call it again"};
    out.bytes(arguments_);
}

void AsynchronousCall::finish(Reply reply, const SystemError* error) {
    const auto done = std::move(done_);
    done(std::move(reply), error);
}

}  // namespace corbel
