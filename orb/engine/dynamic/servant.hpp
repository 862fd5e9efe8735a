// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "orb/engine/dynamic/call.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/invocation/servant.hpp"

namespace corbel::dynamic {

/// Serves an interface that is known at run time only: reads the arguments, has `perform` do the operation and sends
/// what it came to. What every object answers (CORBA 2.6, 15.4.2: _is_a, _non_existent,
/// _interface, ...) it answers by itself.
class Servant final : public corbel::Servant {
public:
    /// Called with one value for each parameter, `out` ones empty; the outcome has them again. The valuetypes among the
    /// arguments are emptied when the answer has been sent: keep a copy_of() them. A SystemError it throws is the
    /// caller's. From several threads at once.
    using Perform = std::function<Outcome(const Operation& operation, Values& arguments)>;
    /// The InterfaceDef that _interface answers with; from several threads at once.
    using Describe = std::function<giop::Ior()>;

    /// BAD_PARAM if the model has no such interface. Without `describe` _interface raises INTF_REPOS.
    Servant(std::shared_ptr<const Model> model, std::string_view interface, Perform perform, Describe describe = {});

    void _invoke(ServerRequest& request) override;
    std::string_view repository_id() const override { return interface_.id; }
    bool is_a(std::string_view repository_id) const override;

private:
    bool answer_of_every_object(ServerRequest& request) const;
    giop::Ior description() const;

    const std::shared_ptr<const Model> model_;
    const Interface& interface_;
    const Perform perform_;
    const Describe describe_;
};

}  // namespace corbel::dynamic
