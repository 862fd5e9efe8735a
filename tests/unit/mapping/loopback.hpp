// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/reference.hpp"
#include "orb/engine/invocation/servant.hpp"

/// A peer without sockets: a channel that hands each request to one servant on the caller's thread, in the encoding
/// that the test chooses.
class Loopback : public corbel::Channel, public corbel::ChannelProvider, public std::enable_shared_from_this<Loopback> {
public:
    explicit Loopback(std::shared_ptr<corbel::Servant> servant) : servant_{std::move(servant)} {}

    corbel::cdr::Encoding encoding;
    std::vector<std::string> operations;  ///< what was called; kept only if `recording`
    bool recording = true;

    void call(const corbel::RequestHead& head, corbel::Encoder arguments, corbel::Deadline,
              corbel::Reply& reply) override;
    void send(const corbel::RequestHead& head, corbel::Encoder arguments, corbel::Deadline) override;
    void call_async(const corbel::RequestHead&, corbel::Encoder, corbel::Deadline, Done) override {}
    corbel::Location locate(const corbel::giop::IiopProfile&, corbel::Deadline) override;
    bool usable() const noexcept override { return true; }
    std::string peer() const override { return "loopback"; }
    std::shared_ptr<corbel::Channel> channel_for(const corbel::giop::IiopProfile&, corbel::Deadline) override {
        return shared_from_this();
    }

    std::shared_ptr<corbel::Invoker> invoker();
    /// A reference that claims to be of the type.
    corbel::Reference reference(std::string type_id);

private:
    friend class LoopbackRequest;

    corbel::Reply perform(const corbel::RequestHead& head, corbel::Encoder arguments);

    std::shared_ptr<corbel::Servant> servant_;
    std::weak_ptr<corbel::Invoker> invoker_;
    corbel::cdr::Writer arguments_;
    corbel::cdr::Writer results_;
};
