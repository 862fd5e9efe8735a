// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/base/table.hpp"
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
    /// What makes direct calls possible: the address of the interface's _repository_id_, which stands for the interface
    /// in this process, and the operation's place among those of its skeleton.
    const void* interface = nullptr;
    std::size_t index = 0;
    RaisesList raises = {};
};

/// Calls the operation and waits for its answer; blocks its thread. The arguments are those that are in and inout, the
/// results what is returned, then those that are inout and out. Errors of the engine are thrown as CORBA exceptions,
/// user exceptions as themselves if they are listed and as CORBA::UNKNOWN if not.
void call(const Reference& target, const CalledOperation& operation, OutgoingList arguments, IncomingList results);
/// Sends a oneway.
void send(const Reference& target, std::string_view operation, OutgoingList arguments);

}  // namespace corbel
