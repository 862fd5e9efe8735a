// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "orb/mapping/cpp11/orb.hpp"

namespace corbel {

/// A time limit of each call that this thread makes through an ORB while the object exists: one call's, if it stands in
/// a block with it. It is the thread's RELATIVE_RT_TIMEOUT_POLICY_TYPE, put back as it was at the end, so references
/// that have a limit of their own keep to that.
///
///     {
///         corbel::TimeLimit within{orb, std::chrono::milliseconds{500}};
///         answer = echo->say("hello");  // CORBA::TIMEOUT after half a second
///     }
///
/// Lives and dies on one thread; several end in the opposite order. Zero: no limit.
class [[nodiscard]] TimeLimit {
public:
    TimeLimit(const IDL::traits<CORBA::ORB>::ref_type& orb, std::chrono::nanoseconds limit);
    ~TimeLimit();
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

private:
    const std::shared_ptr<Invoker> invoker_;
    const std::optional<std::chrono::nanoseconds> before_;
};

}  // namespace corbel
