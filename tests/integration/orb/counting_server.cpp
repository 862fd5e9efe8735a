// SPDX-License-Identifier: BSL-1.0
// Counts the calls it performs; SIGTERM stops it in order. Prints its reference, and at the end the count.
#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

#include "echo_skel.hpp"

namespace {

class Counting final : public virtual CORBA::servant_traits<Test::Echo>::base_type {
public:
    std::atomic<long> performed{0};

    std::string name() override { return "counting"; }
    std::int32_t twice(std::int32_t n) override {
        ++performed;
        return 2 * n;
    }
    void refuse(std::int32_t code) override { throw Test::Refused{code}; }
    void note(std::int32_t) override {}
    IDL::traits<Test::Echo>::ref_type self() override { return _this(); }
    std::string whoami() override { return "counting"; }
    double mix(std::string& text, double total, std::uint32_t& length) override {
        length = static_cast<std::uint32_t>(text.size());
        return total;
    }
};

}  // namespace

int main(int argc, char* argv[]) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    try {
        const auto orb = CORBA::ORB_init(argc, argv);
        const auto root = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
        const auto servant = CORBA::make_reference<Counting>();
        std::cout << orb->object_to_string(servant->_this()) << std::endl;
        root->the_POAManager()->activate();
        std::thread stopper{[&] {
            int signal = 0;
            sigwait(&signals, &signal);
            orb->shutdown(false);
        }};
        orb->run();
        stopper.join();
        orb->destroy();
        std::cout << servant->performed << std::endl;
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "counting_server: " << error.what() << '\n';
        return 1;
    }
}
