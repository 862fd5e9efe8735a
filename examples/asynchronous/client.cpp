// SPDX-License-Identifier: BSL-1.0
// Asks for all places at once, and is told of each answer. usage: weather_client REFERENCE [--stop]
#include <condition_variable>
#include <iostream>
#include <mutex>

#include "weather_ami.hpp"

using Asynchronous = CORBA::amic_traits<Demo::Weather>;

/// Told by threads of the ORB, one answer after the other or at the same time.
class Answer final : public virtual Asynchronous::replyhandler_base_type {
public:
    void temperature(double ami_return_val) override { told(std::to_string(ami_return_val).substr(0, 4) + " degrees"); }
    void temperature_excep(IDL::traits<Messaging::ExceptionHolder>::ref_type holder) override {
        try {
            holder->raise_exception();
        } catch (const Demo::NoStation& error) {
            told("there is no station in " + error.place());
        } catch (const CORBA::Exception& error) {
            told(error.what());
        }
    }

    std::string await() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !text_.empty(); });
        return text_;
    }

private:
    void told(std::string text) {
        const std::lock_guard lock{mutex_};
        text_ = std::move(text);
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::string text_;
};

int main(int argc, char* argv[]) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto weather = Asynchronous::narrow(orb->string_to_object(argc > 1 ? argv[1] : ""));
    if (!weather) throw std::runtime_error{"usage: weather_client REFERENCE [--stop]"};
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();

    std::vector<std::pair<std::string, corbel::servant_reference<Answer>>> answers;
    for (const char* place : {"Rome", "Oslo", "Atlantis", "Reykjavik"}) {
        answers.emplace_back(place, CORBA::make_reference<Answer>());
        weather->sendc_temperature(answers.back().second->_this(), place);  // returns before the station has measured
    }
    for (const auto& [place, answer] : answers) std::cout << place << ": " << answer->await() << '\n';
    if (argc > 2 && std::string{argv[2]} == "--stop") weather->stop();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "weather_client: " << error.what() << '\n';
    return 1;
}
