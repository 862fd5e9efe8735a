// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>

#include "orb/engine/base/bytes.hpp"

namespace corbel::cdr {

/// IEEE 754 quadruple (binary128), as CDR carries a long double (CORBA 2.6, 15.3.1.4), in the given byte order.
long double quad_to_long_double(const std::array<std::uint8_t, 16>& bytes, ByteOrder order) noexcept;
std::array<std::uint8_t, 16> long_double_to_quad(long double value, ByteOrder order) noexcept;

}  // namespace corbel::cdr
