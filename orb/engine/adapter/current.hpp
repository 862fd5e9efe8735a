// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/adapter/object_key.hpp"
#include "orb/engine/invocation/servant.hpp"
#include "orb/engine/invocation/server_request.hpp"

namespace corbel::adapter {

class ObjectAdapter;
class Poa;

/// What this thread runs of the user's for an adapter besides upcalls: servant managers, adapter activators,
/// interceptors of the server. The adapter waits for its end, so the thread cannot wait for the adapter's.
class UserCode {
public:
    explicit UserCode(const ObjectAdapter& adapter) noexcept;
    ~UserCode();
    UserCode(const UserCode&) = delete;
    UserCode& operator=(const UserCode&) = delete;

    /// Whether this thread is in some of `adapter`, however deep.
    static bool is_in(const ObjectAdapter& adapter) noexcept;

private:
    const ObjectAdapter& adapter_;
    const UserCode* outer_;
};

/// An upcall that runs on this thread (CORBA 2.6, 11.3.9: PortableServer::Current). Upcalls nest where a servant calls
/// a colocated object; each lives on the stack of the thread that makes it.
class Upcall {
public:
    /// `request` null: a direct call.
    Upcall(Poa& poa, ByteView object_id, const ServantPtr& servant, const ServerRequest* request = nullptr) noexcept
        : poa_{poa}, object_id_{object_id}, servant_{servant}, request_{request}, outer_{innermost_} {
        innermost_ = this;
    }
    ~Upcall() { innermost_ = outer_; }
    Upcall(const Upcall&) = delete;
    Upcall& operator=(const Upcall&) = delete;

    /// The innermost one of this thread, null outside of upcalls.
    static const Upcall* current() noexcept { return innermost_; }

    /// Whether this thread is in an upcall that `adapter` has made, however deep.
    static bool is_in(const ObjectAdapter& adapter) noexcept;

    /// Whether this thread performs a request of that object.
    static bool is_in(const Poa& poa, ByteView object_id) noexcept;

    Poa& poa() const noexcept { return poa_; }
    ByteView object_id() const noexcept { return object_id_; }
    const ServantPtr& servant() const noexcept { return servant_; }
    /// Whether there is no message of the request.
    bool is_direct() const noexcept { return request_ == nullptr; }
    /// Who sent the request; not after it was deferred.
    Peer peer() const { return request_ ? request_->peer() : Peer{}; }

private:
    static inline constinit thread_local const Upcall* innermost_ = nullptr;

    Poa& poa_;
    ByteView object_id_;
    const ServantPtr& servant_;
    const ServerRequest* request_;
    const Upcall* outer_;
};

}  // namespace corbel::adapter
