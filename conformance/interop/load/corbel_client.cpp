// SPDX-License-Identifier: BSL-1.0
// usage: corbel_client REFERENCES VERB [argument...] [-ORB options]; see run.py for the verbs.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/load/restarts.hpp"
#include "load.hpp"

namespace {

using OrbRef = IDL::traits<CORBA::ORB>::ref_type;
using WorkerRef = IDL::traits<Load::Worker>::ref_type;
using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

/// Octets, then samples, of about `size` bytes on the wire.
void large(const WorkerRef& worker, std::size_t size) {
    Load::Octets octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 31 >> 3);
    auto start = steady_clock::now();
    std::cout << (worker->echo_octets(octets) == octets ? "same" : "other") << " octets, " << seconds_since(start)
              << " s\n";
    Load::Samples samples(size / 40);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = {static_cast<std::int32_t>(i), i * 0.5, "sample " + std::to_string(i % 1000), i % 3 == 0};
    start = steady_clock::now();
    std::cout << (worker->echo_samples(samples) == samples ? "same" : "other") << " samples, " << seconds_since(start)
              << " s\n";
}

/// So many naps begun together: how many there were at once.
void crowd(const WorkerRef& worker, unsigned callers, std::uint32_t milliseconds) {
    worker->reset();
    std::vector<std::thread> threads;
    std::vector<std::uint32_t> seen(callers, 0);
    const auto start = steady_clock::now();
    for (unsigned i = 0; i < callers; ++i) threads.emplace_back([&, i] { seen[i] = worker->nap(milliseconds); });
    for (auto& thread : threads) thread.join();
    std::cout << *std::max_element(seen.begin(), seen.end()) << " at once, " << seconds_since(start) << " s\n";
}

template <class Action>
void attempt(const char* name, Action action) {
    try {
        action();
        std::cout << name << ": no exception\n";
    } catch (const CORBA::Exception& error) {
        std::cout << name << ": " << error.what() << '\n';
    }
}

/// A request and a reply over somebody's limit; the connection must be as good as before.
void over(const WorkerRef& worker, std::uint32_t size) {
    attempt("request", [&] { worker->echo_octets(Load::Octets(size)); });
    attempt("after", [&] { worker->nap(0); });
    attempt("reply", [&] { worker->give(size); });
    attempt("after", [&] { worker->nap(0); });
}

/// A call whose time is over must not disturb another one on the same connection.
void given_up(const OrbRef& orb, const WorkerRef& worker) {
    worker->reset();
    CORBA::Any limit;
    limit <<= TimeBase::TimeT{2'000'000};  // 200 ms
    const auto policy = orb->create_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE, limit);
    const auto hurried = IDL::traits<Load::Worker>::narrow(
        worker->_set_policy_overrides({policy}, CORBA::SetOverrideType::SET_OVERRIDE));
    std::thread patient{[&] { attempt("patient", [&] { worker->nap(1500); }); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    attempt("hurried", [&] { hurried->nap(1000); });
    patient.join();
}

/// A call to a server that somebody stops meanwhile.
void stopped(const WorkerRef& worker) {
    worker->nap(0);
    std::cout << "ready" << std::endl;
    std::cin.get();
    const auto start = steady_clock::now();
    attempt("call", [&] { worker->nap(0); });
    std::cout << "took " << seconds_since(start) << " s\n";
}

void scopes(const OrbRef& orb, const WorkerRef& worker) {
    for (auto scope : {Messaging::SYNC_NONE, Messaging::SYNC_WITH_TRANSPORT, Messaging::SYNC_WITH_SERVER,
                       Messaging::SYNC_WITH_TARGET}) {
        CORBA::Any value;
        value <<= scope;
        const auto policy = orb->create_policy(Messaging::SYNC_SCOPE_POLICY_TYPE, value);
        const auto scoped = IDL::traits<Load::Worker>::narrow(
            worker->_set_policy_overrides({policy}, CORBA::SetOverrideType::SET_OVERRIDE));
        scoped->post(100 + scope);
        if (scope != Messaging::SYNC_WITH_TARGET) std::this_thread::sleep_for(std::chrono::milliseconds{300});
        std::cout << "scope " << scope << ": posted " << worker->posted() << '\n';
    }
}

/// Two calls with a pause between them, in which the server may close the connection.
void pause(const WorkerRef& worker, std::uint32_t milliseconds) {
    attempt("before", [&] { worker->nap(0); });
    std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    attempt("after", [&] { worker->nap(0); });
}

/// Calls until the server has gone: how many were answered, and what ended the last one.
void until_gone(const WorkerRef& worker) {
    unsigned answered = 0;
    const auto calls = [&] {
        for (;; ++answered) worker->nap(1);
    };
    std::cout << "calling" << std::endl;
    attempt("gone", calls);
    std::cout << answered << " answered\n";
}

/// What the call failed with; nothing if it did not.
template <class Action>
std::string failure_of(Action action) {
    try {
        action();
        return {};
    } catch (const CORBA::Exception& error) {
        return error.what();
    }
}

/// As a program does it whose server tells its clients nothing of its end and its beginning: calls again what was not
/// executed, and what is `harmless` in any case.
template <class Action>
void again_and_again(bool harmless, Action action) {
    for (int tries = 1;; ++tries) try {
            return action();
        } catch (const CORBA::SystemException& error) {
            if (tries == 1000 || (error.completed() != CORBA::COMPLETED_NO && !harmless)) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
}

/// The ORB alone sees to it that no call fails, or the program helps.
void restarts(const WorkerRef& worker, bool program_helps) {
    const auto call = [&](bool harmless, auto action) {
        return failure_of([&] { program_helps ? again_and_again(harmless, action) : action(); });
    };
    interop::call_through_restarts([&](std::uint32_t number) { return call(false, [&] { worker->note(number); }); },
                                   [&] { return call(true, [&] { worker->posted(); }); });
}

WorkerRef other_worker(const OrbRef& orb, const std::string& references) {
    return IDL::traits<Load::Worker>::narrow(orb->string_to_object(interop::read_references(references).at("Worker")));
}

void run(const OrbRef& orb, const std::vector<std::string>& words) {
    const auto references = interop::read_references(words.at(0));
    const auto& verb = words.at(1);
    const auto number = [&](std::size_t at) { return static_cast<std::uint32_t>(std::stoul(words.at(at))); };
    const auto name = verb == "forward"    ? "Forwarded"
                      : verb == "moved"    ? "Moved"
                      : verb == "restarts" ? "Lasting"
                                           : "Worker";
    const auto worker = IDL::traits<Load::Worker>::narrow(orb->string_to_object(references.at(name)));
    if (verb == "large" || verb == "forward" || verb == "moved") large(worker, number(2));
    if (verb == "crowd") crowd(worker, number(2), number(3));
    if (verb == "over") over(worker, number(2));
    if (verb == "fail") attempt("fail", [&] { worker->fail(words.at(2)); });
    if (verb == "given_up") given_up(orb, worker);
    if (verb == "stopped") stopped(worker);
    if (verb == "scopes") scopes(orb, worker);
    if (verb == "pause") pause(worker, number(2));
    if (verb == "until_gone") until_gone(worker);
    if (verb == "restarts") restarts(worker, words.size() > 2 && words[2] == "help");
    if (verb == "around")
        attempt("around", [&] {
            std::cout << worker->around(other_worker(orb, words.at(2)), number(3)) << " calls\n";
        });
    if (verb == "shutdown") worker->shutdown();
}

}  // namespace

int main(int argc, char** argv) try {
    const auto orb = CORBA::ORB_init(argc, argv);
    run(orb, {argv + 1, argv + argc});
    orb->destroy();
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
