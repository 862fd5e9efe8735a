// SPDX-License-Identifier: BSL-1.0
// The client of hello.idl with omniORB. usage: hello_omni_client REFERENCE [name | --shutdown]
#include <iostream>
#include <string>

#include "hello.hh"

int main(int argc, char* argv[]) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    const std::string name = argc > 2 ? argv[2] : "world";

    CORBA::Object_var object = orb->string_to_object(argv[1]);
    Demo::Hello_var hello = Demo::Hello::_narrow(object);
    if (name == "--shutdown") {
        hello->shutdown();
    } else {
        CORBA::String_var greeting = hello->greet(name.c_str());
        std::cout << greeting << " (" << hello->greeted() << " greeted so far)\n";
    }
    orb->destroy();
} catch (const Demo::Unwelcome& refusal) {
    std::cerr << "hello_omni_client: not welcome: " << refusal.reason << '\n';
    return 2;
} catch (const CORBA::Exception& error) {
    std::cerr << "hello_omni_client: " << error._name() << '\n';
    return 1;
}
