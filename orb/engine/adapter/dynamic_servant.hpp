// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/base/bytes.hpp"

namespace corbel::adapter {

class Poa;

/// What a Servant is besides if the interface of its objects is known at run time only (CORBA 2.6, 11.3.10:
/// _primary_interface). References to its objects are made with what this says.
class DynamicServant {
public:
    virtual ~DynamicServant() = default;

    /// The repository id of an object. Called without locks.
    virtual std::string primary_interface(Poa& poa, ByteView object_id) const = 0;
};

}  // namespace corbel::adapter
