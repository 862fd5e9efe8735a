// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/call_policies.hpp"

#include <algorithm>
#include <vector>

#include "orb/engine/invocation/invoker.hpp"

namespace corbel {
namespace {

struct OfInvoker {
    std::uint64_t invoker;
    CallPolicies policies;
};

thread_local std::vector<OfInvoker> all;
thread_local constinit bool any = false;

auto find(const Invoker& invoker) {
    return std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.invoker == invoker.number(); });
}

}  // namespace

CallPolicies thread_policies(const Invoker& invoker) {
    const auto at = find(invoker);
    return at == all.end() ? CallPolicies{} : at->policies;
}

[[gnu::hot]] bool thread_has_policies() noexcept { return any; }

void thread_policies(const Invoker& invoker, const CallPolicies& policies) {
    any = true;
    const auto at = find(invoker);
    if (at != all.end())
        at->policies = policies;
    else
        all.push_back({invoker.number(), policies});
}

}  // namespace corbel
