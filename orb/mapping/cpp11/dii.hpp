// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orb/mapping/cpp11/context.hpp"
#include "orb/mapping/cpp11/nv_list.hpp"
#include "orb/mapping/cpp11/orb.hpp"

/// The dynamic invocation interface (CORBA 2.6, chapter 7): calls of operations that are known at run time only.
namespace CORBA {
class Request;
}
template <> struct IDL::traits<CORBA::Request> : corbel::local_interface_traits<CORBA::Request> {};

namespace corbel {
class DeferredAnswer;
class DeferredRequests;
struct Reply;
}  // namespace corbel

namespace CORBA {

/// One call of one operation, made by Object::_request or Object::_create_request; sent once. For one thread at a time.
///
/// Errors of a call leave invoke(), get_response() and so on as from a stub; a user exception of exceptions() leaves
/// them as UnknownUserException, any other as UNKNOWN minor 1. BAD_INV_ORDER for what comes in the wrong order:
/// minor 10 for a second sending, 11 before it was sent, 12 when the answer has been taken,
/// 13 for a call that was not deferred.
class Request final : public virtual LocalObject, public std::enable_shared_from_this<Request> {
public:
    using ListRef = IDL::traits<NVList>::ref_type;
    using ExceptionsRef = IDL::traits<ExceptionList>::ref_type;
    using ContextsRef = IDL::traits<ContextList>::ref_type;
    using ContextRef = IDL::traits<Context>::ref_type;

    Request(IDL::traits<Object>::ref_type target, std::string operation, ListRef arguments = nullptr,
            IDL::traits<NamedValue>::ref_type result = nullptr, ExceptionsRef exceptions = nullptr,
            ContextsRef contexts = nullptr, ContextRef context = nullptr);

    IDL::traits<Object>::ref_type target() const { return target_; }
    const std::string& operation() const noexcept { return operation_; }
    ListRef arguments() const { return arguments_; }
    IDL::traits<NamedValue>::ref_type result() const { return result_; }
    ExceptionsRef exceptions() const { return exceptions_; }
    /// The operation's context clause: with any name in it, a context is sent.
    ContextsRef contexts() const { return contexts_; }
    ContextRef ctx() const { return context_; }
    void ctx(ContextRef value) { context_ = std::move(value); }

    /// A further argument, whose value is put into the any: `request->add_in_arg() <<= 42`. The any of an out argument
    /// says by its type what is expected: by a value of the type, or by the TypeCode given. After the call it holds
    /// what came.
    Any& add_in_arg(const std::string& name = {}) { return add(name, ARG_IN); }
    Any& add_inout_arg(const std::string& name = {}) { return add(name, ARG_INOUT); }
    Any& add_out_arg(const std::string& name = {}) { return add(name, ARG_OUT); }
    Any& add_out_arg(const std::string& name, const typecode_reference& type);

    /// tk_void unless set.
    void set_return_type(const typecode_reference& type);
    Any& return_value() noexcept { return result_->value(); }

    /// Sends the request and waits for the answer.
    void invoke();
    /// Sends the request as a oneway.
    void send_oneway();

    /// Sends the request and returns; the arguments may be changed then. Whoever drops the request drops the answer.
    void send_deferred();
    /// Waits for the answer and takes it.
    void get_response();
    /// Whether the answer is there.
    bool poll_response();

private:
    friend class corbel::DeferredRequests;
    enum class State : std::uint8_t { unsent, sent, deferred, answered };

    Any& add(const std::string& name, Flags flags);
    void leave(State next);
    void write(corbel::cdr::Writer& out) const;
    void take(corbel::Reply& reply);
    void take_results(corbel::cdr::Reader& in);
    [[noreturn]] void raise_user_exception(corbel::cdr::Reader& in) const;
    void send_deferred(std::shared_ptr<corbel::DeferredAnswer> answer);
    void require_deferred() const;

    const IDL::traits<Object>::ref_type target_;
    const std::string operation_;
    const ListRef arguments_;
    const IDL::traits<NamedValue>::ref_type result_;
    const ExceptionsRef exceptions_;
    const ContextsRef contexts_;
    ContextRef context_;
    State state_ = State::unsent;
    std::shared_ptr<corbel::DeferredAnswer> answer_;
};

using RequestSeq = std::vector<IDL::traits<Request>::ref_type>;

template <class Definition>
void ORB::create_operation_list(const corbel::object_reference<Definition>& operation,
                                corbel::object_reference<NVList>& new_list) {
    static constexpr Flags flags[] = {ARG_IN, ARG_OUT, ARG_INOUT};  // by ParameterMode
    if (!operation) throw BAD_PARAM{0, COMPLETED_NO, "create_operation_list: the operation is nil"};
    const auto list = make_reference<NVList>();
    for (const auto& each : operation->params())
        list->add_value(each.name(), Any{each.type(), nullptr}, flags[static_cast<std::size_t>(each.mode())]);
    new_list = list;
}

}  // namespace CORBA
