// SPDX-License-Identifier: BSL-1.0
// usage: omniorb_client REFERENCES VERB [argument...] [-ORB options]; see run.py for the verbs.
#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>
#include <vector>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/load/restarts.hpp"
#include "load.hh"

namespace {

using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

bool same(const Load::Octets& one, const Load::Octets& other) {
    return one.length() == other.length() &&
           std::equal(one.get_buffer(), one.get_buffer() + one.length(), other.get_buffer());
}

bool same(const Load::Samples& one, const Load::Samples& other) {
    if (one.length() != other.length()) return false;
    for (CORBA::ULong i = 0; i < one.length(); ++i)
        if (one[i].number != other[i].number || one[i].value != other[i].value || one[i].good != other[i].good ||
            std::strcmp(one[i].name, other[i].name) != 0)
            return false;
    return true;
}

/// Octets, then samples, of about `size` bytes on the wire.
void large(Load::Worker_ptr worker, CORBA::ULong size) {
    Load::Octets octets;
    octets.length(size);
    for (CORBA::ULong i = 0; i < size; ++i) octets[i] = static_cast<CORBA::Octet>(i * 31 >> 3);
    auto start = steady_clock::now();
    Load::Octets_var same_octets = worker->echo_octets(octets);
    std::cout << (same(octets, same_octets) ? "same" : "other") << " octets, " << seconds_since(start) << " s\n";
    Load::Samples samples;
    samples.length(size / 40);
    for (CORBA::ULong i = 0; i < samples.length(); ++i) {
        samples[i].number = static_cast<CORBA::Long>(i);
        samples[i].value = i * 0.5;
        samples[i].name = ("sample " + std::to_string(i % 1000)).c_str();
        samples[i].good = i % 3 == 0;
    }
    start = steady_clock::now();
    Load::Samples_var same_samples = worker->echo_samples(samples);
    std::cout << (same(samples, same_samples) ? "same" : "other") << " samples, " << seconds_since(start) << " s\n";
}

/// So many naps begun together: how many there were at once.
void crowd(Load::Worker_ptr worker, unsigned callers, CORBA::ULong milliseconds) {
    worker->reset();
    std::vector<std::thread> threads;
    std::vector<CORBA::ULong> seen(callers, 0);
    const auto start = steady_clock::now();
    for (unsigned i = 0; i < callers; ++i) threads.emplace_back([&, i] { seen[i] = worker->nap(milliseconds); });
    for (auto& thread : threads) thread.join();
    std::cout << *std::max_element(seen.begin(), seen.end()) << " at once, " << seconds_since(start) << " s\n";
}

/// What the call failed with; nothing if it did not.
template <class Action>
std::string failure_of(Action action) {
    try {
        action();
        return {};
    } catch (const CORBA::SystemException& error) {
        const char* minor = error.NP_minorString();
        std::ostringstream text;
        text << error._name() << ' ' << (minor ? minor : "unknown minor") << ' ' << std::hex << error.minor()
             << std::dec << ' ' << error.completed();
        return text.str();
    }
}

template <class Action>
void attempt(const char* name, Action action) {
    const auto failure = failure_of(action);
    std::cout << name << ": " << (failure.empty() ? "no exception" : failure) << '\n';
}

/// A request and a reply over somebody's limit; the connection must be as good as before.
void over(Load::Worker_ptr worker, CORBA::ULong size) {
    Load::Octets octets;
    octets.length(size);
    attempt("request", [&] { Load::Octets_var result = worker->echo_octets(octets); });
    attempt("after", [&] { worker->nap(0); });
    attempt("reply", [&] { Load::Octets_var result = worker->give(size); });
    attempt("after", [&] { worker->nap(0); });
}

/// Two calls with a pause between them, in which the server may close the connection.
void pause(Load::Worker_ptr worker, CORBA::ULong milliseconds) {
    attempt("before", [&] { worker->nap(0); });
    std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    attempt("after", [&] { worker->nap(0); });
}

/// Calls until the server has gone: how many were answered, and what ended the last one.
void until_gone(Load::Worker_ptr worker) {
    unsigned answered = 0;
    const auto calls = [&] {
        for (;; ++answered) worker->nap(1);
    };
    std::cout << "calling" << std::endl;
    attempt("gone", calls);
    std::cout << answered << " answered\n";
}

constexpr CORBA::ULong most_tries = 2000;

CORBA::Boolean again_soon(CORBA::ULong tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return tries < most_tries;
}
CORBA::Boolean after_transient(void*, CORBA::ULong tries, const CORBA::TRANSIENT&) { return again_soon(tries); }
CORBA::Boolean after_failure(void*, CORBA::ULong tries, const CORBA::COMM_FAILURE&) { return again_soon(tries); }
CORBA::Boolean unless_executed(void*, CORBA::ULong tries, const CORBA::COMM_FAILURE& error) {
    return error.completed() == CORBA::COMPLETED_NO && again_soon(tries);
}

/// omniORB tries again as its handlers say: what changes something only if it was not executed.
void restarts(CORBA::ORB_ptr orb, const std::string& reference) {
    CORBA::Object_var object = orb->string_to_object(reference.c_str());
    CORBA::Object_var same = orb->string_to_object(reference.c_str());
    Load::Worker_var noting = Load::Worker::_unchecked_narrow(object);
    Load::Worker_var reading = Load::Worker::_unchecked_narrow(same);
    omniORB::installTransientExceptionHandler(noting, nullptr, after_transient);
    omniORB::installTransientExceptionHandler(reading, nullptr, after_transient);
    omniORB::installCommFailureExceptionHandler(noting, nullptr, unless_executed);
    omniORB::installCommFailureExceptionHandler(reading, nullptr, after_failure);
    interop::call_through_restarts([&](CORBA::ULong number) { return failure_of([&] { noting->note(number); }); },
                                   [&] { return failure_of([&] { reading->posted(); }); });
}

void run(CORBA::ORB_ptr orb, const std::vector<std::string>& words) {
    const auto references = interop::read_references(words.at(0));
    const auto& verb = words.at(1);
    const auto number = [&](std::size_t at) { return static_cast<CORBA::ULong>(std::stoul(words.at(at))); };
    const auto name = verb == "forward"    ? "Forwarded"
                      : verb == "moved"    ? "Moved"
                      : verb == "restarts" ? "Lasting"
                                           : "Worker";
    CORBA::Object_var object = orb->string_to_object(references.at(name).c_str());
    Load::Worker_var worker = Load::Worker::_unchecked_narrow(object);
    if (verb == "large" || verb == "forward" || verb == "moved") large(worker, number(2));
    if (verb == "crowd") crowd(worker, number(2), number(3));
    if (verb == "over") over(worker, number(2));
    if (verb == "fail") attempt("fail", [&] { worker->fail(words.at(2).c_str()); });
    if (verb == "pause") pause(worker, number(2));
    if (verb == "until_gone") until_gone(worker);
    if (verb == "restarts") restarts(orb, references.at(name));
    if (verb == "around") {
        const auto others = interop::read_references(words.at(2));
        CORBA::Object_var object = orb->string_to_object(others.at("Worker").c_str());
        Load::Worker_var other = Load::Worker::_unchecked_narrow(object);
        attempt("around", [&] { std::cout << worker->around(other, number(3)) << " calls\n"; });
    }
    if (verb == "shutdown") worker->shutdown();
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    run(orb, {argv + 1, argv + argc});
    orb->destroy();
    return EXIT_SUCCESS;
} catch (const CORBA::Exception& error) {
    std::cerr << "client: " << error._name() << '\n';
    return EXIT_FAILURE;
}
