// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/client_transport.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/transport/trunk.hpp"

namespace corbel::transport {
namespace {

SystemError shut_down_error() {
    return SystemError{Error::bad_inv_order, minor::orb_has_shut_down, Completion::no, "the ORB has been shut down"};
}

}  // namespace

/// The connections by address.
class ClientTransport::State : public std::enable_shared_from_this<State> {
public:
    explicit State(ClientSettings settings) { context_->settings = std::move(settings); }

    ClientContext& context() { return *context_; }
    std::shared_ptr<Channel> channel_for(const giop::IiopProfile& profile, Deadline deadline);
    void shut_down() noexcept;
    std::size_t connections() const;

private:
    using TrunkPtr = std::shared_ptr<Trunk>;
    using Tally = std::shared_ptr<std::atomic<unsigned>>;

    /// One try to connect; whoever wants the same address waits for its outcome.
    struct Attempt {
        const Deadline deadline;
        bool over = false;
        TrunkPtr trunk;
        std::optional<SystemError> error;
    };
    struct Place {
        TrunkPtr trunk;
        std::shared_ptr<Attempt> attempt;
    };

    TrunkPtr trunk_to(const giop::Address& address, Deadline deadline);
    TrunkPtr outcome(Attempt& attempt, const giop::Address& address, Deadline deadline,
                     std::unique_lock<std::mutex>& lock);
    TrunkPtr attempt_at(const giop::Address& address, Deadline deadline, std::unique_lock<std::mutex>& lock);
    TrunkPtr open_trunk(const giop::Address& address, Deadline deadline);
    std::shared_ptr<ClientConnection> connect(const giop::Address& address, Deadline deadline, Tally tally);
    Trunk::Connections connect_more(const giop::Address& address, const Tally& tally, unsigned count);
    Stream open(const giop::Address& address, Deadline deadline);
    void make_room(const giop::Address& address);
    std::vector<TrunkPtr> retire(Clock::time_point now);
    void sweep_later();
    void sweep();

    const std::shared_ptr<ClientContext> context_ = std::make_shared<ClientContext>();
    mutable std::mutex mutex_;
    std::condition_variable attempt_over_;
    std::map<giop::Address, Place> places_;
    std::vector<std::weak_ptr<ClientConnection>> all_;  // also those that only finish what they have begun
    bool sweeping_ = false;
    bool closed_ = false;
};

std::shared_ptr<Channel> ClientTransport::State::channel_for(const giop::IiopProfile& profile, Deadline deadline) {
    if (profile.addresses.empty()) return nullptr;
    if (const auto timeout = context_->settings.connect_timeout; timeout.count() > 0)
        deadline = std::min(deadline, Clock::now() + timeout);
    std::string tried;
    std::optional<SystemError> failure;
    auto left = static_cast<int>(profile.addresses.size());
    for (const auto& address : profile.addresses) {
        // An address that does not answer must not use up the time of those behind it.
        const auto share = deadline == no_deadline ? deadline : Clock::now() + (deadline - Clock::now()) / left--;
        try {
            return trunk_to(address, share);
        } catch (const SystemError& error) {
            if (error.error() == Error::bad_inv_order) throw;
            tried += (tried.empty() ? "" : "; ") + error.text();
            failure.emplace(error.error(), error.minor(), Completion::no, tried);
        }
    }
    throw SystemError{*failure};
}

ClientTransport::State::TrunkPtr ClientTransport::State::trunk_to(const giop::Address& address, Deadline deadline) {
    std::unique_lock lock{mutex_};
    for (;;) {
        if (closed_) throw shut_down_error();
        auto& place = places_[address];
        if (place.trunk && place.trunk->usable()) return place.trunk;
        const auto attempt = place.attempt;
        if (!attempt) return attempt_at(address, deadline, lock);
        if (auto trunk = outcome(*attempt, address, deadline, lock)) return trunk;
    }
}

/// With the mutex held, which is released meanwhile.
ClientTransport::State::TrunkPtr ClientTransport::State::attempt_at(const giop::Address& address, Deadline deadline,
                                                                    std::unique_lock<std::mutex>& lock) {
    const auto attempt = places_[address].attempt = std::make_shared<Attempt>(Attempt{deadline, false, {}, {}});
    lock.unlock();
    try {
        attempt->trunk = open_trunk(address, deadline);
    } catch (const SystemError& error) {
        attempt->error = error;
    } catch (const std::exception& error) {
        attempt->error.emplace(Error::no_memory, 0, Completion::no,
                               "cannot connect to " + escaped(address.to_string()) + ": " + error.what());
    }
    lock.lock();
    attempt->over = true;
    attempt_over_.notify_all();
    if (attempt->trunk && !closed_) {
        places_[address] = {attempt->trunk, nullptr};
        sweep_later();
        return attempt->trunk;
    }
    places_.erase(address);
    if (!attempt->error) attempt->error = shut_down_error();
    throw SystemError{*attempt->error};
}

/// Null where the attempt had less time than this caller has, and used it up.
ClientTransport::State::TrunkPtr ClientTransport::State::outcome(Attempt& attempt, const giop::Address& address,
                                                                 Deadline deadline,
                                                                 std::unique_lock<std::mutex>& lock) {
    const auto over = [&] { return attempt.over; };
    if (deadline == no_deadline)
        attempt_over_.wait(lock, over);
    else if (!attempt_over_.wait_until(lock, deadline, over))
        throw SystemError{Error::transient, minor::cannot_connect,
                          "cannot connect to " + escaped(address.to_string()) + ": no answer in time"};
    if (!attempt.error) return attempt.trunk;
    if (attempt.deadline < deadline && Clock::now() >= attempt.deadline) return nullptr;
    throw SystemError{*attempt.error};
}

ClientTransport::State::TrunkPtr ClientTransport::State::open_trunk(const giop::Address& address, Deadline deadline) {
    const auto tally = std::make_shared<std::atomic<unsigned>>(0);
    auto first = connect(address, deadline, tally);
    return std::make_shared<Trunk>(std::move(first), tally, context_->settings.max_connections,
                                   [weak = weak_from_this(), address, tally](unsigned count) {
                                       const auto self = weak.lock();
                                       return self ? self->connect_more(address, tally, count) : Trunk::Connections{};
                                   });
}

std::shared_ptr<ClientConnection> ClientTransport::State::connect(const giop::Address& address, Deadline deadline,
                                                                  Tally tally) {
    make_room(address);
    auto stream = open(address, deadline);
    const auto connection =
        std::make_shared<ClientConnection>(std::move(stream), address.to_string(), context_, std::move(tally));
    connection->begin_watch();
    const std::lock_guard lock{mutex_};
    if (closed_) throw shut_down_error();
    std::erase_if(all_, [](auto& each) { return each.expired(); });
    all_.push_back(connection);
    return connection;
}

/// Only those that stay: a server that has enough connections accepts one and closes it, and no call should meet that.
Trunk::Connections ClientTransport::State::connect_more(const giop::Address& address, const Tally& tally,
                                                        unsigned count) {
    const auto timeout = context_->settings.connect_timeout;
    const auto began = Clock::now();
    Trunk::Connections connections;
    try {
        for (; count > 0; --count)
            connections.push_back(connect(address, deadline_in(timeout, began), tally));
    } catch (const SystemError&) {  // The calls have the connections that there are.
    }
    const auto now = Clock::now();
    const auto settled = now + std::max<Clock::duration>(2 * (now - began), std::chrono::milliseconds{2});
    std::erase_if(connections, [&](auto& each) { return !each->stays_until(settled); });
    return connections;
}

/// Over shared memory where the address offers it and the server gives it, else over its socket.
Stream ClientTransport::State::open(const giop::Address& address, Deadline deadline) {
    const auto abort = context_->io->stop_event();
    const auto& settings = context_->settings;
    const auto connected = [&] {
        auto socket = connect_to(address, deadline, abort, settings.may_connect);
        if (settings.keep_alive != usual_keep_alive) keep_alive(socket.get(), settings.keep_alive);
        return Stream{std::move(socket), settings.spin};
    };
    auto stream = connected();
    if (!address.shared_memory) return stream;
    bool refused = false;
    auto link = shm::ask(stream.get(), deadline, abort, refused);
    if (!link && !refused) return connected();
    stream.share(std::move(link));
    return stream;
}

/// With the mutex held.
void ClientTransport::State::sweep_later() {
    const auto idle = context_->settings.idle_timeout;
    if (sweeping_ || idle.count() <= 0) return;
    sweeping_ = true;
    context_->io->at(Clock::now() + std::max(idle / 4, std::chrono::milliseconds{10}), [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->sweep();
    });
}

/// Where there are as many connections as there may be, those that nobody uses are closed (hardening C10).
void ClientTransport::State::make_room(const giop::Address& address) {
    const auto most = context_->settings.max_connections_in_all;
    if (connections() < most) return;
    retire(Clock::now() + context_->settings.idle_timeout);
    if (connections() < most) return;
    throw SystemError{Error::no_resources, minor::cannot_connect, Completion::no,
                      "no connection to " + escaped(address.to_string()) + ": " + std::to_string(most) +
                          " are in use, and more may not be (-ORBmaxClientConnections)"};
}

/// Ends the connections that are unused for the idle time by `now`; the trunks of which none is left.
std::vector<ClientTransport::State::TrunkPtr> ClientTransport::State::retire(Clock::time_point now) {
    std::vector<TrunkPtr> trunks;
    {
        const std::lock_guard lock{mutex_};
        for (auto& [address, place] : places_)
            if (place.trunk) trunks.push_back(place.trunk);
    }
    std::erase_if(trunks, [&](auto& trunk) { return !trunk->retire_if_idle(now); });
    return trunks;
}

void ClientTransport::State::sweep() {
    const auto trunks = retire(Clock::now());
    const std::lock_guard lock{mutex_};
    std::erase_if(places_, [&](auto& each) {
        return !each.second.attempt && std::find(trunks.begin(), trunks.end(), each.second.trunk) != trunks.end();
    });
    sweeping_ = false;
    if (!places_.empty() && !closed_) sweep_later();
}

void ClientTransport::State::shut_down() noexcept {
    std::map<giop::Address, Place> places;
    std::vector<std::weak_ptr<ClientConnection>> all;
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
        places.swap(places_);
        all.swap(all_);
    }
    const SystemError error{Error::comm_failure, minor::orb_has_shut_down, Completion::maybe,
                            "the ORB was shut down while the call was under way"};
    for (auto& each : all)
        if (const auto connection = each.lock()) connection->shut_down(error);
    context_->io->stop();
    for (auto& [address, place] : places)
        if (place.trunk) place.trunk->join();
}

std::size_t ClientTransport::State::connections() const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), [](const auto& each) {
        const auto connection = each.lock();
        return connection && connection->usable();
    }));
}

ClientTransport::ClientTransport(ClientSettings settings) : state_{std::make_shared<State>(std::move(settings))} {}
ClientTransport::~ClientTransport() { state_->shut_down(); }

void ClientTransport::environment(void* environment) noexcept { state_->context().environment = environment; }

std::shared_ptr<Channel> ClientTransport::channel_for(const giop::IiopProfile& profile, Deadline deadline) {
    return state_->channel_for(profile, deadline);
}

void ClientTransport::shut_down() noexcept { state_->shut_down(); }
std::size_t ClientTransport::connections() const { return state_->connections(); }
std::uint64_t ClientTransport::late_replies() const { return state_->context().late_replies; }

}  // namespace corbel::transport
