// SPDX-License-Identifier: BSL-1.0
// A server with one thread: requests, a timer and whatever else the program has run in its own io_context.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <iostream>

#include "clock_skel.hpp"

namespace asio = boost::asio;

class Clock final : public virtual CORBA::servant_traits<Demo::Clock>::base_type {
public:
    explicit Clock(asio::io_context& loop) : loop_{loop}, timer_{loop} { tick(); }

    std::uint32_t ticks() override { return ticks_; }  // no lock: the timer runs on the same thread
    void stop() override { loop_.stop(); }

private:
    void tick() {
        timer_.expires_after(std::chrono::milliseconds{20});
        timer_.async_wait([this](const auto& error) {
            if (error) return;
            ++ticks_;
            tick();
        });
    }

    asio::io_context& loop_;
    asio::steady_timer timer_;
    std::uint32_t ticks_ = 0;
};

int main(int argc, char* argv[]) try {
    auto orb = CORBA::ORB_init(argc, argv, "", {{"maxServerThreadPoolSize", "0"}});
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    asio::io_context loop;
    auto clock = CORBA::make_reference<Clock>(loop);
    std::cout << orb->object_to_string(clock->_this()) << std::endl;
    poa->the_POAManager()->activate();

    asio::posix::stream_descriptor work{loop, ::dup(orb->work_descriptor())};
    std::function<void()> serve = [&] {
        work.async_wait(asio::posix::stream_descriptor::wait_read, [&](const auto& error) {
            if (error) return;
            while (!loop.stopped() && orb->work_pending()) orb->perform_work();
            serve();
        });
    };
    serve();
    loop.run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "clock_server: " << error.what() << '\n';
    return 1;
}
