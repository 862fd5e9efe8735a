// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <thread>

#include "more.hh"

namespace bench {

/// The target of more.idl with omniORB.
class MoreTarget final : public POA_BenchMore::Target {
public:
    CORBA::Long take(const BenchMore::Samples& s) override { return static_cast<CORBA::Long>(s.length()); }
    void nap(CORBA::ULong milliseconds) override {
        std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    }
};

}  // namespace bench
