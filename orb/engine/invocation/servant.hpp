// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/base/shared_ptr.hpp"

namespace corbel {

class ServerRequest;
struct Facet;

/// What incarnates objects (CORBA 2.6, 11.2.1), without a language mapping. Implemented by a mapping's servant base.
class Servant {
public:
    virtual ~Servant() = default;

    /// Performs one request and answers it, now or later (ServerRequest::defer). An exception that escapes becomes
    /// the client's: a SystemError as it is, anything else UNKNOWN. Called from several threads at once unless the
    /// adapter's thread policy says otherwise.
    /// No operation of IDL can have this name: mappings derive servants from this.
    virtual void _invoke(ServerRequest& request) = 0;

    /// Repository id of the most derived interface, as references to this servant carry it.
    virtual std::string_view repository_id() const = 0;

    /// Whether the interface is `repository_id` or derived from it.
    virtual bool is_a(std::string_view repository_id) const = 0;

    /// Its operations for direct calls (DirectWay), which do not pass through _invoke(): none unless it says so.
    virtual std::vector<Facet> _facets();
};

using ServantPtr = std::shared_ptr<Servant>;

}  // namespace corbel
