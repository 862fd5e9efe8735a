// SPDX-License-Identifier: BSL-1.0
#include "tests/fuzz/target.hpp"
#include "tools/corbel/ior_components.hpp"

// The tag of a component, little-endian, and its bytes: whatever they are, they become JSON that can be read.
using namespace corbel;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4) return 0;
    const auto tag = static_cast<std::uint32_t>(data[0] | data[1] << 8 | data[2] << 16 | std::uint32_t{data[3]} << 24);
    const auto text = json::to_text(tool::show_component({tag, Octets(data + 4, data + size)}));
    json::parse(text);
    return 0;
}
