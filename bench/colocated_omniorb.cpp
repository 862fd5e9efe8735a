// SPDX-License-Identifier: BSL-1.0
// Calls of an object of the same process with omniORB. usage: colocated_omniorb SECONDS
#include "bench/colocated.hpp"
#include "bench/target_omniorb.hpp"

int main(int argc, char** argv) {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    PortableServer::Servant_var<bench::Target> servant = new bench::Target{orb};
    Bench::Target_var target = servant->_this();
    bench::measure_colocated(argc > 1 ? std::atof(argv[1]) : 0.5, [&] { target->ping(); });
    orb->destroy();
}
