// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "orb/engine/types/typecode.hpp"

namespace corbel::conformance {

/// What an operation of the captured interface sends and gets back, in order.
struct Signature {
    std::vector<types::TypeCodePtr> request;
    std::vector<types::TypeCodePtr> reply;
};

/// Of Demo::Echo, Demo::Callback and CORBA::Object; null for other operations.
const Signature* signature_of(std::string_view operation);

/// The members of Demo::Bad as a struct; null for others.
types::TypeCodePtr exception_of(std::string_view repository_id);

}  // namespace corbel::conformance
