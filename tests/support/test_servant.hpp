// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/invocation/servant.hpp"

namespace corbel {

/// A servant that does what it is told.
class TestServant : public Servant {
public:
    using Action = std::function<void(ServerRequest&)>;

    TestServant() : TestServant{[](ServerRequest& request) { request.reply([](cdr::Writer&) {}); }} {}
    explicit TestServant(Action action) : action_{std::move(action)} {}

    void _invoke(ServerRequest& request) override { action_(request); }
    std::string_view repository_id() const override { return "IDL:Test:1.0"; }
    bool is_a(std::string_view id) const override { return id == repository_id(); }

private:
    Action action_;
};

inline ServantPtr servant() { return std::make_shared<TestServant>(); }
inline ServantPtr servant(TestServant::Action action) { return std::make_shared<TestServant>(std::move(action)); }

/// Replies with a string.
inline ServantPtr says(std::string text) {
    return servant([text](ServerRequest& request) { request.reply([&](cdr::Writer& out) { out.string(text); }); });
}

}  // namespace corbel
