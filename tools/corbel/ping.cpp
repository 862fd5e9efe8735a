// SPDX-License-Identifier: BSL-1.0
// corbel ping: does the object answer, and how fast?
#include <chrono>
#include <iomanip>
#include <iostream>
#include <thread>

#include "orb/engine/invocation/invoker.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

constexpr const char* examples =
    "  corbel ping corbaloc::127.0.0.1:2809/NameService\n"
    "  corbel ping -c 10 -i 100 file:server.ior      # ten times, 100 ms apart\n"
    "  corbel ping Bank/Main.account                 # a name in the naming service";

struct Ping {
    std::string reference;
    unsigned count = 4;
    unsigned interval = 1000;
};

/// _non_existent, which every object answers (CORBA 2.6, 4.3.5).
bool exists(const Reference& object) {
    auto reply = object.invoker().call(object, "_non_existent", [](cdr::Writer&) {});
    return !reply.body.boolean();
}

void say(const Tool& tool, unsigned number, bool there, double microseconds) {
    if (tool.json)
        std::cout << "{\"number\":" << number << ",\"exists\":" << (there ? "true" : "false")
                  << ",\"microseconds\":" << microseconds << "}" << std::endl;
    else
        std::cout << number << ": " << (there ? "the object is there" : "there is no such object") << ", "
                  << microseconds << " us" << std::endl;
}

void run(Tool& tool, const Ping& ping) {
    const auto object = tool.reference(ping.reference);
    std::cout << std::fixed << std::setprecision(1);
    for (unsigned number = 1; number <= ping.count; ++number) {
        const auto start = std::chrono::steady_clock::now();
        const bool there = exists(object);
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
        say(tool, number, there, took.count());
        if (!there) tool.status = failed;
        if (number < ping.count) std::this_thread::sleep_for(std::chrono::milliseconds{ping.interval});
    }
}

}  // namespace

void add_ping(CLI::App& app, Tool& tool) {
    auto ping = std::make_shared<Ping>();
    auto* verb = add_verb(app, "ping", "Ask whether an object is there, and how long its answer takes", examples);
    verb->add_option("REF", ping->reference, reference_help)->required();
    verb->add_option("-c,--count", ping->count, "How often")->capture_default_str();
    verb->add_option("-i,--interval", ping->interval, "Milliseconds between two")->capture_default_str();
    verb->callback([&tool, ping] { run(tool, *ping); });
}

}  // namespace corbel::tool
