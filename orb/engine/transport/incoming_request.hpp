// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>

#include "orb/engine/giop/message.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/invocation/server_request.hpp"
#include "orb/engine/transport/server_connection.hpp"

namespace corbel::transport {

/// A Request that came over a connection. Lives on the stack of the thread that read it, or,
/// once deferred, on the heap.
class IncomingRequest final : public ServerRequest {
public:
    /// `header` has been read from `arguments`, a reader of `message`, and stays until this is gone or deferred.
    IncomingRequest(const std::shared_ptr<ServerConnection>& connection, giop::Message&& message,
                    giop::RequestHeader& header, cdr::Reader arguments, const cdr::Encoding& encoding);
    ~IncomingRequest() override;
    IncomingRequest(const IncomingRequest&) = delete;
    IncomingRequest& operator=(const IncomingRequest&) = delete;

    [[gnu::hot]] std::string_view operation() const noexcept override { return header_->operation; }
    [[gnu::hot]] ByteView object_key() const noexcept override { return header_->target.object_key; }
    Peer peer() const override;
    [[gnu::hot]] bool response_expected() const noexcept override { return header_->response_expected(); }
    std::span<const giop::ServiceContext> service_contexts() const noexcept override {
        return header_->service_contexts;
    }
    [[gnu::hot]] cdr::Reader& arguments() noexcept override { return arguments_; }

    void add_reply_context(giop::ServiceContext context) override { reply_contexts_.push_back(std::move(context)); }
    void reply(Encoder results) override;
    void reply_user_exception(std::string_view repository_id, Encoder members) override;
    void reply_system_exception(const SystemError& error) override;
    void reply_forward(const giop::Ior& target, bool permanent) override;
    [[gnu::hot]] bool answered() const noexcept override { return answered_; }
    std::shared_ptr<ServerRequest> defer() override;

    /// Lends the reader's role for the upcall that begins; it is reclaimed before the answer is sent, so that a client
    /// that is quicker than the rest of the upcall meets a reader.
    void lend(ReadingRole& role, std::uint64_t upcall) noexcept;
    /// After the upcall: false if another thread reads the connection now.
    bool reclaim() noexcept;

    /// The reply that SYNC_WITH_SERVER waits for (CORBA 2.6, 22.2.2): empty, before the upcall.
    void acknowledge();

    /// Answers before any upcall; the text goes along for those who can read it.
    void refuse(const SystemError& error);

    /// Its body has come as a whole; a reader of it reads `whole` from now on.
    void body_came(giop::Message&& whole) noexcept { whole_ = std::move(whole); }

    /// Its body does not come: whoever reads it meets an exception, and nothing of what it answers then is sent.
    void give_up() noexcept { answered_ = true; }

    /// NO_RESPONSE if there is no answer yet and the request was not deferred.
    void require_answer();

private:
    void answer(giop::ReplyStatus status, Encoder body);
    void tell_why(const SystemError& error);
    void send(giop::ReplyStatus status, Encoder body, std::span<const giop::ServiceContext> contexts = {});

    const std::shared_ptr<ServerConnection>* connection_;
    std::shared_ptr<ServerConnection> own_connection_;  // once deferred; end_apart() is due then
    giop::Message message_;
    giop::Message whole_;  // of a message whose first bytes are message_
    giop::RequestHeader* header_;
    std::optional<giop::RequestHeader> own_header_;     // once deferred
    cdr::Reader arguments_;
    cdr::Encoding encoding_;
    std::vector<giop::ServiceContext> reply_contexts_;
    ReadingRole* lent_ = nullptr;
    bool reading_ = true;
    bool answered_ = false;
};

}  // namespace corbel::transport
