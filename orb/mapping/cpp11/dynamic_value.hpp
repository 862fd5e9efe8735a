// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "orb/engine/dynamic/value.hpp"
#include "orb/mapping/cpp11/any.hpp"

/// Between the mapping's Anys and the engine's values known by their TypeCode.
namespace corbel {

class Invoker;

/// What the Any holds. SystemError as dynamic::decode throws it.
dynamic::Value dynamic_value(const CORBA::Any& any);

/// An Any of the value; `invoker` is what object references in it belong to. SystemError as dynamic::encode throws it.
CORBA::Any any_of_value(const types::TypeCodePtr& type, const dynamic::Value& value, Invoker* invoker);

}  // namespace corbel
