// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "orb/mapping/cpp11/context.hpp"
#include "orb/mapping/cpp11/deferred_requests.hpp"
#include "orb/mapping/cpp11/orb.hpp"

namespace CORBA {

/// What stubs need not see of an ORB.
struct ORB::Parts {
    std::shared_ptr<PortableInterceptor::Registry> interceptors;
    corbel::DeferredRequests deferred_requests;
    const corbel::object_reference<Context> default_context = make_reference<Context>();
};

}  // namespace CORBA
