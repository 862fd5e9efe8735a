// SPDX-License-Identifier: BSL-1.0
// The targets of bench.idl and more.idl with Corbel. usage: server_corbel TARGET_FILE [-ORB options]
// The reference of the second stands in TARGET_FILE.more.
#include <fstream>
#include <iostream>

#include "bench/more_corbel.hpp"
#include "bench/target_corbel.hpp"

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    std::ofstream{argv[1] + std::string{".more"}}
        << orb->object_to_string(CORBA::make_reference<bench::MoreTarget>()->_this()) << std::endl;
    std::ofstream{argv[1]} << orb->object_to_string(CORBA::make_reference<bench::Target>(orb)->_this()) << std::endl;
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server_corbel: " << error.what() << '\n';
    return 1;
}
