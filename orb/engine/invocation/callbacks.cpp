// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/callbacks.hpp"

#include <exception>
#include <optional>

#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel {

struct Callbacks::Call {
    Told told;
    bool under_way = true;
    Calls::iterator place;  ///< in under_way_
    Reply reply;
    std::optional<SystemError> error;
    std::optional<std::pair<Reference, std::string>> watched;  ///< target and operation, if there is a hook

    void tell() noexcept {
        try {
            if (watched) show();
            told(std::move(reply), error ? &*error : nullptr);
        } catch (const std::exception& fault) {
            log::warn(log::Channel::call,
                      {"nobody could be told of the answer to an asynchronous call: ", fault.what()});
        } catch (...) {
        }
    }

    /// To the hook, which may make an error of it.
    void show() {
        const auto& [target, operation] = *watched;
        try {
            reply = target.invoker().take_answer(target, operation, CallHook::Taking::callback, [&] {
                if (error) throw SystemError{*error};
                return std::move(reply);
            });
        } catch (const SystemError& fault) {
            error = fault;
        } catch (const Forwarded&) {
            error.emplace(Error::transient, minor::not_supported, Completion::maybe,
                          "an interceptor sends elsewhere what has been answered already; call it again");
        } catch (const std::exception& fault) {
            error.emplace(Error::unknown, 0, Completion::maybe, fault.what());
        }
    }
};

void Callbacks::call(Invoker& invoker, const Reference& target, std::string_view operation, Encoder arguments,
                     Told told) {
    const auto call = std::make_shared<Call>();
    call->told = std::move(told);
    if (invoker.is_hooked()) call->watched.emplace(target, operation);
    enroll(call);
    std::exception_ptr refused;
    const auto encode = [&](cdr::Writer& out) {
        try {
            arguments(out);
        } catch (...) {
            if (withdraw(*call)) refused = std::current_exception();
            throw;
        }
    };
    try {
        invoker.call_async(target, operation, encode,
                           [self = shared_from_this(), call](Reply reply, const SystemError* error) {
                               self->answered(*call, std::move(reply), error);
                           });
    } catch (...) {
        if (!refused && withdraw(*call)) refused = std::current_exception();
    }
    if (refused) std::rethrow_exception(refused);
}

void Callbacks::enroll(const std::shared_ptr<Call>& call) {
    const std::lock_guard lock{mutex_};
    if (ended_)
        throw SystemError{Error::bad_inv_order, minor::orb_has_shut_down,
                          "the ORB of this reference has been shut down"};
    call->place = under_way_.insert(under_way_.end(), call);
}

/// False if its caller is told.
bool Callbacks::withdraw(Call& call) {
    const std::lock_guard lock{mutex_};
    if (!std::exchange(call.under_way, false)) return false;
    under_way_.erase(call.place);
    return true;
}

void Callbacks::answered(Call& call, Reply reply, const SystemError* error) {
    std::unique_lock lock{mutex_};
    if (!std::exchange(call.under_way, false)) return;  // the ORB has ended, or the arguments could not be encoded
    call.reply = std::move(reply);
    if (error) call.error = *error;
    answered_.splice(answered_.end(), under_way_, call.place);
    if (!ended_) tell_later(lock);
}

/// With the mutex, so that the executor is not used after end().
void Callbacks::tell_later(std::unique_lock<std::mutex>& lock) {
    try {
        execute_([self = shared_from_this()] { self->tell_next(false); });
    } catch (const SystemError&) {  // no thread can be had
        lock.unlock();
        tell_next(false);
    }
}

/// False if there was none.
bool Callbacks::tell_next(bool at_the_end) {
    Calls next;
    {
        const std::lock_guard lock{mutex_};
        if (answered_.empty() || ended_ != at_the_end) return false;
        next.splice(next.begin(), answered_, answered_.begin());
        ++telling_;
    }
    next.front()->tell();
    next.clear();
    const std::lock_guard lock{mutex_};
    --telling_;
    told_.notify_all();
    return true;
}

void Callbacks::end() {
    const std::lock_guard lock{mutex_};
    ended_ = true;
    for (const auto& call : under_way_) {
        call->under_way = false;
        call->error.emplace(Error::comm_failure, minor::orb_has_shut_down, Completion::maybe,
                            "the ORB was shut down while the call was under way");
    }
    answered_.splice(answered_.end(), under_way_);
}

void Callbacks::finish() {
    end();
    while (tell_next(true)) {
    }
    std::unique_lock lock{mutex_};
    told_.wait(lock, [&] { return telling_ == 0; });
}

std::size_t Callbacks::outstanding() const {
    const std::lock_guard lock{mutex_};
    return under_way_.size() + answered_.size() + telling_;
}

}  // namespace corbel
