// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace corbel::test {

/// How often this process has called operator new so far, in all of its threads. A program that links
/// tests/support/allocations.cpp counts; no other may ask.
std::size_t allocations() noexcept;

}  // namespace corbel::test
