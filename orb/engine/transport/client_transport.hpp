// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/transport/settings.hpp"

namespace corbel::transport {

/// IIOP for clients: one connection for each address, shared by all references and threads, over TCP and Unix-domain
/// sockets. Serves every IIOP profile, so it stands last in the list of an Invoker's providers.
class ClientTransport final : public ChannelProvider {
public:
    explicit ClientTransport(ClientSettings settings = {});
    ~ClientTransport() override;  ///< shut_down()

    /// What Reader::environment() of every reply says: the Invoker. Set before the first call.
    void environment(void* environment) noexcept;

    /// The connection to the profile's first address that answers; connects if there is none. Several threads that ask
    /// for one new address share one attempt. Throws TRANSIENT naming each address and its error.
    std::shared_ptr<Channel> channel_for(const giop::IiopProfile& profile, Deadline deadline) override;

    /// CloseConnection to every peer; calls under way fail with COMM_FAILURE, new ones with BAD_INV_ORDER.
    void shut_down() noexcept;

    std::size_t connections() const;        ///< open at the moment
    std::uint64_t late_replies() const;     ///< replies nobody waited for any more, dropped

private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace corbel::transport
