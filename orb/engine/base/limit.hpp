// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

namespace corbel {

/// How much of something may be in what a peer sends. One for the process, as levels of logs are: readers do not know
/// an ORB. To read it is to read a variable.
class Limit {
public:
    /// `setting` is what raises it.
    constexpr Limit(std::uint32_t value, const char* setting) noexcept : value_{value}, setting_{setting} {}
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

    // Not std::atomic: stubs see this class, and <atomic> would be a twentieth of the time they take to compile.
    operator std::uint32_t() const noexcept { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
    void set(std::uint32_t value) noexcept { __atomic_store_n(&value_, value, __ATOMIC_RELAXED); }
    const char* setting() const noexcept { return setting_; }

    /// "64; -ORBmaxProfiles raises it"
    std::string text() const;

private:
    std::uint32_t value_;
    const char* const setting_;
};

}  // namespace corbel
