// SPDX-License-Identifier: BSL-1.0
// Serves a Hello object under the name "hello". usage: hello_server [-ORBInitRef NameService=URL]
#include <atomic>
#include <iostream>

#include "CosNaming.hpp"
#include "hello_skel.hpp"

class Hello final : public virtual CORBA::servant_traits<Demo::Hello>::base_type {
public:
    explicit Hello(IDL::traits<CORBA::ORB>::ref_type orb) : orb_{orb} {}

    std::string greet(const std::string& name) override {
        if (name.empty()) throw Demo::Unwelcome{name, "who is it?"};
        ++greeted_;
        return "Hello, " + name + "!";
    }
    std::int32_t greeted() override { return greeted_; }
    void shutdown() override { orb_->shutdown(); }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
    std::atomic<std::int32_t> greeted_{0};
};

int main(int argc, char* argv[]) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    auto hello = CORBA::make_reference<Hello>(orb)->_this();
    auto names = IDL::traits<CosNaming::NamingContextExt>::narrow(orb->resolve_initial_references("NameService"));
    names->rebind(names->to_name("hello"), hello);
    std::cout << "serving " << orb->object_to_string(hello) << std::endl;
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "hello_server: " << error.what() << '\n';
    return 1;
}
