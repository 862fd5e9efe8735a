// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/colocated.hpp"

#include <algorithm>

#include "orb/engine/adapter/direct_object.hpp"
#include "orb/engine/adapter/exchange.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

class ColocatedChannel final : public Channel {
public:
    ColocatedChannel(std::shared_ptr<ObjectAdapter> adapter, std::function<void*()> environment,
                     std::shared_ptr<Timers> timers)
        : adapter_{std::move(adapter)}, environment_{std::move(environment)}, timers_{std::move(timers)} {
        encoding_.chars = encoding_.native_chars = adapter_->settings().native_chars;
    }

    void call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply) override {
        auto* const environment = environment_();
        auto exchange = perform(head, arguments, deadline, environment);
        if (exchange->shared()) exchange->wait(deadline);
        reply = exchange->reply(exchange, environment);
    }

    void send(const RequestHead& head, Encoder arguments, Deadline deadline) override {
        perform(head, arguments, deadline, environment_());
    }

    /// On a thread of the ORB, or else before this returns.
    void call_async(const RequestHead& head, Encoder arguments, Deadline deadline, Done done) override {
        auto* const environment = environment_();
        if (adapter_->host()->has_threads())
            return perform_later(head, arguments, deadline, environment, std::move(done));
        auto exchange = perform(head, arguments, deadline, environment);
        if (exchange->shared()) return exchange->when_done(std::move(done), exchange, environment, deadline, timers_);
        done(exchange->reply(exchange, environment), nullptr);
    }

    Location locate(const giop::IiopProfile& profile, Deadline) override {
        return adapter_->locate(profile.object_key);
    }

    std::shared_ptr<DirectWay> direct(const giop::IiopProfile& profile) override {
        if (!adapter_->settings().direct_calls || adapter_->is_hooked() || !ObjectKey::parse(profile.object_key))
            return nullptr;
        return std::make_shared<Poa::DirectObject>(adapter_, profile.object_key, encoding_, environment_);
    }

    bool usable() const noexcept override { return true; }
    std::string peer() const override { return "this process"; }

private:
    std::shared_ptr<Exchange> perform(const RequestHead& head, Encoder arguments, Deadline deadline,
                                      void* environment) {
        auto exchange = Exchange::take(encoding_);
        arguments(exchange->arguments());
        ColocatedRequest request{exchange, head, deadline, environment};
        adapter_->handle(request);
        return exchange;
    }

    void perform_later(const RequestHead& head, Encoder arguments, Deadline deadline, void* environment, Done done) {
        auto exchange = Exchange::take(encoding_);
        arguments(exchange->arguments());
        const auto request = ColocatedRequest{exchange, head, deadline, environment}.defer();
        auto& meeting = *exchange;
        meeting.when_done(std::move(done), std::move(exchange), environment, deadline, timers_);
        try {
            adapter_->host()->post([adapter = adapter_, request] {
                if (Clock::now() < request->deadline()) return adapter->handle(*request);
                request->reply_system_exception(not_in_time(Completion::no));
            });
        } catch (const SystemError&) {  // no thread can be had
            adapter_->handle(*request);
        }
    }

    const std::shared_ptr<ObjectAdapter> adapter_;
    const std::function<void*()> environment_;
    const std::shared_ptr<Timers> timers_;
    cdr::Encoding encoding_;
};

class ColocatedProvider final : public ChannelProvider {
public:
    ColocatedProvider(std::shared_ptr<ObjectAdapter> adapter, std::function<void*()> environment,
                      std::shared_ptr<Timers> timers)
        : adapter_{std::move(adapter)},
          channel_{std::make_shared<ColocatedChannel>(adapter_, std::move(environment), std::move(timers))} {}

    std::shared_ptr<Channel> channel_for(const giop::IiopProfile& profile, Deadline) override {
        const auto host = adapter_->host();
        const bool own = std::any_of(profile.addresses.begin(), profile.addresses.end(),
                                     [&](const auto& address) { return host->is_own_address(address); });
        return own ? channel_ : nullptr;
    }

private:
    const std::shared_ptr<ObjectAdapter> adapter_;
    const std::shared_ptr<Channel> channel_;
};

}  // namespace

std::shared_ptr<ChannelProvider> make_colocated_provider(std::shared_ptr<ObjectAdapter> adapter,
                                                         std::function<void*()> environment,
                                                         std::shared_ptr<Timers> timers) {
    return std::make_shared<ColocatedProvider>(std::move(adapter), std::move(environment), std::move(timers));
}

}  // namespace corbel::adapter
