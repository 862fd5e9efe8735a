// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/callback_call.hpp"

#include "orb/engine/base/log.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/invocation/callbacks.hpp"

namespace corbel {
namespace {

/// The user exception as a value that is told.
Messaging::ExceptionHolder::_ref_type held(cdr::Reader& in, RaisesList raises, std::string_view operation) {
    try {
        const auto id = in.identifier();
        for (const auto& each : raises)
            if (id == each.repository_id) each.raise(in);
        raise_unlisted_exception(id, operation);
    } catch (const CORBA::UserException& exception) {
        return CORBA::make_reference<Messaging::ExceptionHolder>(exception);
    }
}

void tell_exception(const ReplyTo& to, const Messaging::ExceptionHolder::_ref_type& holder) {
    tell({to.handler, to.exception, {}}, [&](cdr::Writer& out) { corbel::encode(out, holder); });
}

/// What a sendc_ operation leaves behind until its answer comes.
struct Waiting {
    const Reference target;
    const std::string_view operation;
    const RaisesList raises;
    const ReplyTo to;
    const ReplyWriter write;

    void told(Reply reply, const SystemError* error) const {
        if (!to.handler) return;
        if (error) return tell_exception(to, CORBA::make_reference<Messaging::ExceptionHolder>(*error));
        try {
            if (reply.status == giop::ReplyStatus::user_exception)
                return tell_exception(to, held(reply.body, raises, operation));
            write(reply.body, to);
        } catch (SystemError& failure) {
            cdr::release_values(reply.body);
            failure.completed(Completion::yes);  // what is wrong with an answer is noticed when it has been executed
            tell_exception(to, CORBA::make_reference<Messaging::ExceptionHolder>(failure));
        }
    }
};

}  // namespace

void tell(const ReplyTo& to, FunctionRef<void(cdr::Writer&)> arguments) {
    bool encoded = true;
    const auto encode = [&](cdr::Writer& out) {
        encoded = false;
        arguments(out);
        encoded = true;
    };
    try {
        to.handler.invoker().send(to.handler, to.reply, encode);
    } catch (const SystemError& failure) {
        if (!encoded) throw;
        if (log::enabled(log::Channel::call, log::Level::warning))
            log::write(log::Channel::call, log::Level::warning,
                       "a reply handler could not be told by " + std::string{to.reply} + ": " + failure.what());
    }
}

void BasicCallbackCall::send(FunctionRef<void(cdr::Writer&)> arguments, ReplyWriter write) {
    translated([&] {
        auto& invoker = target_.invoker();
        const auto waiting = std::make_shared<const Waiting>(Waiting{target_, operation_, raises_, to_, write});
        invoker.callbacks().call(invoker, target_, operation_, arguments,
                                 [waiting](Reply reply, const SystemError* error) {
                                     waiting->told(std::move(reply), error);
                                 });
    });
}

}  // namespace corbel
