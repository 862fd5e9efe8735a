// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/orb.hpp"

namespace corbel::core {

/// A servant that does what it is told.
class TestServant : public Servant {
public:
    using Action = std::function<void(ServerRequest&)>;

    explicit TestServant(Action action) : action_{std::move(action)} {}
    void _invoke(ServerRequest& request) override { action_(request); }
    std::string_view repository_id() const override { return "IDL:Test:1.0"; }
    bool is_a(std::string_view id) const override { return id == repository_id(); }

private:
    Action action_;
};

inline ServantPtr servant(TestServant::Action action) { return std::make_shared<TestServant>(std::move(action)); }

/// Replies with a string.
inline ServantPtr says(std::string text) {
    return servant([text](ServerRequest& request) { request.reply([&](cdr::Writer& out) { out.string(text); }); });
}

inline std::string ask(const Reference& target, std::string_view operation = "work") {
    auto reply = target.invoker().call(target, operation, [](cdr::Writer&) {});
    return reply.body.string();
}

inline std::shared_ptr<Orb> loopback_orb(Options options = {}, std::uint16_t port = 0) {
    options.endpoints = {{"127.0.0.1", port, {}}};
    return Orb::create(std::move(options));
}

/// An active object in the root POA.
inline Reference serve(Orb& orb, ServantPtr servant) {
    const auto root = orb.root_poa();
    root->manager()->activate();
    return root->id_to_reference(root->activate(servant));
}

/// The reference as another ORB has it.
inline Reference at(Orb& orb, const Reference& reference) { return {reference.ior(), orb.invoker()}; }

template <class Action>
SystemError error_of_action(Action&& action) {
    try {
        action();
    } catch (const SystemError& error) {
        return error;
    }
    throw std::runtime_error{"no SystemError"};
}

}  // namespace corbel::core
