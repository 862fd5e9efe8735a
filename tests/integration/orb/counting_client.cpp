// SPDX-License-Identifier: BSL-1.0
// Calls from several threads until the server is gone, and says how the calls ended:
//     <done> <not executed> <perhaps executed> <wrong answers>
#include <atomic>
#include <iostream>
#include <thread>
#include <vector>

#include <corbel/corba.hpp>

#include "echo.hpp"

int main(int argc, char* argv[]) {
    try {
        const auto orb = CORBA::ORB_init(argc, argv);
        const auto echo = IDL::traits<Test::Echo>::narrow(orb->string_to_object(argv[1]));
        std::atomic<long> done{0}, not_executed{0}, perhaps{0}, wrong{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                for (std::int32_t n = i;; n += 8) {
                    try {
                        if (echo->twice(n & 0xffff) != 2 * (n & 0xffff)) ++wrong;
                        ++done;
                    } catch (const CORBA::SystemException& error) {
                        ++(error.completed() == CORBA::COMPLETED_NO ? not_executed : perhaps);
                        if (error.completed() != CORBA::COMPLETED_NO) std::cerr << error.what() << '\n';
                        return;
                    }
                }
            });
        std::cout << "calling" << std::endl;
        for (auto& thread : threads) thread.join();
        orb->destroy();
        std::cout << done << ' ' << not_executed << ' ' << perhaps << ' ' << wrong << std::endl;
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "counting_client: " << error.what() << '\n';
        return 1;
    }
}
