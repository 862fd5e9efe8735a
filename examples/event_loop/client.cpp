// SPDX-License-Identifier: BSL-1.0
// Waits until the clock has ticked three times. usage: clock_client REFERENCE [--stop]
#include <iostream>

#include "clock.hpp"

int main(int argc, char* argv[]) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto clock = IDL::traits<Demo::Clock>::narrow(orb->string_to_object(argc > 1 ? argv[1] : ""));
    if (!clock) throw std::runtime_error{"usage: clock_client REFERENCE [--stop]"};
    auto ticks = clock->ticks();
    while (ticks < 3) ticks = clock->ticks();
    std::cout << "the clock has ticked " << ticks << " times\n";
    if (argc > 2 && std::string{argv[2]} == "--stop") clock->stop();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "clock_client: " << error.what() << '\n';
    return 1;
}
