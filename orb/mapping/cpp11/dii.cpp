// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/dii.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/route.hpp"
#include "orb/engine/types/typecode.hpp"
#include "orb/mapping/cpp11/call.hpp"
#include "orb/mapping/cpp11/deferred_requests.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace CORBA {
namespace {

bool has_no_value(const Any& any) {
    const auto kind = any.type().pointer()->resolved().kind();
    return kind == TCKind::tk_null || kind == TCKind::tk_void;
}

void write_value(corbel::cdr::Writer& out, NamedValue& item, const std::string& operation) {
    const auto& any = item.value();
    if (any.value()) return any.value()->encode(out, *any.type_pointer());
    if (!has_no_value(any) || !any.type_pointer())
        throw corbel::SystemError{corbel::Error::bad_param, 0,
                                  "argument " + item.name() + " of " + operation + " has not been given a value"};
}

void read_value(corbel::cdr::Reader& in, NamedValue& item) {
    if (has_no_value(item.value())) return;
    item.value() = corbel::take_any(in, item.value().type_pointer());
}

[[noreturn]] void out_of_order(std::uint32_t minor, const std::string& operation, const char* what) {
    throw BAD_INV_ORDER{minor, COMPLETED_NO, "the request for " + operation + ' ' + what};
}

}  // namespace

Request::Request(IDL::traits<Object>::ref_type target, std::string operation, ListRef arguments,
                 IDL::traits<NamedValue>::ref_type result, ExceptionsRef exceptions, ContextsRef contexts,
                 ContextRef context)
    : target_{std::move(target)}, operation_{std::move(operation)},
      arguments_{arguments ? arguments : make_reference<NVList>()},
      result_{result ? result : make_reference<NamedValue>(std::string{}, Any{}, ARG_OUT)},
      exceptions_{exceptions ? exceptions : make_reference<ExceptionList>()},
      contexts_{contexts ? contexts : make_reference<ContextList>()}, context_{std::move(context)} {}

Any& Request::add(const std::string& name, Flags flags) { return arguments_->add_item(name, flags)->value(); }

Any& Request::add_out_arg(const std::string& name, const typecode_reference& type) {
    auto& any = add_out_arg(name);
    any = Any{type, nullptr};
    return any;
}

void Request::set_return_type(const typecode_reference& type) { result_->value() = Any{type, nullptr}; }

void Request::leave(State next) {
    if (state_ != State::unsent) out_of_order(corbel::minor::request_sent_already, operation_, "was sent already");
    state_ = next;
}

void Request::write(corbel::cdr::Writer& out) const {
    for (std::uint32_t i = 0; i < arguments_->count(); ++i)
        if (const auto item = arguments_->item(i); item->flags() & ARG_IN)
            write_value(out, *shared_pointer(item), operation_);
    if (contexts_->count() == 0) return;
    corbel::giop::write_context(out, context_ ? context_->_properties(*shared_pointer(contexts_))
                                              : corbel::giop::ContextProperties{});
}

void Request::invoke() {
    leave(State::sent);
    corbel::translated([&] {
        const auto& reference = target_->_reference();
        auto reply = reference.invoker().call(reference, operation_, [this](corbel::cdr::Writer& out) { write(out); });
        take(reply);
    });
}

void Request::send_oneway() {
    leave(State::sent);
    corbel::translated([&] {
        const auto& reference = target_->_reference();
        reference.invoker().send(reference, operation_, [this](corbel::cdr::Writer& out) { write(out); });
    });
}

void Request::send_deferred() {
    send_deferred(std::make_shared<corbel::DeferredAnswer>(std::make_shared<corbel::Arrivals>()));
}

void Request::send_deferred(std::shared_ptr<corbel::DeferredAnswer> answer) {
    leave(State::answered);  // as it is if it cannot be sent
    corbel::translated([&] {
        const auto& reference = target_->_reference();
        reference.invoker().call_async(
            reference, operation_, [this](corbel::cdr::Writer& out) { write(out); },
            [answer](corbel::Reply reply, const corbel::SystemError* error) {
                answer->bring(std::move(reply), error);
            });
    });
    answer_ = std::move(answer);
    state_ = State::deferred;
}

void Request::require_deferred() const {
    if (state_ == State::unsent) out_of_order(corbel::minor::request_not_sent, operation_, "has not been sent");
    if (state_ == State::sent)
        out_of_order(corbel::minor::request_is_synchronous, operation_,
                     "was not deferred: it has no answer to wait for");
    if (state_ == State::answered)
        out_of_order(corbel::minor::result_taken_already, operation_, "has given its answer already");
}

bool Request::poll_response() {
    require_deferred();
    return answer_->is_there();
}

void Request::get_response() {
    require_deferred();
    state_ = State::answered;
    const auto answer = std::move(answer_);
    corbel::translated([&] {
        const auto& reference = target_->_reference();
        auto& invoker = reference.invoker();
        corbel::Reply reply;
        try {
            reply = invoker.take_answer(reference, operation_, corbel::CallHook::Taking::poll,
                                        [&] { return answer->take(); });
        } catch (corbel::Forwarded& forward) {  // by an interceptor
            reference.state()->forward(std::move(forward.target), false);
            reply = invoker.call(reference, operation_, [this](corbel::cdr::Writer& out) { write(out); });
        }
        take(reply);
    });
}

void Request::take(corbel::Reply& reply) {
    try {
        if (reply.status == corbel::giop::ReplyStatus::user_exception) raise_user_exception(reply.body);
        take_results(reply.body);
    } catch (corbel::SystemError& error) {
        error.completed(corbel::Completion::yes);
        throw;
    }
}

void Request::take_results(corbel::cdr::Reader& in) {
    read_value(in, *shared_pointer(result_));
    for (std::uint32_t i = 0; i < arguments_->count(); ++i)
        if (const auto item = arguments_->item(i); item->flags() & ARG_OUT) read_value(in, *shared_pointer(item));
    corbel::require_end(in, "result");
}

void Request::raise_user_exception(corbel::cdr::Reader& in) const {
    const auto start = in.mark();
    const auto id = in.identifier();
    for (std::uint32_t i = 0; i < exceptions_->count(); ++i) {
        const auto type = exceptions_->item(i);
        if (type->id() != id) continue;
        in.reset(start);
        auto exception = corbel::take_any(in, type);
        corbel::require_end(in, "member of the exception");
        throw UnknownUserException{std::move(exception)};
    }
    corbel::raise_unlisted_exception(id, operation_);
}

// -- Object

corbel::object_reference<Request> Object::_request(const std::string& operation) {
    corbel::object_reference<Request> request;
    _create_request(nullptr, operation, nullptr, nullptr, nullptr, nullptr, request, 0);
    return request;
}

void Object::_create_request(corbel::object_reference<Context> context, const std::string& operation,
                             corbel::object_reference<NVList> arguments, corbel::object_reference<NamedValue> result,
                             corbel::object_reference<Request>& request, std::uint32_t flags) {
    _create_request(std::move(context), operation, std::move(arguments), std::move(result), nullptr, nullptr, request,
                    flags);
}

void Object::_create_request(corbel::object_reference<Context> context, const std::string& operation,
                             corbel::object_reference<NVList> arguments, corbel::object_reference<NamedValue> result,
                             corbel::object_reference<ExceptionList> exceptions,
                             corbel::object_reference<ContextList> contexts,
                             corbel::object_reference<Request>& request, std::uint32_t flags) {
    if (_is_local())
        throw NO_IMPLEMENT{corbel::minor::dii_on_local_object, COMPLETED_NO,
                           operation + " of a local object cannot be called by a request"};
    if (flags & ~(OUT_LIST_MEMORY | DEPENDENT_LIST | IN_COPY_VALUE))
        throw INV_FLAG{0, COMPLETED_NO, "a request cannot be created with flags " + std::to_string(flags)};
    request = make_reference<Request>(corbel::make_object_reference<Object>(_reference()), operation,
                                      std::move(arguments), std::move(result), std::move(exceptions),
                                      std::move(contexts), std::move(context));
}

}  // namespace CORBA
