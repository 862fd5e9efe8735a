// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "bench/measure.hpp"

namespace bench {

/// Makes `call` in batches and reports what one takes, in microseconds as all samples.
template <class Call>
void measure_colocated(double seconds, const Call& call) {
    constexpr std::size_t batch = 10'000;
    std::vector<float> samples;
    const auto cpu = cpu_seconds();
    const auto start = Clock::now();
    while (Clock::now() < start + std::chrono::duration<double>{seconds}) {
        const auto before = Clock::now();
        for (std::size_t i = 0; i < batch; ++i) call();
        samples.push_back(std::chrono::duration<float, std::micro>{Clock::now() - before}.count() / batch);
    }
    const std::chrono::duration<double> took = Clock::now() - start;
    const auto calls = samples.size() * batch;
    report(samples, calls, took.count(), cpu_seconds() - cpu);
}

}  // namespace bench
