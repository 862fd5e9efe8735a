// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/mapping/cpp11/portable_server.hpp"
#include "orb/mapping/cpp11/server_call.hpp"

/// What generated skeletons are built on.
namespace corbel {

/// Base of CORBA::servant_traits<Interface>, whose skeleton is `Skeleton`.
template <class Interface, class Skeleton>
struct skeleton_traits {
    using base_type = Skeleton;
    using ref_type = servant_reference<Skeleton>;
    using weak_ref_type = typename ref_type::weak_ref_type;

    /// Nil if the servant is not one of this interface.
    static ref_type narrow(const servant_reference<PortableServer::ServantBase>& servant) {
        return ref_type{std::dynamic_pointer_cast<Skeleton>(shared_pointer(servant))};
    }
};

/// For _this() of the skeleton of `Interface`; see reference_of.
template <class Interface>
typename IDL::traits<Interface>::ref_type this_reference(PortableServer::ServantBase& servant) {
    return make_object_reference<Interface>(reference_of(servant));
}

}  // namespace corbel
