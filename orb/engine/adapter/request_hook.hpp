// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <any>
#include <memory>
#include <vector>

#include "orb/engine/adapter/object_key.hpp"
#include "orb/engine/adapter/wrapped_request.hpp"
#include "orb/engine/invocation/call_hook.hpp"
#include "orb/engine/invocation/server_request.hpp"

namespace corbel::adapter {

class Poa;
class Upcall;

/// Sees each request on its way through the adapter: what server request interceptors are made of (CORBA 2.6, 21.3.8).
/// Where one throws SystemError or Forwarded, that answers the request.
class RequestHook {
public:
    /// One request, from its arrival to its answer.
    struct Passage {
        ServerRequest& request;
        std::vector<giop::ServiceContext> reply_contexts;  ///< sent with the answer; for the hook to fill
        std::any state;                                    ///< the hook's own
    };

    enum class Answer : std::uint8_t { reply, user_exception, system_exception, forward, none };  ///< none: a oneway

    struct Answering {
        Answer answer;
        std::string_view exception_id = {};  ///< for user_exception
        const SystemError* error = nullptr;
        const giop::Ior* forward = nullptr;
    };

    virtual ~RequestHook() = default;

    virtual void arrived(Passage& passage) = 0;
    /// The servant is found and about to be called, on this thread.
    virtual void entering(Passage& passage, const Upcall& upcall) = 0;
    /// The servant has returned; throws nothing.
    virtual void left(Passage& passage) noexcept = 0;
    /// Before the answer is sent: once, or twice if it throws and something else is sent instead.
    virtual void answering(Passage& passage, const Answering& answering) = 0;
};

/// A request that a hook looks after.
class WatchedRequest final : public WrappedRequest {
public:
    WatchedRequest(ServerRequest& request, RequestHook& hook);
    ~WatchedRequest() override;

    /// False if the hook has answered it.
    bool arrive();
    void enter(const Upcall& upcall) { hook_.entering(passage_, upcall); }
    void leave() noexcept { hook_.left(passage_); }

    void reply(Encoder results) override;
    void reply_user_exception(std::string_view repository_id, Encoder members) override;
    void reply_system_exception(const SystemError& error) override;
    void reply_forward(const giop::Ior& target, bool permanent) override;
    bool answered() const noexcept override { return deferred_ || request_->answered(); }
    std::shared_ptr<ServerRequest> defer() override;

private:
    WatchedRequest(std::shared_ptr<ServerRequest> request, WatchedRequest& from);

    bool announce(RequestHook::Answering answering);
    void put_contexts();

    std::shared_ptr<ServerRequest> own_;  // once deferred
    RequestHook& hook_;
    RequestHook::Passage passage_;
    bool deferred_ = false;
    bool announced_ = false;  // of a oneway
};

}  // namespace corbel::adapter
