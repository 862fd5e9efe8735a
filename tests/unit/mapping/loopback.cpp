// SPDX-License-Identifier: BSL-1.0
#include "tests/unit/mapping/loopback.hpp"

#include "orb/engine/base/minor.hpp"

using corbel::ByteView;
using corbel::Encoder;
using corbel::SystemError;
using corbel::giop::ReplyStatus;

class LoopbackRequest final : public corbel::ServerRequest {
public:
    LoopbackRequest(Loopback& channel, const corbel::RequestHead& head, corbel::Invoker* invoker)
        : channel_{channel}, head_{head}, arguments_{channel.arguments_.contiguous(), channel.encoding} {
        arguments_.environment(invoker);
    }

    std::string_view operation() const noexcept override { return head_.operation; }
    ByteView object_key() const noexcept override { return head_.profile->object_key; }
    bool response_expected() const noexcept override { return head_.response_expected; }
    std::span<const corbel::giop::ServiceContext> service_contexts() const noexcept override { return {}; }
    corbel::cdr::Reader& arguments() noexcept override { return arguments_; }

    void reply(Encoder results) override { answer(ReplyStatus::no_exception, {}, results); }
    void reply_user_exception(std::string_view id, Encoder members) override {
        answer(ReplyStatus::user_exception, id, members);
    }
    void reply_system_exception(const SystemError& error) override {
        answer(ReplyStatus::system_exception, repository_id_of(error.error()), [&](corbel::cdr::Writer& out) {
            out.put(error.minor());
            out.put(static_cast<std::uint32_t>(error.completed()));
        });
    }
    void reply_forward(const corbel::giop::Ior&, bool) override {}
    bool answered() const noexcept override { return answered_; }
    std::shared_ptr<ServerRequest> defer() override { return nullptr; }

    ReplyStatus status = ReplyStatus::no_exception;

private:
    void answer(ReplyStatus how, std::string_view id, Encoder body) {
        channel_.results_.clear(channel_.encoding);
        if (how != ReplyStatus::no_exception) channel_.results_.identifier(id);
        body(channel_.results_);
        status = how;
        answered_ = true;
    }

    Loopback& channel_;
    const corbel::RequestHead& head_;
    corbel::cdr::Reader arguments_;
    bool answered_ = false;
};

void Loopback::call(const corbel::RequestHead& head, Encoder arguments, corbel::Deadline, corbel::Reply& reply) {
    reply = perform(head, arguments);
}

corbel::Reply Loopback::perform(const corbel::RequestHead& head, Encoder arguments) {
    if (recording) operations.emplace_back(head.operation);
    arguments_.clear(encoding);
    arguments(arguments_);
    auto* invoker = invoker_.lock().get();
    LoopbackRequest request{*this, head, invoker};
    servant_->_invoke(request);
    if (!request.answered()) throw SystemError{corbel::Error::no_response, 0, corbel::Completion::maybe};
    corbel::Reply reply;
    reply.status = request.status;
    reply.body = corbel::cdr::Reader{results_.contiguous(), encoding};
    reply.body.environment(invoker);
    return reply;
}

void Loopback::send(const corbel::RequestHead& head, Encoder arguments, corbel::Deadline) {
    perform(head, arguments);
}

corbel::Location Loopback::locate(const corbel::giop::IiopProfile&, corbel::Deadline) {
    return {corbel::Location::Status::object_here, {}};
}

std::shared_ptr<corbel::Invoker> Loopback::invoker() {
    auto invoker = invoker_.lock();
    if (!invoker) {
        invoker = std::make_shared<corbel::Invoker>(
            std::vector<std::shared_ptr<corbel::ChannelProvider>>{shared_from_this()}, corbel::Invoker::Settings{});
        invoker_ = invoker;
    }
    return invoker;
}

corbel::Reference Loopback::reference(std::string type_id) {
    corbel::giop::IiopProfile profile;
    profile.addresses = {{"127.0.0.1", 1, {}}};
    profile.object_key = {1, 2, 3};
    return {{std::move(type_id), {{corbel::giop::tag::internet_iop, profile.write()}}}, invoker()};
}
