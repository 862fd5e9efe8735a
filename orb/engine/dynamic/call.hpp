// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/model.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/invocation/reference.hpp"

/// Calls of operations that are known at run time only.
namespace corbel::dynamic {

/// What an operation has come to: results, or a user exception.
struct Outcome {
    Value result;
    Values parameters;  ///< one for each parameter; those of `in` parameters are empty

    std::string exception;             ///< repository id of the user exception; empty: there is none
    types::TypeCodePtr exception_type;  ///< null if nobody knows the id
    Values exception_members;          ///< empty then

    bool ok() const noexcept { return exception.empty(); }
};

/// As of its values.
void take_apart(Outcome outcome);

/// The arguments that stand at the reader's position, empty values for those of `out` parameters. What decode() throws.
Values read_arguments(cdr::Reader& in, const Operation& operation, const TypeFinder& find = {});
/// The body of a reply whose status is no_exception or user_exception. What decode() throws; MARSHAL for bytes behind
/// the results.
Outcome read_outcome(cdr::Reader& in, giop::ReplyStatus status, const Operation& operation,
                     const TypeFinder& find = {});

/// Calls the operation and waits. `arguments`: one for each parameter, those of `out` parameters are not looked at. Of
/// an operation that is oneway returns when the request is handed on.
///
/// User exceptions are looked for among those the operation raises, then with `find`. SystemError as Invoker::call
/// throws it, as encode() for wrong arguments and as decode() for a malformed answer (Completion::yes).
Outcome call(const Reference& target, const Operation& operation, const Values& arguments, const TypeFinder& find = {});

}  // namespace corbel::dynamic
