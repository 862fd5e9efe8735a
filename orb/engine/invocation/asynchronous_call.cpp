// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/asynchronous_call.hpp"

#include <system_error>
#include <thread>

#include "orb/engine/base/minor.hpp"

namespace corbel {

AsynchronousCall::AsynchronousCall(Invoker& invoker, const Reference& target, std::string_view operation,
                                   Channel::Done done)
    : target_{target}, operation_{operation}, course_{invoker, target}, done_{std::move(done)} {}

void AsynchronousCall::begin(Encoder arguments) {
    attempt([&](cdr::Writer& out) { keep(out, arguments); });
}

void AsynchronousCall::attempt(Encoder arguments) {
    for (;;) {
        try {
            course_.find_route();
        } catch (const SystemError& error) {
            return finish({}, &error);
        }
        try {
            return course_.route().channel->call_async(
                course_.head(operation_), arguments, course_.deadline(),
                [self = shared_from_this()](Reply reply, const SystemError* error) {
                    self->answered(std::move(reply), error);
                });
        } catch (const SystemError& error) {  // not sent: `done` has not run and will not
            try {
                course_.failed(error);
            } catch (const SystemError& last) {
                return finish({}, &last);
            }
        }
    }
}

void AsynchronousCall::answered(Reply reply, const SystemError* error) {
    try {
        if (error)
            course_.failed(*error);
        else if (course_.settled(reply, operation_))
            return finish(std::move(reply), nullptr);
    } catch (const SystemError& last) {
        return finish({}, &last);
    }
    again();
}

/// On the thread that brought the answer, unless a connection must be opened first: other answers would wait for that.
void AsynchronousCall::again() {
    const auto send = [self = shared_from_this()] { self->attempt([&](cdr::Writer& out) { self->put_kept(out); }); };
    if (course_.has_route()) return send();
    try {
        std::thread{send}.detach();
    } catch (const std::system_error&) {
        send();
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
