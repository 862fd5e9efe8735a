// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace corbel {

/// The operations of one interface as a servant has them, for callers of the same process that were compiled with that
/// interface. What stands behind the pointers is the mapping's.
struct Facet {
    const void* interface;   ///< an address that stands for it in this process
    void* servant;
    const void* operations;
    /// Performs the operation with that index, of a call that is the mapping's too.
    void (*perform)(void* servant, const void* operations, std::size_t index, void* call);
};

}  // namespace corbel
