// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/long_double.hpp"

#include <algorithm>
#include <cstring>

namespace corbel::cdr {
namespace {

__extension__ typedef __float128 Quad;
static_assert(sizeof(Quad) == 16);

}  // namespace

long double quad_to_long_double(const std::array<std::uint8_t, 16>& bytes, ByteOrder order) noexcept {
    auto native = bytes;
    if (order != native_order) std::reverse(native.begin(), native.end());
    Quad quad;
    std::memcpy(&quad, native.data(), sizeof quad);
    return static_cast<long double>(quad);
}

std::array<std::uint8_t, 16> long_double_to_quad(long double value, ByteOrder order) noexcept {
    const Quad quad = value;
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &quad, sizeof quad);
    if (order != native_order) std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

}  // namespace corbel::cdr
