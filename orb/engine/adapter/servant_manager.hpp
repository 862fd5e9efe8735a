// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <any>
#include <memory>
#include <string>
#include <string_view>

#include "orb/engine/adapter/object_key.hpp"
#include "orb/engine/invocation/servant.hpp"

namespace corbel::adapter {

class Poa;

/// Makes servants on demand that stay active (CORBA 2.6, 11.3.5). All may throw SystemError or ForwardRequest.
class ServantActivator {
public:
    virtual ~ServantActivator() = default;

    /// The servant of an object that is not active; it is put into the active object map.
    virtual ServantPtr incarnate(const ObjectId& id, Poa& poa) = 0;

    /// An object was deactivated and its last request has ended. `cleanup`: the POA or its manager goes down;
    /// `remaining`: the servant incarnates other objects too. What it throws is ignored.
    virtual void etherealize(const ObjectId& id, Poa& poa, const ServantPtr& servant, bool cleanup,
                             bool remaining) = 0;
};

/// Finds the servant of each single request (CORBA 2.6, 11.3.6).
class ServantLocator {
public:
    /// What preinvoke hands to the postinvoke of the same request.
    using Cookie = std::any;

    virtual ~ServantLocator() = default;
    virtual ServantPtr preinvoke(const ObjectId& id, Poa& poa, std::string_view operation, Cookie& cookie) = 0;
    virtual void postinvoke(const ObjectId& id, Poa& poa, std::string_view operation, const Cookie& cookie,
                            const ServantPtr& servant) = 0;
};

/// Creates child POAs on demand (CORBA 2.6, 11.3.3).
class AdapterActivator {
public:
    virtual ~AdapterActivator() = default;

    /// True if it has created the POA `name` below `parent`.
    virtual bool unknown_adapter(Poa& parent, const std::string& name) = 0;
};

}  // namespace corbel::adapter
