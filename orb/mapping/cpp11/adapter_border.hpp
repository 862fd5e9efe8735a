// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/adapter/adapter_error.hpp"
#include "orb/engine/invocation/servant.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"

/// The border between PortableServer and the engine's adapter; for the sources of the mapping.
namespace PortableServer {

/// Throws the user exception that IDL has for a fault of the adapter.
[[noreturn]] void raise(const corbel::adapter::AdapterError& error);

/// Runs `action`; the engine's exceptions leave it as the mapping's.
template <class Action>
decltype(auto) adapted(Action&& action) {
    return corbel::translated([&]() -> decltype(auto) {
        try {
            return action();
        } catch (const corbel::adapter::AdapterError& error) {
            raise(error);
        }
    });
}

/// Nil for null.
IDL::traits<POA>::ref_type to_reference(std::shared_ptr<corbel::adapter::Poa> poa);

/// Every servant that the mapping gives to the engine is a ServantBase.
ServantRef to_servant(const corbel::ServantPtr& servant);

}  // namespace PortableServer
