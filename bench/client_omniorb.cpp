// SPDX-License-Identifier: BSL-1.0
// The calls of bench.idl with omniORB. usage: see measure.hpp
#include <functional>
#include <iostream>
#include <map>

#include "bench.hh"
#include "bench/measure.hpp"
#include "more.hh"

namespace {

using Call = std::function<void()>;

Bench::Points points(CORBA::ULong count) {
    Bench::Points points;
    points.length(count);
    for (CORBA::ULong i = 0; i < count; ++i) {
        points[i].id = static_cast<CORBA::Long>(i);
        points[i].x = i * 0.5;
        points[i].y = i * 0.25;
        points[i].c = Bench::Colour(i % 3);
        points[i].name = "a point";
    }
    return points;
}

template <class Sequence>
Sequence filled(CORBA::ULong count) {
    Sequence values;
    values.length(count);
    for (CORBA::ULong i = 0; i < count; ++i) values[i] = i % 100;
    return values;
}

Bench::Strings strings(CORBA::ULong count) {
    Bench::Strings strings;
    strings.length(count);
    for (CORBA::ULong i = 0; i < count; ++i) strings[i] = "short one";
    return strings;
}

Call make_call(const std::string& scenario, Bench::Target_var target) {
    if (scenario == "ping") return [=] { target->ping(); };
    if (scenario == "string16") return [=] { CORBA::String_var back = target->echo_string("sixteen letters."); };
    if (scenario == "self") return [=] { Bench::Target_var self = target->self(); };
    if (scenario == "octets64k" || scenario == "octets1m") {
        const auto octets = filled<Bench::Octets>(scenario == "octets64k" ? 65'536 : 1'048'576);
        return [=] { Bench::Octets_var back = target->echo_octets(octets); };
    }
    if (scenario == "doubles1m") {
        const auto doubles = filled<Bench::Doubles>(131'072);
        return [=] { Bench::Doubles_var back = target->echo_doubles(doubles); };
    }
    if (scenario == "points1000")
        return [=, sent = points(1000)] { Bench::Points_var back = target->echo_points(sent); };
    if (scenario == "strings1000")
        return [=, sent = strings(1000)] { Bench::Strings_var back = target->echo_strings(sent); };
    if (scenario == "any")
        return [=, point = points(1)[0]] {
            CORBA::Any any;
            any <<= point;
            CORBA::Any_var back = target->echo_any(any);
            const Bench::Point* value;
            if (!(back.in() >>= value)) std::abort();
        };
    if (scenario == "exception")
        return [=] {
            try {
                target->refuse(1);
            } catch (const Bench::Refused&) {
            }
        };
    std::cerr << "client_omniorb: no scenario " << scenario << '\n';
    std::exit(EXIT_FAILURE);
}

Call make_call_of_more(const std::string& scenario, BenchMore::Target_var target) {
    if (scenario == "nap20") return [=] { target->nap(20); };
    BenchMore::Samples samples;
    samples.length(50'000);
    for (CORBA::ULong i = 0; i < samples.length(); ++i) samples[i] = {static_cast<CORBA::Long>(i), i * 0.5};
    return [=] { target->take(samples); };
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    const bench::Task task{argc, argv};
    CORBA::Object_var object = orb->string_to_object(task.target.c_str());
    if (task.scenario == "nap20" || task.scenario == "samples50k") {
        BenchMore::Target_var more = BenchMore::Target::_narrow(object);
        const auto measure = task.scenario == "nap20" ? bench::measure_together : bench::measure;
        measure(task, [&] { return make_call_of_more(task.scenario, more); });
        orb->destroy();
        return 0;
    }
    Bench::Target_var target = Bench::Target::_narrow(object);
    if (task.scenario == "oneway") {
        CORBA::Long sent = target->fired();
        bench::measure_rate(task, [&] { target->fire(++sent); }, [&] { while (target->fired() != sent) {} });
    } else {
        bench::measure(task, [&] { return make_call(task.scenario, target); });
    }
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "client_omniorb: " << error._name() << '\n';
    return 1;
}
