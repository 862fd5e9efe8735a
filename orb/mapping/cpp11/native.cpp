// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/native.hpp"

#include <ostream>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel {

void native_on_wire() {
    throw SystemError{Error::marshal, minor::local_object, "a native cannot be sent: it means something here only"};
}

std::ostream& operator<<(std::ostream& out, const Native& value) { return out << (value ? "native" : "nil"); }

}  // namespace corbel
