// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/orb.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/test_servant.hpp"

namespace corbel::core {

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


}  // namespace corbel::core
