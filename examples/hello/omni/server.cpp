// SPDX-License-Identifier: BSL-1.0
// The server of hello.idl with omniORB. usage: hello_omni_server [-ORBInitRef NameService=URL]
#include <iostream>
#include <string>

#include "hello.hh"

class Hello final : public POA_Demo::Hello {
public:
    explicit Hello(CORBA::ORB_ptr orb) : orb_{CORBA::ORB::_duplicate(orb)} {}

    char* greet(const char* name) override {
        if (!*name) throw Demo::Unwelcome{name, "who is it?"};
        ++greeted_;
        return CORBA::string_dup(("Hello from omniORB, " + std::string{name} + "!").c_str());
    }
    CORBA::Long greeted() override { return greeted_; }
    void shutdown() override { orb_->shutdown(false); }

private:
    CORBA::ORB_var orb_;
    CORBA::Long greeted_ = 0;
};

int main(int argc, char* argv[]) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();

    PortableServer::Servant_var<Hello> servant = new Hello{orb};
    Demo::Hello_var hello = servant->_this();
    object = orb->resolve_initial_references("NameService");
    CosNaming::NamingContext_var names = CosNaming::NamingContext::_narrow(object);
    CosNaming::Name name;
    name.length(1);
    name[0].id = "hello-omni";
    names->rebind(name, hello);
    std::cout << "serving" << std::endl;
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "hello_omni_server: " << error._name() << '\n';
    return 1;
}
