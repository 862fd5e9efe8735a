// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <vector>

#include "orb/engine/dynamic/value.hpp"
#include "orb/mapping/cpp11/abstract.hpp"
#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/value.hpp"

/// Between the mapping's Anys and the engine's values known by their TypeCode.
namespace corbel {

class Invoker;

/// What the Any holds. A valuetype that its TypeCode does not describe, a custom one or one of a derived type that may
/// not be truncated, is an opaque value if its factory is registered with the ORB of `invoker`. SystemError as
/// dynamic::decode throws it. `truncated`, if it is given, becomes true where a value has been cut down to a base.
dynamic::Value dynamic_value(const CORBA::Any& any, Invoker* invoker, bool* truncated = nullptr);

/// What all of them hold; a value of a valuetype that several share, by the program or by this, is one.
dynamic::Values dynamic_values(const std::vector<CORBA::Any>& anys, Invoker* invoker, bool* truncated);

/// An Any of the value, which nobody else has from here on: its valuetypes are taken apart with it. Values that share
/// valuetypes have an owner of all, `others`, who does that. `invoker` is what object references in it belong to.
CORBA::Any any_of_value(const types::TypeCodePtr& type, dynamic::Value value, std::shared_ptr<Invoker> invoker,
                        std::shared_ptr<const void> others = nullptr);

/// A copy of the value or the abstract interface, as a part of a DynAny. SystemError as for dynamic_value().
dynamic::Value dynamic_value(const IDL::traits<CORBA::ValueBase>::ref_type& value, const types::TypeCode& type);
dynamic::Value dynamic_value(const IDL::traits<CORBA::AbstractBase>::ref_type& value, const types::TypeCode& type);

}  // namespace corbel
