// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/server_request.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/direct_way.hpp"
#include "orb/engine/invocation/servant.hpp"

namespace corbel {

std::vector<Facet> Servant::_facets() { return {}; }

[[gnu::hot]] void ServerRequest::end_of_arguments() {
    const auto& in = arguments();
    if (in.at_end()) return;
    throw SystemError{Error::marshal, minor::trailing_bytes,
                      std::to_string(in.remaining()) + " bytes follow the last argument of " +
                          std::string{operation()} + ": client and server were built from different IDL"};
}

}  // namespace corbel
