// SPDX-License-Identifier: BSL-1.0
// Calls of an object of the same process with Corbel. usage: colocated_corbel SECONDS
#include "bench/colocated.hpp"
#include "bench/target_corbel.hpp"

int main(int argc, char** argv) {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    auto target = CORBA::make_reference<bench::Target>(orb)->_this();
    bench::measure_colocated(argc > 1 ? std::atof(argv[1]) : 0.5, [&] { target->ping(); });
    orb->destroy();
}
