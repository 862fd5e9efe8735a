// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>
#include <tuple>

#include "orb/mapping/cpp11/exception_holder.hpp"
#include "orb/mapping/cpp11/reply_handler.hpp"

namespace corbel {

/// The object that is told of an answer, and by which of its operations. A nil one is told nothing.
struct ReplyTo {
    Reference handler;
    std::string_view reply;      ///< these live as long as the program
    std::string_view exception;
};

/// What is made of an answer: reads the results and writes them as arguments of the handler's operation.
using ReplyWriter = void (*)(cdr::Reader& in, const ReplyTo& to);

/// A request to the handler's operation, which is not waited for.
/// Throws only what keeps the arguments from being encoded.
void tell(const ReplyTo& to, FunctionRef<void(cdr::Writer&)> arguments);

template <class... Results>
void tell_results(cdr::Reader& in, const ReplyTo& to) {
    std::tuple<Results...> results;
    std::apply([&](auto&... each) { (decode(in, each), ...); }, results);
    require_end(in, "result");
    tell(to, [&](cdr::Writer& out) {
        std::apply([&](const auto&... each) { (corbel::encode(out, each), ...); }, results);
    });
}

/// Without what only its operation knows.
class BasicCallbackCall {
public:
    /// Whom to tell, by which operations: strings that live as long as the program.
    template <class Handler>
    void answer_to(const object_reference<Handler>& handler, std::string_view reply, std::string_view exception) {
        if (handler) to_ = {handler->_reference(), reply, exception};
    }

protected:
    BasicCallbackCall(const Reference& target, std::string_view operation, RaisesList raises) noexcept
        : target_{target}, operation_{operation}, raises_{raises} {}

    void send(FunctionRef<void(cdr::Writer&)> arguments, ReplyWriter write);

private:
    const Reference& target_;
    std::string_view operation_;
    RaisesList raises_;
    ReplyTo to_;
};

/// One asynchronous call of a stub, whose answer has these results: answer_to(), then send(). `operation` and `raises`
/// must live as long as the program. See docs/orb.md for the threads and the errors.
template <class... Results>
class CallbackCall : public BasicCallbackCall {
public:
    template <class T>
    CallbackCall(const T& target, std::string_view operation, RaisesList raises = {}) noexcept
        : BasicCallbackCall{target._reference(), operation, raises} {}

    /// Sends the request with the in and inout arguments. Throws what is wrong with these or with the target's
    /// reference: the handler is told nothing then.
    template <class... Arguments>
    void send(const Arguments&... arguments) {
        BasicCallbackCall::send([&](cdr::Writer& out) { (corbel::encode(out, arguments), ...); },
                                &tell_results<Results...>);
    }
};

}  // namespace corbel
