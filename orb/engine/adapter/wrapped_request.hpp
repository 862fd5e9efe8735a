// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "orb/engine/invocation/server_request.hpp"

namespace corbel::adapter {

/// A request that is another one but for its answer: base of those that have something to say before that is sent.
class WrappedRequest : public ServerRequest {
public:
    std::string_view operation() const noexcept override { return request_->operation(); }
    ByteView object_key() const noexcept override { return request_->object_key(); }
    Peer peer() const override { return request_->peer(); }
    Deadline deadline() const noexcept override { return request_->deadline(); }
    bool response_expected() const noexcept override { return request_->response_expected(); }
    std::span<const giop::ServiceContext> service_contexts() const noexcept override {
        return request_->service_contexts();
    }
    cdr::Reader& arguments() noexcept override { return request_->arguments(); }
    void add_reply_context(giop::ServiceContext context) override { request_->add_reply_context(std::move(context)); }

protected:
    explicit WrappedRequest(ServerRequest& request) noexcept : request_{&request} {}

    ServerRequest* request_;
};

}  // namespace corbel::adapter
