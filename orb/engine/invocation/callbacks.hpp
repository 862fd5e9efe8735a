// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "orb/engine/invocation/invoker.hpp"

namespace corbel {

/// The calls of an ORB whose caller is told of the answer (CORBA 3.0, clause 22: the callback model). Each is told
/// once: the answer, or what has kept it from coming, be that the end of the ORB.
class Callbacks : public std::enable_shared_from_this<Callbacks> {
public:
    using Work = std::function<void()>;
    /// Runs work soon, not on the caller's stack; may throw NO_RESOURCES, and may drop what the ORB ends before.
    using Executor = std::function<void(Work)>;
    /// The answer or the error; what it throws is lost.
    using Told = Channel::Done;

    explicit Callbacks(Executor execute) : execute_{std::move(execute)} {}

    /// Sends the request as Invoker::call_async does; `told` runs where the executor says, once. If the arguments
    /// cannot be encoded, for a nil target and after end() this throws, and `told` does not run.
    void call(Invoker& invoker, const Reference& target, std::string_view operation, Encoder arguments, Told told);

    /// BAD_INV_ORDER for new calls; those under way have failed and are told so by finish().
    void end();

    /// end(), and returns when all have been told, some of them on this thread. Not from within `told`.
    void finish();

    /// Calls that have not been told.
    std::size_t outstanding() const;

private:
    struct Call;
    using Calls = std::list<std::shared_ptr<Call>>;

    void enroll(const std::shared_ptr<Call>& call);
    bool withdraw(Call& call);
    void answered(Call& call, Reply reply, const SystemError* error);
    void tell_later(std::unique_lock<std::mutex>& lock);
    bool tell_next(bool at_the_end);

    const Executor execute_;
    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable told_;
    Calls under_way_;
    Calls answered_;
    unsigned telling_ = 0;
    bool ended_ = false;
};

}  // namespace corbel
