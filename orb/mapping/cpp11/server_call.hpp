// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include "orb/engine/base/function_ref.hpp"
#include "orb/mapping/cpp11/call.hpp"
#include "orb/mapping/cpp11/codec.hpp"

namespace corbel {

class ServerRequest;

/// One request as a skeleton sees it: arguments(), the servant's operation, reply().
class ServerCall {
public:
    explicit ServerCall(ServerRequest& request) noexcept : request_{request} {}
    ServerCall(const ServerCall&) = delete;
    ServerCall& operator=(const ServerCall&) = delete;

    std::string_view operation() const noexcept;
    ServerRequest& request() noexcept { return request_; }

    /// Reads the in and inout arguments; MARSHAL if anything follows them.
    template <class... Arguments>
    void arguments(Arguments&... arguments) {
        const Incoming list[] = {{&arguments, &decode_incoming<Arguments>}...};
        read(list);
    }
    void arguments() { read({}); }

    /// Sends the return value, then the inout and out arguments: they are on their way when this returns.
    template <class... Results>
    void reply(const Results&... results) {
        const Outgoing list[] = {{&results, &encode_outgoing<Results>}...};
        send_all(list);
    }
    void reply() { send_all({}); }
    /// The same with results that `write` writes.
    void reply_written(FunctionRef<void(cdr::Writer&)> write) { send(write); }

    /// Runs an operation and answers with the exception that leaves it: a user exception of the list and a system
    /// exception as they are, anything else as UNKNOWN. Throws nothing. What is thrown after the reply has gone out is
    /// lost.
    void perform(FunctionRef<void()> operation, RaisesList raises) noexcept;

    /// Answers BAD_OPERATION: no interface of the servant has such an operation.
    void bad_operation(std::string_view interface_id = {}) noexcept;

private:
    void read(IncomingList arguments);
    void send_all(OutgoingList results);
    void send(FunctionRef<void(cdr::Writer&)> results);
    void fail(const CORBA::UserException& exception, RaisesList raises);
    void fail(const SystemError& error);

    ServerRequest& request_;
    bool replying_ = false;
};

/// An operation of a skeleton, without what only its own skeleton knows.
struct NamedOperation {
    std::string_view name;
    RaisesList raises;
};

template <class Servant>
struct Operation : NamedOperation {
    constexpr Operation(std::string_view its_name, void (*function)(Servant& servant, ServerCall& call), RaisesList raised)
        : NamedOperation{its_name, raised}, invoke{function} {}

    void (*invoke)(Servant& servant, ServerCall& call);
};

/// The index of the name among `count` operations, which are sorted by name and stand `size` bytes apart; `count` if it
/// is not there.
std::size_t find_operation(std::string_view name, const NamedOperation* operations, std::size_t count,
                           std::size_t size) noexcept;

/// Performs the operation the call asks for; false if it is none of `operations`, which are sorted by name.
template <class Servant, std::size_t Count>
bool dispatch(Servant& servant, const Operation<Servant> (&operations)[Count], ServerCall& call) {
    const auto index = find_operation(call.operation(), operations, Count, sizeof operations[0]);
    if (index == Count) return false;
    const auto& operation = operations[index];
    call.perform([&] { operation.invoke(servant, call); }, operation.raises);
    return true;
}

}  // namespace corbel
