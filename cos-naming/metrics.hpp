// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// What the daemon has done so far: requests by operation and outcome, and how long they took. From any thread.
class Metrics {
public:
    using Seconds = std::chrono::duration<double>;

    struct Outcome {
        std::string name;       ///< "ok", or that of an exception: "NotFound", "TRANSIENT"
        bool is_error = false;  ///< a system exception
        auto operator<=>(const Outcome&) const = default;
    };

    /// A request that was answered. Operations that are not of CosNaming or Corbel::Naming count as "other", so that
    /// nobody makes more lines than there are.
    void count(std::string_view operation, const Outcome& outcome, Seconds took);

    /// The text format of Prometheus 0.0.4; without a size for a store that does not answer.
    std::string to_text(const std::optional<StoreSize>& size, std::size_t watches) const;

    struct Totals {
        std::uint64_t requests = 0, changes = 0, errors = 0;  ///< errors: system exceptions
    };
    Totals totals() const;
    Seconds age() const { return std::chrono::steady_clock::now() - start_; }

private:
    static constexpr std::array<double, 14> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                   0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};
    struct Latency {
        std::array<std::uint64_t, bounds.size() + 1> counts{};  // the last one: longer than all bounds
        double sum = 0;
    };

    static void show(std::ostream& out, const std::string& operation, const Latency& latency);

    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, Outcome>, std::uint64_t> requests_;  // by operation and outcome
    std::map<std::string, Latency> latencies_;                           // by operation
};

/// Has every request of the ORBs that are created from now on counted, by a portable interceptor. `metrics` must live
/// as long as they.
void measure_requests(Metrics& metrics);

}  // namespace corbel::naming
