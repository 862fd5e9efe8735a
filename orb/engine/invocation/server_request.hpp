// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/deadline.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/invocation/peer.hpp"

namespace corbel {

/// Writes the body of a message. Called once per message written: a client's may run again for a retry or a forward,
/// when the peer's GIOP version or code sets differ.
using Encoder = FunctionRef<void(cdr::Writer&)>;

/// One request on its way through the server: from a connection or from a colocated caller, to exactly one answer.
///
/// Views it hands out live until it is answered. The first of the reply functions that returns normally answers it;
/// they do nothing where no response is expected. If an Encoder throws, nothing of that reply is sent and a system
/// exception goes to the client instead (hardening T8). A request that is destroyed unanswered answers
/// NO_RESPONSE.
class ServerRequest {
public:
    virtual ~ServerRequest() = default;

    virtual std::string_view operation() const noexcept = 0;
    virtual ByteView object_key() const noexcept = 0;
    virtual bool response_expected() const noexcept = 0;
    virtual Peer peer() const { return {}; }
    /// When its caller gives up, where that is known: of colocated calls.
    virtual Deadline deadline() const noexcept { return no_deadline; }
    virtual std::span<const giop::ServiceContext> service_contexts() const noexcept = 0;

    /// Positioned at the first argument. A skeleton that has read all calls end_of_arguments().
    virtual cdr::Reader& arguments() noexcept = 0;
    /// MARSHAL for bytes left after the last argument (hardening W20).
    void end_of_arguments();

    /// Goes with the answer, where the request can carry it. Before the reply functions.
    virtual void add_reply_context(giop::ServiceContext context) { static_cast<void>(context); }

    virtual void reply(Encoder results) = 0;
    /// `members` writes the exception's members; the repository id is written before.
    virtual void reply_user_exception(std::string_view repository_id, Encoder members) = 0;
    virtual void reply_system_exception(const SystemError& error) = 0;
    virtual void reply_forward(const giop::Ior& target, bool permanent) = 0;
    virtual bool answered() const noexcept = 0;

    /// Takes the request out of the upcall: the result outlives it and is answered later, from any thread. This
    /// object may not be used afterwards. Allocates.
    virtual std::shared_ptr<ServerRequest> defer() = 0;
};

}  // namespace corbel
