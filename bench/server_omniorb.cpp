// SPDX-License-Identifier: BSL-1.0
// The targets of bench.idl and more.idl with omniORB. usage: server_omniorb TARGET_FILE [-ORB options]
// The reference of the second stands in TARGET_FILE.more.
#include <fstream>
#include <iostream>

#include "bench/more_omniorb.hpp"
#include "bench/target_omniorb.hpp"

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    PortableServer::Servant_var<bench::Target> servant = new bench::Target{orb};
    Bench::Target_var target = servant->_this();
    PortableServer::Servant_var<bench::MoreTarget> more_servant = new bench::MoreTarget;
    BenchMore::Target_var more = more_servant->_this();
    CORBA::String_var reference = orb->object_to_string(more);
    std::ofstream{argv[1] + std::string{".more"}} << reference << std::endl;
    reference = orb->object_to_string(target);
    std::ofstream{argv[1]} << reference << std::endl;
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "server_omniorb: " << error._name() << '\n';
    return 1;
}
