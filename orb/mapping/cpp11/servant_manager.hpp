// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <any>
#include <string>

#include "orb/mapping/cpp11/portable_server.hpp"

/// What a program gives to a POA so that servants and POAs are made on demand. Derive from these and create the object
/// with CORBA::make_reference. Each may throw ForwardRequest or a system exception, which answers the request; anything
/// else becomes UNKNOWN.
namespace PortableServer {

/// Base of the two kinds (CORBA 2.6, 11.3.4).
class ServantManager : public virtual CORBA::LocalObject {
protected:
    ServantManager() = default;
};

/// Makes the servants of objects that are not active; they stay active (CORBA 2.6, 11.3.5). For POAs with RETAIN. The
/// calls come one after the other.
class ServantActivator : public virtual ServantManager {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/PortableServer/ServantActivator:2.3";

    virtual ServantRef incarnate(const ObjectId& oid, IDL::traits<POA>::ref_type adapter) = 0;

    /// The object was deactivated and its last request has ended. What this throws is ignored.
    virtual void etherealize(const ObjectId& oid, IDL::traits<POA>::ref_type adapter, ServantRef serv,
                             bool cleanup_in_progress, bool remaining_activations) = 0;

protected:
    ServantActivator() = default;
};

/// Finds the servant of each single request (CORBA 2.6, 11.3.6). For POAs with NON_RETAIN. Several threads at once,
/// unless the POA is of SINGLE_THREAD_MODEL.
class ServantLocator : public virtual ServantManager {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/PortableServer/ServantLocator:1.0";

    /// Whatever preinvoke wants to tell the postinvoke of the same request (native Cookie).
    using Cookie = std::any;

    virtual ServantRef preinvoke(const ObjectId& oid, IDL::traits<POA>::ref_type adapter, const std::string& operation,
                                 Cookie& the_cookie) = 0;

    /// On the same thread, when the operation has returned. The answer is on its way by then: an exception reaches the
    /// client only if the servant has not answered.
    virtual void postinvoke(const ObjectId& oid, IDL::traits<POA>::ref_type adapter, const std::string& operation,
                            const Cookie& the_cookie, ServantRef the_servant) = 0;

protected:
    ServantLocator() = default;
};

/// Creates child POAs on demand (CORBA 2.6, 11.3.3).
class AdapterActivator : public virtual CORBA::LocalObject {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/PortableServer/AdapterActivator:1.0";

    /// True if it has created the POA `name` below `parent`. Requests to it wait until this returns.
    virtual bool unknown_adapter(IDL::traits<POA>::ref_type parent, const std::string& name) = 0;

protected:
    AdapterActivator() = default;
};

}  // namespace PortableServer
