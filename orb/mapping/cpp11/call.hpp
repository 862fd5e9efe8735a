// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/base/table.hpp"
#include "orb/engine/invocation/reply.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"

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

/// A value on its way into a message, and how it is written. Calls are made of these: a function for each type, not for
/// each operation.
struct Outgoing {
    const void* value;
    void (*encode)(cdr::Writer& out, const void* value);
};
using OutgoingList = Table<Outgoing>;

void encode(cdr::Writer& out, OutgoingList list);

/// A variable that a value is read into.
struct Incoming {
    void* value;
    void (*decode)(cdr::Reader& in, void* value);
};
using IncomingList = Table<Incoming>;

void decode(cdr::Reader& in, IncomingList list);

/// One call of a stub: invoke() or send(), then results(). Blocks its thread; errors of the engine leave it as CORBA
/// exceptions, user exceptions as themselves if they are listed and as CORBA::UNKNOWN if not.
///
/// Takes no memory of its own. `operation` and `raises` must outlive it.
class Call {
public:
    /// `T` is an interface. INV_OBJREF if an abstract one stands for a value.
    template <class T>
    Call(const T& target, std::string_view operation, RaisesList raises = {})
        : Call{Target{}, reference(target), operation, raises} {}
    ~Call();  // not inline, like all that need not be: it is a part of every stub
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Sends the request with the in and inout arguments and waits for the answer. The arguments are encoded once for
    /// each attempt.
    template <class... Arguments>
    void invoke(const Arguments&... arguments) {
        const Outgoing list[] = {{&arguments, &encode_outgoing<Arguments>}...};
        perform(list);
    }
    void invoke() { perform({}); }

    /// Sends a oneway.
    template <class... Arguments>
    void send(const Arguments&... arguments) {
        const Outgoing list[] = {{&arguments, &encode_outgoing<Arguments>}...};
        perform_oneway(list);
    }
    void send() { perform_oneway({}); }

    /// Reads the return value, then the inout and out arguments; MARSHAL if anything follows them.
    template <class... Results>
    void results(Results&... results) {
        const Incoming list[] = {{&results, &decode_incoming<Results>}...};
        read(list);
    }
    void results() { read({}); }

private:
    struct Target {};

    template <class T>
    static const Reference& reference(const T& target) {
        if constexpr (std::is_base_of_v<CORBA::Object, T>) {
            return target._reference();
        } else {
            return reference_of(target);
        }
    }

    Call(Target, const Reference& target, std::string_view operation, RaisesList raises) noexcept;
    void perform(OutgoingList arguments);
    void perform_oneway(OutgoingList arguments);
    void read(IncomingList results);
    [[noreturn]] void raise_user_exception();

    const Reference& target_;
    std::string_view operation_;
    RaisesList raises_;
    Reply reply_;
};

}  // namespace corbel
