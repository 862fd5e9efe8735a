// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/request_handler.hpp"
#include "orb/engine/transport/client_transport.hpp"
#include "orb/engine/transport/server_transport.hpp"

namespace corbel::test {

/// An object that answers by the name of the operation, and counts.
class Echo : public RequestHandler {
public:
    void handle(ServerRequest& request) noexcept override {
        try {
            // A request that stops coming is not counted: it is handled again.
            if (request.operation() != "call") request.arguments().complete();
            ++requests;
            perform(request);
        } catch (const SystemError& error) {
            request.reply_system_exception(error);
        }
    }

    Location locate(ByteView key) noexcept override {
        if (as_text(key) == "moved") return {Location::Status::object_forward, forward_to};
        return {as_text(key) == "echo" ? Location::Status::object_here : Location::Status::unknown_object, {}};
    }

    std::atomic<unsigned> requests{0};
    std::atomic<unsigned> fired{0};
    std::vector<std::int32_t> order;  // what "fire" brought; guarded by `mutex`
    std::mutex mutex;
    giop::Ior forward_to;
    bool forward_permanently = false;
    std::vector<std::shared_ptr<ServerRequest>> deferred;  // guarded by `mutex`
    std::function<void(ServerRequest&)> other;

private:
    void perform(ServerRequest& request) {
        auto& in = request.arguments();
        const auto operation = request.operation();
        if (as_text(request.object_key()) == "moved") return request.reply_forward(forward_to, forward_permanently);
        if (operation == "ping") {
            request.end_of_arguments();
            return request.reply([](cdr::Writer&) {});
        }
        if (operation == "echo") {
            const auto text = in.string();
            request.end_of_arguments();
            return request.reply([&](cdr::Writer& out) { out.string(text); });
        }
        if (operation == "wide") {
            std::wstring text;
            in.wide_string(text);
            return request.reply([&](cdr::Writer& out) { out.wide_string(text); });
        }
        if (operation == "octets") {
            const auto octets = in.octets();
            return request.reply([&](cdr::Writer& out) { out.octets(octets); });
        }
        if (operation == "sleep") {
            const auto time = in.get<std::uint32_t>();
            std::this_thread::sleep_for(std::chrono::milliseconds{time});
            return request.reply([&](cdr::Writer& out) { out.put(time); });
        }
        if (operation == "fire") {
            const std::lock_guard lock{mutex};
            order.push_back(in.get<std::int32_t>());
            ++fired;
            return;
        }
        if (operation == "refuse") {
            return request.reply_user_exception("IDL:Refused:1.0", [](cdr::Writer& out) { out.put(std::int32_t{7}); });
        }
        if (operation == "bad_results") {
            return request.reply([](cdr::Writer& out) {
                out.put(std::int32_t{1});
                throw SystemError{Error::data_conversion, 5, Completion::no, "cannot be encoded"};
            });
        }
        if (operation == "defer") {
            const std::lock_guard lock{mutex};
            deferred.push_back(request.defer());
            return;
        }
        if (operation == "silent") return;
        if (operation == "call" && other) return other(request);
        throw SystemError{Error::bad_operation, minor::unknown_operation, "no such operation"};
    }
};

inline giop::Ior ior_of(const giop::Address& address, std::string_view key = "echo", giop::Version version = {1, 2},
                        std::vector<giop::Address> more = {}) {
    giop::IiopProfile profile;
    profile.version = version;
    profile.addresses = {address};
    profile.addresses.insert(profile.addresses.end(), more.begin(), more.end());
    profile.object_key = to_octets(as_bytes(key));
    if (version.minor > 0) profile.components = {giop::code_sets_component(giop::own_code_sets(cdr::CodeSet::utf_8))};
    return {"IDL:Echo:1.0", {{giop::tag::internet_iop, profile.write()}}};
}

/// A server on a free port of the loopback interface.
struct Server {
    explicit Server(transport::ServerSettings settings = {}, std::uint16_t port = 0,
                    std::function<void(ServerRequest&)> other = {})
        : transport{echo, settings}, address{transport.listen({"127.0.0.1", port, {}})} {
        echo.other = std::move(other);
        transport.start();
    }
    giop::Ior ior(std::string_view key = "echo", giop::Version version = {1, 2}) const {
        return ior_of(address, key, version);
    }

    Echo echo;
    transport::ServerTransport transport;
    giop::Address address;
};

struct Client {
    explicit Client(Invoker::Settings calls = {}, transport::ClientSettings settings = {})
        : transport{std::make_shared<transport::ClientTransport>(settings)},
          invoker{std::make_shared<Invoker>(std::vector<std::shared_ptr<ChannelProvider>>{transport}, calls)} {
        transport->environment(invoker.get());
    }
    ~Client() { transport->shut_down(); }
    Reference to(const giop::Ior& ior) const { return Reference{ior, invoker}; }

    std::shared_ptr<transport::ClientTransport> transport;
    std::shared_ptr<Invoker> invoker;
};

inline constexpr auto no_arguments = [](cdr::Writer&) {};

inline void ping(const Reference& target) { target.invoker().call(target, "ping", no_arguments); }

inline std::string echo(const Reference& target, std::string_view text) {
    auto reply = target.invoker().call(target, "echo", [&](cdr::Writer& out) { out.string(text); });
    return reply.body.string();
}

inline void nap(const Reference& target, std::uint32_t milliseconds) {
    target.invoker().call(target, "sleep", [&](cdr::Writer& out) { out.put(milliseconds); });
}

inline void fire(const Reference& target, std::int32_t value) {
    target.invoker().send(target, "fire", [&](cdr::Writer& out) { out.put(value); });
}

/// The error that `action` throws.
template <class Action>
SystemError error_of(Action action) {
    try {
        action();
    } catch (const SystemError& error) {
        return error;
    }
    return SystemError{Error::unknown, 0, Completion::yes, "nothing was thrown"};
}

template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds{10}) {
    for (const auto end = Clock::now() + limit; Clock::now() < end;) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return condition();
}

}  // namespace corbel::test
