// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/time_limit.hpp"

#include "orb/engine/core/orb.hpp"
#include "orb/engine/invocation/invoker.hpp"

namespace corbel {
namespace {

using Limit = std::optional<std::chrono::nanoseconds>;

/// Sets the thread's limit and gives the one it had.
Limit replace_limit(const Invoker& invoker, Limit limit) {
    auto policies = thread_policies(invoker);
    std::swap(policies.round_trip_timeout, limit);
    thread_policies(invoker, policies);
    return limit;
}

}  // namespace

TimeLimit::TimeLimit(const IDL::traits<CORBA::ORB>::ref_type& orb, std::chrono::nanoseconds limit)
    : invoker_{orb->_engine()->invoker()}, before_{replace_limit(*invoker_, limit)} {}

TimeLimit::~TimeLimit() { replace_limit(*invoker_, before_); }

}  // namespace corbel
