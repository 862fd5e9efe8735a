// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/dsi.hpp"

#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/value.hpp"
#include "orb/mapping/cpp11/adapter_border.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"
#include "orb/mapping/cpp11/system_exception_any.hpp"

namespace CORBA {
namespace {

/// Of the exception in an any, without the repository id.
void write_members(corbel::cdr::Writer& out, const Any& exception) {
    const auto& type = *exception.type_pointer();
    exception.value()->read(type, [&](corbel::cdr::Reader& in) {
        in.identifier();
        corbel::types::transcode_members(in, out, type);
    });
}

void reply_exception(corbel::ServerRequest& request, const Any& exception) {
    request.reply_user_exception(exception.type_pointer()->resolved().id(),
                                 [&](corbel::cdr::Writer& out) { write_members(out, exception); });
}

}  // namespace

void ServerRequest::require(bool in_order, std::uint32_t minor, const char* what) const {
    if (!request_)
        throw BAD_INV_ORDER{minor, COMPLETED_NO, "the request for " + operation_ + " has been answered: " + what};
    if (!in_order) throw BAD_INV_ORDER{minor, COMPLETED_NO, "in the request for " + operation_ + ": " + what};
}

void ServerRequest::arguments(ListRef parameters) {
    require(!parameters_ && !exception_, corbel::minor::arguments_out_of_order,
            "arguments() is called once, and not after set_exception()");
    if (!parameters) throw BAD_PARAM{0, COMPLETED_NO, "arguments() needs a list, be it an empty one"};
    parameters_ = std::move(parameters);
    corbel::translated([&] {
        auto& in = request_->arguments();
        for (std::uint32_t i = 0; i < parameters_->count(); ++i) {
            const auto item = parameters_->item(i);
            if (item->flags() & ARG_IN) item->value() = corbel::take_any(in, item->value().type().pointer());
        }
    });
}

IDL::traits<Context>::ref_type ServerRequest::ctx() {
    require(parameters_ && !context_asked_ && !result_ && !exception_, corbel::minor::ctx_out_of_order,
            "ctx() is called once, after arguments() and before the result");
    context_asked_ = true;
    auto context = make_reference<Context>();
    corbel::translated([&] {
        for (const auto& [name, text] : corbel::giop::read_context(request_->arguments())) {
            Any value;
            value <<= text;
            context->set_one_value(name, value);
        }
    });
    return context;
}

void ServerRequest::require_end_of_arguments() const {
    const auto left = request_->arguments().remaining();
    if (left == 0) return;
    throw MARSHAL{corbel::minor::undescribed_parameters, COMPLETED_NO,
                  std::to_string(left) + " octets follow the arguments of " + operation_ +
                      ": the list given to arguments() lacks some, or ctx() was not called"};
}

void ServerRequest::set_result(const Any& value) {
    require(parameters_ && !result_ && !exception_, corbel::minor::result_out_of_order,
            "set_result() is called once, after arguments() and not after set_exception()");
    require_end_of_arguments();
    result_ = value;
}

void ServerRequest::set_exception(const Any& value) {
    require(true, 0, "set_exception()");
    if (value.type().pointer()->resolved().kind() != TCKind::tk_except || !value.value())
        throw BAD_PARAM{corbel::minor::no_exception_in_any, COMPLETED_NO,
                        "set_exception() was given " + value.type().pointer()->to_string()};
    exception_ = value;
}

void ServerRequest::write(corbel::cdr::Writer& out) const {
    const auto put = [&](const Any& any, const std::string& name) {
        if (any.value()) return any.value()->encode(out, *any.type_pointer());
        const auto kind = any.type().pointer()->resolved().kind();
        if (kind != TCKind::tk_null && kind != TCKind::tk_void)
            throw corbel::SystemError{corbel::Error::bad_param, 0, name + " of " + operation_ + " was given no value"};
    };
    if (result_) put(*result_, "the result");
    for (std::uint32_t i = 0; i < parameters_->count(); ++i)
        if (const auto item = parameters_->item(i); item->flags() & ARG_OUT)
            put(item->value(), "argument " + item->name());
}

void ServerRequest::_answer(corbel::ServerCall& call) {
    if (exception_) {
        corbel::raise_held_system_exception(*exception_);
        return reply_exception(*request_, *exception_);
    }
    require(parameters_ != nullptr, corbel::minor::arguments_out_of_order, "arguments() was not called");
    require_end_of_arguments();
    call.reply_written([&](corbel::cdr::Writer& out) { write(out); });
}

}  // namespace CORBA

namespace PortableServer {
namespace {

const corbel::adapter::Upcall* upcall_of(const DynamicImplementation& servant) {
    const auto* upcall = corbel::adapter::Upcall::current();
    return upcall && dynamic_cast<const DynamicImplementation*>(upcall->servant().get()) == &servant ? upcall : nullptr;
}

}  // namespace

IDL::traits<CORBA::Object>::ref_type DynamicImplementation::_this() {
    if (!upcall_of(*this))
        throw POA::WrongPolicy{"_this() of a dynamic servant is the object whose request it performs; there is none"};
    return corbel::make_object_reference<CORBA::Object>(corbel::reference_of(*this));
}

std::string DynamicImplementation::primary_interface(corbel::adapter::Poa& poa, corbel::ByteView object_id) const {
    return _primary_interface(corbel::to_octets(object_id), to_reference(poa.shared_from_this()));
}

std::string_view DynamicImplementation::repository_id() const {
    thread_local std::string last;
    const auto* upcall = upcall_of(*this);
    last = upcall ? primary_interface(upcall->poa(), upcall->object_id()) : std::string{};
    return last;
}

bool DynamicImplementation::is_a(std::string_view id) const {
    return id == CORBA::Object::_repository_id_ || (upcall_of(*this) && id == repository_id());
}

std::vector<corbel::Facet> DynamicImplementation::_facets() { return {}; }

bool DynamicImplementation::_dispatch(corbel::ServerCall& call) {
    if (!_answer_implicit(call)) call.perform([&] { perform(call); }, {});
    return true;
}

void DynamicImplementation::perform(corbel::ServerCall& call) {
    const auto request = CORBA::make_reference<CORBA::ServerRequest>(call.request());
    struct End {
        CORBA::ServerRequest& request;
        ~End() { request._end(); }
    } const end{*shared_pointer(request)};
    try {
        call.request().arguments().complete();  // invoke() may do anything before it asks for them
        invoke(request);
        request->_answer(call);
    } catch (const CORBA::UnknownUserException& exception) {
        CORBA::reply_exception(call.request(), exception.exception());
    } catch (const CORBA::UserException& exception) {
        call.request().reply_user_exception(exception._rep_id(),
                                            [&](corbel::cdr::Writer& out) { exception._encode(out); });
    }
}

}  // namespace PortableServer
