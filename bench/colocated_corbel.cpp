// SPDX-License-Identifier: BSL-1.0
// Calls of an object of the same process with Corbel. usage: colocated_corbel SECONDS
#include "bench/colocated.hpp"
#include "bench_skel.hpp"

namespace {

class Target final : public virtual CORBA::servant_traits<Bench::Target>::base_type {
public:
    void ping() override {}
    void fire(std::int32_t) override {}
    std::int32_t fired() override { return 0; }
    std::string echo_string(const std::string& s) override { return s; }
    Bench::Octets echo_octets(const Bench::Octets& o) override { return o; }
    Bench::Doubles echo_doubles(const Bench::Doubles& d) override { return d; }
    Bench::Points echo_points(const Bench::Points& p) override { return p; }
    Bench::Strings echo_strings(const Bench::Strings& s) override { return s; }
    CORBA::Any echo_any(const CORBA::Any& a) override { return a; }
    IDL::traits<Bench::Target>::ref_type self() override { return _this(); }
    void refuse(std::int32_t code) override { throw Bench::Refused{code, "because"}; }
    void shutdown() override {}
};

}  // namespace

int main(int argc, char** argv) {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    auto target = CORBA::make_reference<Target>()->_this();
    bench::measure_colocated(argc > 1 ? std::atof(argv[1]) : 0.5, [&] { target->ping(); });
    orb->destroy();
}
