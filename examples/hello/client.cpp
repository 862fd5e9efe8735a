// SPDX-License-Identifier: BSL-1.0
// Calls a Hello object. usage: hello_client REFERENCE [name | --shutdown]
//   REFERENCE: IOR:..., corbaloc:..., corbaname::127.0.0.1:2809#hello, or a file that holds one
#include <iostream>

#include "hello.hpp"

int main(int argc, char* argv[]) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const std::string url = argc > 1 ? argv[1] : "corbaname::127.0.0.1:2809#hello";
    const std::string name = argc > 2 ? argv[2] : "world";

    auto hello = IDL::traits<Demo::Hello>::narrow(orb->string_to_object(url));
    if (!hello) throw std::runtime_error{url + " is not a Demo::Hello"};
    if (name == "--shutdown") {
        hello->shutdown();
    } else {
        std::cout << hello->greet(name) << " (" << hello->greeted() << " greeted so far)\n";
    }
    orb->destroy();
} catch (const Demo::Unwelcome& refusal) {
    std::cerr << "hello_client: not welcome: " << refusal.reason() << '\n';
    return 2;
} catch (const std::exception& error) {
    std::cerr << "hello_client: " << error.what() << '\n';
    return 1;
}
