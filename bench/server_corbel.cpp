// SPDX-License-Identifier: BSL-1.0
// The target of bench.idl with Corbel. usage: server_corbel TARGET_FILE [-ORB options]
#include <atomic>
#include <fstream>
#include <iostream>

#include "bench_skel.hpp"

namespace {

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

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    std::ofstream{argv[1]} << orb->object_to_string(CORBA::make_reference<Target>(orb)->_this()) << std::endl;
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server_corbel: " << error.what() << '\n';
    return 1;
}
