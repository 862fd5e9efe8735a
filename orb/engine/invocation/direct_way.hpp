// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/invocation/facet.hpp"
#include "orb/engine/invocation/reply.hpp"

namespace corbel {

class ServerRequest;

/// A way from a reference to the servant of its object in this process, without messages: by the rules of its POA all
/// the same.
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
