// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <vector>

#include "orb/mapping/cpp11/object.hpp"

namespace CORBA {
class Policy;
using PolicyType = std::uint32_t;
}  // namespace CORBA

template <> struct IDL::traits<CORBA::Policy> : corbel::local_interface_traits<CORBA::Policy> {};

namespace CORBA {

/// A policy object (CORBA 2.6, 4.8.1). Immutable. Programs derive policies of their own for a PolicyFactory of module
/// PortableInterceptor.
class Policy : public virtual LocalObject {
public:
    virtual PolicyType policy_type() const = 0;
    virtual IDL::traits<Policy>::ref_type copy() const = 0;
    void destroy() {}

    /// The value as the engine takes it: that of the policy's enumeration, or a number.
    /// Nothing to it for other policies.
    virtual std::uint64_t _value() const { return 0; }

protected:
    Policy() = default;
};

using PolicyList = PolicyReferences;
using PolicyTypeSeq = std::vector<PolicyType>;

}  // namespace CORBA
