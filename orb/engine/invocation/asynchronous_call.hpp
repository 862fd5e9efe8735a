// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "orb/engine/invocation/course.hpp"

namespace corbel {

/// A call whose caller does not wait. Keeps its arguments as they were first encoded, so that a forward or retry can
/// send them again without the caller; that needs the same encoding and alignment there, which is the rule between two
/// servers of one kind. Lives until its `done` has run.
class AsynchronousCall : public std::enable_shared_from_this<AsynchronousCall> {
public:
    AsynchronousCall(Invoker& invoker, const Reference& target, std::string_view operation, Channel::Done done);

    /// Sends it; `arguments` is used before this returns.
    void begin(Encoder arguments);

    // What is to be sent again is the Resender's. It calls one of the last three, each of them at most once.

    /// Later calls have greater ones.
    std::uint64_t number() const noexcept { return number_; }
    Deadline deadline() const noexcept { return course_.deadline(); }
    bool is_watched() const noexcept { return hook_ != nullptr; }
    /// Equal for those that one connection serves.
    std::string place() const { return course_.place(); }
    /// Opens a connection if it needs one; why there is none.
    std::optional<SystemError> find_way();
    void resend();
    /// Another one to the same place has found no connection.
    void no_way(const SystemError& error);
    void give_up(const SystemError& error) { finish({}, &error); }

private:
    class Watch;

    bool attempt(Encoder arguments);
    bool send(Encoder arguments);
    bool send_watched(Encoder arguments);
    void answered(Reply reply, const SystemError* error);
    void again();
    template <class Action>
    void guarded(Action action);
    void keep(cdr::Writer& out, Encoder arguments);
    void put_kept(cdr::Writer& out) const;
    void finish(Reply reply, const SystemError* error);

    const std::uint64_t number_;
    const Reference target_;
    const std::string operation_;
    CallHook* const hook_;  // the invoker's, or null
    Course course_;
    Channel::Done done_;
    std::chrono::milliseconds pause_{0};  ///< before it is sent again
    Octets arguments_;
    cdr::Encoding encoding_;
    std::size_t start_ = 0;  ///< of the arguments in the message they were encoded for
};

}  // namespace corbel
