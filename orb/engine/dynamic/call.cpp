// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/call.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/request_context.hpp"
#include "orb/engine/invocation/invoker.hpp"

namespace corbel::dynamic {
namespace {

void write_arguments(cdr::Writer& out, const Operation& operation, const Values& arguments) {
    for (std::size_t i = 0; i < operation.parameters.size(); ++i)
        if (operation.parameters[i].direction != Direction::out)
            encode(out, *operation.parameters[i].type, arguments[i]);
    if (!operation.context.empty()) giop::write_context(out, {});
}

void require_end(const cdr::Reader& in, const Operation& operation) {
    if (!in.at_end())
        throw SystemError{Error::marshal, minor::trailing_bytes,
                          std::to_string(in.remaining()) + " bytes follow the results of " + operation.name +
                              ": the IDL of the caller is not the server's"};
}

Outcome read_results(cdr::Reader& in, const Operation& operation, const TypeFinder& find) {
    Outcome outcome;
    if (operation.result->kind() != types::TCKind::tk_void) outcome.result = decode(in, *operation.result, find);
    for (const auto& each : operation.parameters)
        outcome.parameters.push_back(each.direction == Direction::in ? Value{} : decode(in, *each.type, find));
    require_end(in, operation);
    return outcome;
}

types::TypeCodePtr exception_type(const Operation& operation, const std::string& id, const TypeFinder& find) {
    for (const auto& each : operation.raises)
        if (each->id() == id) return each;
    auto found = find ? find(id) : nullptr;
    return found && found->kind() == types::TCKind::tk_except ? found : nullptr;
}

Outcome read_exception(cdr::Reader& in, const Operation& operation, const TypeFinder& find) {
    Outcome outcome;
    outcome.exception = in.identifier();
    if (outcome.exception.empty())
        throw SystemError{Error::marshal, minor::bad_message, "a user exception without a repository id"};
    outcome.exception_type = exception_type(operation, outcome.exception, find);
    if (outcome.exception_type) outcome.exception_members = decode_members(in, *outcome.exception_type, find);
    return outcome;
}

}  // namespace

Values read_arguments(cdr::Reader& in, const Operation& operation, const TypeFinder& find) {
    Values arguments;
    for (const auto& each : operation.parameters)
        arguments.push_back(each.direction == Direction::out ? Value{} : decode(in, *each.type, find));
    return arguments;
}

Outcome read_outcome(cdr::Reader& in, giop::ReplyStatus status, const Operation& operation, const TypeFinder& find) {
    return status == giop::ReplyStatus::user_exception ? read_exception(in, operation, find)
                                                       : read_results(in, operation, find);
}

Outcome call(const Reference& target, const Operation& operation, const Values& arguments, const TypeFinder& find) {
    if (arguments.size() != operation.parameters.size())
        throw SystemError{Error::bad_param, minor::bad_typecode,
                          operation.name + " has " + std::to_string(operation.parameters.size()) + " parameters, not " +
                              std::to_string(arguments.size())};
    if (!target) throw SystemError{Error::inv_objref, minor::nil_reference, operation.name + " on a nil reference"};
    const auto write = [&](cdr::Writer& out) { write_arguments(out, operation, arguments); };
    if (operation.oneway) {
        target.invoker().send(target, operation.name, write);
        return {{}, Values(arguments.size()), {}, {}, {}};
    }
    auto reply = target.invoker().call(target, operation.name, write);
    try {
        return read_outcome(reply.body, reply.status, operation, find);
    } catch (SystemError& error) {
        error.completed(Completion::yes);
        throw;
    }
}

}  // namespace corbel::dynamic
