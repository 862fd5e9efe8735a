// SPDX-License-Identifier: BSL-1.0
// The target of bench.idl with omniORB. usage: server_omniorb TARGET_FILE [-ORB options]
#include <fstream>
#include <iostream>

#include "bench/target_omniorb.hpp"

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    PortableServer::Servant_var<bench::Target> servant = new bench::Target{orb};
    Bench::Target_var target = servant->_this();
    CORBA::String_var reference = orb->object_to_string(target);
    std::ofstream{argv[1]} << reference << std::endl;
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "server_omniorb: " << error._name() << '\n';
    return 1;
}
