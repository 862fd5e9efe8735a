// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/base/function_ref.hpp"
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
        perform([&](cdr::Writer& out) { (encode_argument(out, arguments), ...); });
    }
    void invoke();

    /// Sends a oneway.
    template <class... Arguments>
    void send(const Arguments&... arguments) {
        perform_oneway([&](cdr::Writer& out) { (encode_argument(out, arguments), ...); });
    }
    void send();

    /// Reads the return value, then the inout and out arguments; MARSHAL if anything follows them.
    template <class... Results>
    void results(Results&... results) {
        read([&](cdr::Reader& in) { (decode(in, results), ...); });
    }
    void results();

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
    void perform(FunctionRef<void(cdr::Writer&)> arguments);
    void perform_oneway(FunctionRef<void(cdr::Writer&)> arguments);
    void read(FunctionRef<void(cdr::Reader&)> results);
    [[noreturn]] void raise_user_exception();

    const Reference& target_;
    std::string_view operation_;
    RaisesList raises_;
    Reply reply_;
};

}  // namespace corbel
