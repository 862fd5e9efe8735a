// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>

#include "orb/engine/invocation/course.hpp"

namespace corbel {

/// A call whose caller does not wait. Keeps its arguments as they were first encoded, so that a forward or retry can send
/// them again without the caller; that needs the same encoding and alignment there, which is the rule between two
/// servers of one kind. Lives until its `done` has run.
class AsynchronousCall : public std::enable_shared_from_this<AsynchronousCall> {
public:
    AsynchronousCall(Invoker& invoker, const Reference& target, std::string_view operation, Channel::Done done);

    /// Sends it; `arguments` is used before this returns.
    void begin(Encoder arguments);

private:
    class Watch;

    void attempt(Encoder arguments);
    bool send(Encoder arguments);
    bool send_watched(Encoder arguments);
    void answered(Reply reply, const SystemError* error);
    void again();
    void resend();
    void keep(cdr::Writer& out, Encoder arguments);
    void put_kept(cdr::Writer& out) const;
    void finish(Reply reply, const SystemError* error);

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
