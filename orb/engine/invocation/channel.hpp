// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "orb/engine/base/deadline.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/giop/target.hpp"
#include "orb/engine/invocation/direct_way.hpp"
#include "orb/engine/invocation/reply.hpp"
#include "orb/engine/invocation/request_handler.hpp"

namespace corbel {

/// What the header of a request says (CORBA 2.6, 15.4.2).
struct RequestHead {
    const giop::IiopProfile* profile;  ///< object key, GIOP version, code sets
    std::string_view operation;
    bool response_expected = true;
    bool acknowledge_only = false;  ///< with response_expected: SYNC_WITH_SERVER, where the GIOP version has it
    bool may_wait = false;          ///< a oneway: it may leave a moment later, together with others
    Clock::time_point now = {};     ///< by coarse_now(), so that the clock is read once a call
    std::span<const giop::ServiceContext> service_contexts = {};

    /// How the object is named: by its key unless the peer has answered NEEDS_ADDRESSING_MODE; then `reference` and the
    /// index of the profile in it are set.
    giop::AddressingDisposition addressing = giop::AddressingDisposition::key;
    const giop::Ior* reference = nullptr;
    std::uint32_t profile_index = 0;
};

/// A way to send requests to one place: a connection, or an adapter in this process. Shared by callers and threads.
class Channel {
public:
    virtual ~Channel() = default;

    /// Sends a request and blocks for its reply on the caller's thread; `reply` is filled anew. Throws SystemError:
    /// with Completion::no only if the peer cannot have begun to execute it (not sent, or an orderly CloseConnection),
    /// so that a retry is safe.
    virtual void call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply) = 0;

    /// Sends a oneway; returns when it is handed to the operating system, or before if it may wait.
    virtual void send(const RequestHead& head, Encoder arguments, Deadline deadline) = 0;

    /// Sends a request and returns; `done` runs exactly once, on a thread of the ORB or before this returns, with the
    /// reply or with the error. `arguments` is used before this returns. Throws if the request was not sent; `done`
    /// does not run then.
    using Done = std::function<void(Reply reply, const SystemError* error)>;
    virtual void call_async(const RequestHead& head, Encoder arguments, Deadline deadline, Done done) = 0;

    /// LocateRequest; the Ior is the forward, if any.
    virtual Location locate(const giop::IiopProfile& profile, Deadline deadline) = 0;

    /// The way to the object of this profile past the messages, if it is in this process.
    virtual std::shared_ptr<DirectWay> direct(const giop::IiopProfile&) { return nullptr; }

    /// False once the connection is closed or broken: take another one.
    virtual bool usable() const noexcept = 0;

    /// For messages: "127.0.0.1:2809".
    virtual std::string peer() const = 0;

    /// Whether a thread may keep it for its next call when all references and even the ORB are gone: true for what
    /// holds nothing of the program's.
    virtual bool may_be_kept() const noexcept { return false; }
};

/// Gives the channel for a profile; connects where needed. Implemented by transports and by the adapter (colocated).
class ChannelProvider {
public:
    virtual ~ChannelProvider() = default;

    /// Null if this provider does not serve such a profile. Throws TRANSIENT (nothing sent, Completion::no) with a text
    /// that names each address tried and its error.
    virtual std::shared_ptr<Channel> channel_for(const giop::IiopProfile& profile, Deadline deadline) = 0;
};

}  // namespace corbel
