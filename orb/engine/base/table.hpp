// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace corbel {

/// Entries of an array that lives as long as the program. A span for generated code, which compilers have more of than
/// anybody reads: this one costs them next to nothing.
template <class T>
class Table {
public:
    constexpr Table() noexcept = default;
    constexpr Table(const T* entries, std::size_t count) noexcept : entries_{entries}, count_{count} {}
    template <std::size_t count>
    constexpr Table(const T (&entries)[count]) noexcept : entries_{entries}, count_{count} {}  // NOLINT: converts

    constexpr const T* begin() const noexcept { return entries_; }
    constexpr const T* end() const noexcept { return entries_ + count_; }
    constexpr std::size_t size() const noexcept { return count_; }
    constexpr const T& operator[](std::size_t index) const noexcept { return entries_[index]; }

private:
    const T* entries_ = nullptr;
    std::size_t count_ = 0;
};

}  // namespace corbel
