// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "orb/engine/dynamic/call.hpp"
#include "orb/engine/invocation/servant.hpp"

namespace corbel::dynamic {

/// Serves an interface that is known at run time only: reads the arguments, has `perform` do the operation and sends what
/// it came to.
class Servant final : public corbel::Servant {
public:
    /// Called with one value for each parameter, `out` ones empty; the outcome has them again. The valuetypes among the
    /// arguments are emptied when the answer has been sent: keep a copy_of() them. A SystemError it throws is the caller's.
    /// From several threads at once.
    using Perform = std::function<Outcome(const Operation& operation, Values& arguments)>;

    /// BAD_PARAM if the model has no such interface.
    Servant(std::shared_ptr<const Model> model, std::string_view interface, Perform perform);

    void _invoke(ServerRequest& request) override;
    std::string_view repository_id() const override { return interface_.id; }
    bool is_a(std::string_view repository_id) const override;

private:
    const std::shared_ptr<const Model> model_;
    const Interface& interface_;
    const Perform perform_;
};

}  // namespace corbel::dynamic
