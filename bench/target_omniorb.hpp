// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

#include "bench.hh"

namespace bench {

/// The target of bench.idl with omniORB.
class Target final : public POA_Bench::Target {
public:
    explicit Target(CORBA::ORB_ptr orb) : orb_{CORBA::ORB::_duplicate(orb)} {}

    void ping() override {}
    void fire(CORBA::Long) override { ++fired_; }
    CORBA::Long fired() override { return fired_; }
    char* echo_string(const char* s) override { return CORBA::string_dup(s); }
    Bench::Octets* echo_octets(const Bench::Octets& o) override { return new Bench::Octets(o); }
    Bench::Doubles* echo_doubles(const Bench::Doubles& d) override { return new Bench::Doubles(d); }
    Bench::Points* echo_points(const Bench::Points& p) override { return new Bench::Points(p); }
    Bench::Strings* echo_strings(const Bench::Strings& s) override { return new Bench::Strings(s); }
    CORBA::Any* echo_any(const CORBA::Any& a) override { return new CORBA::Any(a); }
    Bench::Target_ptr self() override { return _this(); }
    void refuse(CORBA::Long code) override { throw Bench::Refused{code, "because"}; }
    void shutdown() override { orb_->shutdown(false); }

private:
    CORBA::ORB_var orb_;
    std::atomic<CORBA::Long> fired_{0};
};

}  // namespace bench
