// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/invocation/reply.hpp"
#include "orb/mapping/cpp11/called_operation.hpp"

namespace corbel {

/// Reads the answer to a call: the results, or a user exception, which is thrown. MARSHAL if anything follows.
void read_reply(Reply& reply, const CalledOperation& operation, IncomingList results);

/// `T` is an interface. INV_OBJREF if an abstract one stands for a value.
template <class T>
const Reference& called_reference(const T& target) {
    if constexpr (std::is_base_of_v<CORBA::Object, T>) {
        return target._reference();
    } else {
        return reference_of(target);
    }
}

/// A call in two steps, by messages always: invoke() or send(), then results(). Otherwise as call() and send() above.
///
/// Takes no memory of its own. `operation` and `raises` must outlive it.
class Call {
public:
    template <class T>
    Call(const T& target, std::string_view operation, RaisesList raises = {})
        : Call{called_reference(target), CalledOperation{operation, nullptr, 0, raises}} {}
    Call(const Reference& target, const CalledOperation& operation) noexcept;
    ~Call();  // not inline, like all that need not be: it is a part of every stub
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Sends the request with the in and inout arguments and waits for the answer. The arguments are encoded once for
    /// each attempt.
    template <class... Arguments>
    void invoke(const Arguments&... arguments) {
        perform(in(arguments...));
    }
    void invoke() { perform({}); }

    /// Sends a oneway.
    template <class... Arguments>
    void send(const Arguments&... arguments) {
        perform_oneway(in(arguments...));
    }
    void send() { perform_oneway({}); }

    /// Reads the return value, then the inout and out arguments; MARSHAL if anything follows them.
    template <class... Results>
    void results(Results&... results) {
        read(out(results...));
    }
    void results() { read({}); }

    void perform(OutgoingList arguments);
    void perform_oneway(OutgoingList arguments);
    void read(IncomingList results) { read_reply(reply_, operation_, results); }

private:
    const Reference& target_;
    const CalledOperation operation_;
    Reply reply_;
};

}  // namespace corbel
