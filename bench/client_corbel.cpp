// SPDX-License-Identifier: BSL-1.0
// The calls of bench.idl with Corbel. usage: see measure.hpp
#include <iostream>

#include "bench.hpp"
#include "bench/measure.hpp"
#include "more.hpp"

namespace {

using Call = std::function<void()>;

Bench::Points points(std::int32_t count) {
    Bench::Points points;
    for (std::int32_t i = 0; i < count; ++i)
        points.emplace_back(i, i * 0.5, i * 0.25, static_cast<Bench::Colour>(i % 3), "a point");
    return points;
}

template <class Sequence>
Sequence filled(std::size_t count) {
    Sequence values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<typename Sequence::value_type>(i % 100);
    return values;
}

Call make_call(const std::string& scenario, IDL::traits<Bench::Target>::ref_type target) {
    if (scenario == "ping") return [=] { target->ping(); };
    if (scenario == "string16") return [=, sent = std::string{"sixteen letters."}] { target->echo_string(sent); };
    if (scenario == "shutdown") return [=] { target->shutdown(); };
    if (scenario == "self") return [=] { target->self(); };
    if (scenario == "octets64k" || scenario == "octets1m") {
        const auto octets = filled<Bench::Octets>(scenario == "octets64k" ? 65'536 : 1'048'576);
        return [=] { target->echo_octets(octets); };
    }
    if (scenario == "doubles1m") return [=, sent = filled<Bench::Doubles>(131'072)] { target->echo_doubles(sent); };
    if (scenario == "points1000") return [=, sent = points(1000)] { target->echo_points(sent); };
    if (scenario == "strings1000")
        return [=, sent = Bench::Strings(1000, "short one")] { target->echo_strings(sent); };
    if (scenario == "any")
        return [=, point = points(1)[0]] {
            CORBA::Any any;
            any <<= point;
            Bench::Point back;
            if (!(target->echo_any(any) >>= back)) std::abort();
        };
    if (scenario == "exception")
        return [=] {
            try {
                target->refuse(1);
            } catch (const Bench::Refused&) {
            }
        };
    throw std::runtime_error{"no scenario " + scenario};
}

Call make_call_of_more(const std::string& scenario, IDL::traits<BenchMore::Target>::ref_type target) {
    if (scenario == "nap20") return [=] { target->nap(20); };
    BenchMore::Samples samples;
    for (std::int32_t i = 0; i < 50'000; ++i) samples.emplace_back(i, i * 0.5);
    return [=] { target->take(samples); };
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const bench::Task task{argc, argv};
    const auto object = orb->string_to_object(task.target);
    if (task.scenario == "nap20" || task.scenario == "samples50k") {
        auto target = IDL::traits<BenchMore::Target>::narrow(object);
        const auto measure = task.scenario == "nap20" ? bench::measure_together : bench::measure;
        measure(task, [&] { return make_call_of_more(task.scenario, target); });
        orb->destroy();
        return 0;
    }
    auto target = IDL::traits<Bench::Target>::narrow(object);
    if (task.scenario == "oneway") {
        auto sent = target->fired();
        bench::measure_rate(task, [&] { target->fire(++sent); }, [&] { while (target->fired() != sent) {} });
    } else {
        bench::measure(task, [&] { return make_call(task.scenario, target); });
    }
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "client_corbel: " << error.what() << '\n';
    return 1;
}
