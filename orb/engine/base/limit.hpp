// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace corbel {

/// How much of something may be in what a peer sends. One for the process, as levels of logs are: readers do not know an
/// ORB. To read it is to read a variable.
class Limit {
public:
    /// `setting` is what raises it.
    constexpr Limit(std::uint32_t value, const char* setting) noexcept : value_{value}, setting_{setting} {}
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

    operator std::uint32_t() const noexcept { return value_.load(std::memory_order_relaxed); }
    void set(std::uint32_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    const char* setting() const noexcept { return setting_; }

    /// "64; -ORBmaxProfiles raises it"
    std::string text() const { return std::to_string(std::uint32_t{*this}) + "; -ORB" + setting_ + " raises it"; }

private:
    std::atomic<std::uint32_t> value_;
    const char* const setting_;
};

}  // namespace corbel
