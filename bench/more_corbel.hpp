// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <thread>

#include "more_skel.hpp"

namespace bench {

/// The target of more.idl with Corbel.
class MoreTarget final : public virtual CORBA::servant_traits<BenchMore::Target>::base_type {
public:
    std::int32_t take(const BenchMore::Samples& s) override { return static_cast<std::int32_t>(s.size()); }
    void nap(std::uint32_t milliseconds) override {
        std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    }
};

}  // namespace bench
