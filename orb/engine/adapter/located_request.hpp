// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/adapter/wrapped_request.hpp"
#include "orb/engine/base/function_ref.hpp"

namespace corbel::adapter {

/// A request whose servant a servant locator has found. postinvoke is a part of it (CORBA 2.6, 11.3.6): it runs when
/// the servant has come to its answer and before that is sent, and what it throws is sent instead. Once, whatever
/// happens; for a request that is deferred, when its upcall ends.
class LocatedRequest final : public WrappedRequest {
public:
    LocatedRequest(ServerRequest& request, FunctionRef<void()> postinvoke) noexcept
        : WrappedRequest{request}, postinvoke_{postinvoke} {}
    ~LocatedRequest() override { conclude(); }

    void reply(Encoder results) override;
    void reply_user_exception(std::string_view repository_id, Encoder members) override;
    void reply_system_exception(const SystemError& error) override;
    void reply_forward(const giop::Ior& target, bool permanent) override;
    bool answered() const noexcept override { return deferred_ || request_->answered(); }
    std::shared_ptr<ServerRequest> defer() override;

private:
    bool conclude() noexcept;
    void answer_instead(const SystemError& error) noexcept;

    const FunctionRef<void()> postinvoke_;
    bool concluded_ = false;
    bool deferred_ = false;
};

}  // namespace corbel::adapter
