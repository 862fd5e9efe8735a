// SPDX-License-Identifier: BSL-1.0
// Calls of an object of the same process with omniORB. usage: colocated_omniorb SECONDS
#include "bench.hh"
#include "bench/colocated.hpp"

namespace {

class Target : public POA_Bench::Target {
public:
    void ping() override {}
    void fire(CORBA::Long) override {}
    CORBA::Long fired() override { return 0; }
    char* echo_string(const char* s) override { return CORBA::string_dup(s); }
    Bench::Octets* echo_octets(const Bench::Octets& o) override { return new Bench::Octets(o); }
    Bench::Doubles* echo_doubles(const Bench::Doubles& d) override { return new Bench::Doubles(d); }
    Bench::Points* echo_points(const Bench::Points& p) override { return new Bench::Points(p); }
    Bench::Strings* echo_strings(const Bench::Strings& s) override { return new Bench::Strings(s); }
    CORBA::Any* echo_any(const CORBA::Any& a) override { return new CORBA::Any(a); }
    Bench::Target_ptr self() override { return _this(); }
    void refuse(CORBA::Long code) override { throw Bench::Refused(code, "because"); }
    void shutdown() override {}
};

}  // namespace

int main(int argc, char** argv) {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    Target servant;
    Bench::Target_var target = servant._this();
    bench::measure_colocated(argc > 1 ? std::atof(argv[1]) : 0.5, [&] { target->ping(); });
    orb->destroy();
}
