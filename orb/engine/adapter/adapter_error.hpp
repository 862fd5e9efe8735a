// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include "orb/engine/giop/ior.hpp"

namespace corbel::adapter {

/// The user exceptions of module PortableServer (CORBA 2.6, 11.3), by the specification's names.
enum class Fault : std::uint8_t {
    adapter_already_exists,  ///< POA::AdapterAlreadyExists
    adapter_non_existent,    ///< POA::AdapterNonExistent
    adapter_inactive,        ///< POAManager::AdapterInactive
    invalid_policy,          ///< POA::InvalidPolicy, with the index
    no_servant,              ///< POA::NoServant
    object_already_active,   ///< POA::ObjectAlreadyActive
    object_not_active,       ///< POA::ObjectNotActive
    servant_already_active,  ///< POA::ServantAlreadyActive
    servant_not_active,      ///< POA::ServantNotActive
    wrong_adapter,           ///< POA::WrongAdapter
    wrong_policy,            ///< POA::WrongPolicy
    no_context               ///< Current::NoContext
};

/// What the operations of a POA throw where IDL says a user exception; a mapping turns it into its own.
class AdapterError : public std::exception {
public:
    explicit AdapterError(Fault fault, std::string text = {}, std::uint16_t index = 0)
        : fault_{fault}, index_{index}, text_{std::move(text)} {}

    Fault fault() const noexcept { return fault_; }
    std::uint16_t index() const noexcept { return index_; }  ///< for invalid_policy
    const char* what() const noexcept override { return text_.c_str(); }

private:
    Fault fault_;
    std::uint16_t index_;
    std::string text_;
};

/// Thrown by servant managers to send the client to another object (CORBA 2.6, 11.3.5: ForwardRequest).
struct ForwardRequest {
    giop::Ior target;
};

}  // namespace corbel::adapter
