// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

#include "bench_skel.hpp"

namespace bench {

/// The target of bench.idl with Corbel.
class Target final : public virtual CORBA::servant_traits<Bench::Target>::base_type {
public:
    explicit Target(IDL::traits<CORBA::ORB>::ref_type orb) : orb_{orb} {}

    void ping() override {}
    void fire(std::int32_t) override { ++fired_; }
    std::int32_t fired() override { return fired_; }
    std::string echo_string(const std::string& s) override { return s; }
    Bench::Octets echo_octets(const Bench::Octets& o) override { return o; }
    Bench::Doubles echo_doubles(const Bench::Doubles& d) override { return d; }
    Bench::Points echo_points(const Bench::Points& p) override { return p; }
    Bench::Strings echo_strings(const Bench::Strings& s) override { return s; }
    CORBA::Any echo_any(const CORBA::Any& a) override { return a; }
    IDL::traits<Bench::Target>::ref_type self() override { return _this(); }
    void refuse(std::int32_t code) override { throw Bench::Refused{code, "because"}; }
    void shutdown() override { orb_->shutdown(); }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
    std::atomic<std::int32_t> fired_{0};
};

}  // namespace bench
