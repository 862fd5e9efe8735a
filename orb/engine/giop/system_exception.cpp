// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/system_exception.hpp"

#include "orb/engine/base/minor.hpp"

namespace corbel::giop {

void write_system_exception(cdr::Writer& out, const SystemError& error) {
    out.identifier(repository_id_of(error.error()));
    out.put(error.minor());
    out.put(static_cast<std::uint32_t>(error.completed()));
}

SystemError read_system_exception(cdr::Reader& in) {
    const auto id = in.identifier();
    const auto minor = in.get<std::uint32_t>();
    const auto completed = in.get<std::uint32_t>();
    if (completed > static_cast<std::uint32_t>(Completion::maybe))
        throw SystemError{Error::marshal, minor::enum_out_of_range, Completion::maybe,
                          "a system exception has the completion status " + std::to_string(completed)};
    const auto error = error_of(id);
    std::string text;
    if (repository_id_of(error) != id) text = "the peer raised the unknown system exception " + escaped(id);
    return {error, minor, static_cast<Completion>(completed), std::move(text)};
}

}  // namespace corbel::giop
