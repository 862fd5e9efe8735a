// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/invocation/reply.hpp"

namespace corbel {

class ServerRequest;

/// The operations of one interface as a servant has them, for callers of the same process that were compiled with that
/// interface. What stands behind the pointers is the mapping's.
struct Facet {
    const void* interface;   ///< an address that stands for it in this process
    void* servant;
    const void* operations;
    /// Performs the operation with that index, of a call that is the mapping's too.
    void (*perform)(void* servant, const void* operations, std::size_t index, void* call);
};

/// A way from a reference to the servant of its object in this process, without messages: by the rules of its POA all the
/// same.
class DirectWay {
public:
    /// Turns the answer of a direct call into the one a message would have brought.
    class Answering {
    public:
        /// `answer` answers the request it is given.
        virtual Reply reply(std::string_view operation, FunctionRef<void(ServerRequest&)> answer) const = 0;

    protected:
        ~Answering() = default;
    };

    using Upcall = FunctionRef<void(const Facet&, const Answering&)>;

    virtual ~DirectWay() = default;

    /// Runs `upcall` as a request of the object, on this thread; lets its exceptions pass. False, and nothing has been
    /// done, if the call must take the way of messages: the object is not active, its POA holds or refuses requests or
    /// has other rules for them, or its servant has no such facet.
    virtual bool perform(const void* interface, Upcall upcall) = 0;
};

}  // namespace corbel
