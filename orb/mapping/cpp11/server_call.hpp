// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/invocation/facet.hpp"
#include "orb/mapping/cpp11/called_operation.hpp"

namespace corbel {

class ServerRequest;
class DirectCall;

/// One request as a skeleton sees it: arguments(), the servant's operation, reply().
class ServerCall {
public:
    explicit ServerCall(ServerRequest& request) noexcept : request_{&request} {}
    /// A call without a request: its values are passed as they are, and the exceptions of the operation too.
    explicit ServerCall(DirectCall& call) noexcept : direct_{&call} {}
    /// No call: offer() lists what there is.
    explicit ServerCall(std::vector<Facet>& facets) noexcept : facets_{&facets} {}
    ServerCall(const ServerCall&) = delete;
    ServerCall& operator=(const ServerCall&) = delete;

    std::string_view operation() const noexcept;
    /// Not of a direct call.
    ServerRequest& request() noexcept { return *request_; }

    /// Reads the in and inout arguments; MARSHAL if anything follows them.
    template <class... Arguments>
    void arguments(Arguments&... arguments) {
        read(out(arguments...));
    }
    void arguments() { read({}); }

    /// Sends the return value, then the inout and out arguments: they are on their way when this returns.
    template <class... Results>
    void reply(const Results&... results) {
        reply_listed(in(results...));
    }
    void reply() { reply_listed({}); }
    void reply_listed(OutgoingList results);
    /// The same with results that `write` writes.
    void reply_written(FunctionRef<void(cdr::Writer&)> write) { send(write); }

    /// Runs an operation and answers with the exception that leaves it: a user exception of the list and a system
    /// exception as they are, anything else as UNKNOWN. Throws nothing. What is thrown after the reply has gone out is
    /// lost.
    void perform(FunctionRef<void()> operation, RaisesList raises) noexcept;

    /// Performs the operation the call asks for if it is one of the facet's, `count` of them sorted by name.
    bool offer(const Facet& facet, std::size_t count);

    /// Answers BAD_OPERATION: no interface of the servant has such an operation.
    void bad_operation(std::string_view interface_id = {}) noexcept;

private:
    void read(IncomingList arguments);
    void send(FunctionRef<void(cdr::Writer&)> results);
    void fail(const CORBA::UserException& exception, RaisesList raises);
    void fail(const SystemError& error);

    ServerRequest* request_ = nullptr;
    DirectCall* direct_ = nullptr;
    std::vector<Facet>* facets_ = nullptr;
    bool arguments_read_ = false;
    bool replying_ = false;
};

/// An operation of a skeleton, without what only its own skeleton knows.
struct NamedOperation {
    std::string_view name;
    RaisesList raises;
};

template <class Servant>
struct Operation : NamedOperation {
    constexpr Operation(std::string_view its_name, void (*function)(Servant& servant, ServerCall& call),
                        RaisesList raised)
        : NamedOperation{its_name, raised}, invoke{function} {}

    void (*invoke)(Servant& servant, ServerCall& call);
};

/// One of an array of operations, whatever their servant.
const NamedOperation& operation_at(const void* operations, std::size_t index) noexcept;

template <class Servant>
void perform_operation(void* servant, const void* operations, std::size_t index, void* call) {
    static_cast<const Operation<Servant>*>(operations)[index].invoke(*static_cast<Servant*>(servant),
                                                                     *static_cast<ServerCall*>(call));
}

/// Performs the operation the call asks for; false if it is none of `operations`, which are sorted by name. `Interface`
/// is the one they are the operations of: without it they take no direct calls.
template <class Interface = void, class Servant, std::size_t count>
bool dispatch(Servant& servant, const Operation<Servant> (&operations)[count], ServerCall& call) {
    const void* interface = nullptr;
    if constexpr (!std::is_void_v<Interface>) interface = &Interface::_repository_id_;
    return call.offer({interface, &servant, operations, &perform_operation<Servant>}, count);
}

}  // namespace corbel
