// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "orb/engine/base/function_ref.hpp"

namespace corbel::cdr {

/// The end of a message that has not been received when its body begins to be read: a large one whose reader can wait.
/// One of the two is called, once; both block, and throw SystemError when the bytes do not come.
class Tail {
public:
    /// Memory for the first `bytes` of what is received, where those before stay as they are: it grows with them.
    using Memory = FunctionRef<std::uint8_t*(std::size_t bytes)>;

    /// Receives the rest. The message from its first byte on; it lives as long as the message, as does what was there
    /// before.
    virtual const std::uint8_t* complete() = 0;

    /// Receives the last `count` bytes of the message, those of them that are there already included.
    virtual void receive(std::size_t count, Memory memory) = 0;

protected:
    ~Tail() = default;
};

}  // namespace corbel::cdr
