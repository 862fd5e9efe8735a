// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/base/table.hpp"
#include "orb/engine/invocation/reply.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"
#include "orb/mapping/cpp11/passing.hpp"

namespace corbel {

/// A user exception that an operation may raise.
struct Raised {
    const char* repository_id;
    /// Decodes the members and throws the exception.
    void (*raise)(cdr::Reader& in);
};

using RaisesList = Table<Raised>;

/// MARSHAL for bytes after what should be the last of `what`.
void require_end(const cdr::Reader& in, const char* what);

/// UNKNOWN minor 1 (OMG): a user exception of this id has come, and `operation` does not list it.
[[noreturn]] void raise_unlisted_exception(std::string_view id, std::string_view operation);

template <class E>
void raise_decoded(cdr::Reader& in) {
    E exception;
    decode(in, exception);
    require_end(in, "member of the exception");
    throw exception;
}

/// The raises clause of an operation.
template <class... E>
inline constexpr Raised raises[] = {{E::_repository_id, &raise_decoded<E>}...};

/// An operation as its stub calls it.
struct CalledOperation {
    std::string_view name;
    /// What makes direct calls possible: the address of the interface's _repository_id_, which stands for the interface in
    /// this process, and the operation's place among those of its skeleton.
    const void* interface = nullptr;
    std::size_t index = 0;
    RaisesList raises = {};
};

/// Reads the answer to a call: the results, or a user exception, which is thrown. MARSHAL if anything follows.
void read_reply(Reply& reply, const CalledOperation& operation, IncomingList results);

/// Calls the operation and waits for its answer; blocks its thread. The arguments are those that are in and inout, the
/// results what is returned, then those that are inout and out. Errors of the engine are thrown as CORBA exceptions, user
/// exceptions as themselves if they are listed and as CORBA::UNKNOWN if not.
void call(const Reference& target, const CalledOperation& operation, OutgoingList arguments, IncomingList results);
/// Sends a oneway.
void send(const Reference& target, std::string_view operation, OutgoingList arguments);

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
