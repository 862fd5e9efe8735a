// SPDX-License-Identifier: BSL-1.0
// An ordinary server: it cannot see whether its clients wait.
#include <chrono>
#include <iostream>
#include <thread>

#include "weather_skel.hpp"

class Weather final : public virtual CORBA::servant_traits<Demo::Weather>::base_type {
public:
    explicit Weather(IDL::traits<CORBA::ORB>::ref_type orb) : orb_{std::move(orb)} {}

    double temperature(const std::string& place) override {
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        if (place == "Atlantis") throw Demo::NoStation{place};
        return static_cast<double>(place.size()) + 0.5;
    }
    void stop() override { orb_->shutdown(false); }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
};

int main(int argc, char* argv[]) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    auto weather = CORBA::make_reference<Weather>(orb);
    std::cout << orb->object_to_string(weather->_this()) << std::endl;
    poa->the_POAManager()->activate();
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "weather_server: " << error.what() << '\n';
    return 1;
}
