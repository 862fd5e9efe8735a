// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/request_context.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::giop {

void write_context(cdr::Writer& out, const ContextProperties& properties) {
    out.length(2 * properties.size());
    for (const auto& [name, value] : properties) {
        out.string(name);
        out.string(value);
    }
}

ContextProperties read_context(cdr::Reader& in) {
    const auto count = in.length(5);  // a length and a NUL
    if (count % 2 != 0)
        throw SystemError{Error::marshal, minor::bad_message,
                          "the context of a request ends with a name without a value"};
    ContextProperties properties(count / 2);
    for (auto& [name, value] : properties) {
        in.string(name);
        in.string(value);
    }
    return properties;
}

}  // namespace corbel::giop
