// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/may_connect.hpp"

#include "orb/engine/core/orb.hpp"

namespace corbel {

void may_connect(const IDL::traits<CORBA::ORB>::ref_type& orb, std::function<bool(const Destination&)> may) {
    auto& policy = orb->_engine()->connect_policy();
    if (!may) return policy.also({});
    policy.also([may = std::move(may)](const giop::Address& address) {
        return may({address.host, address.port, address.unix_path});
    });
}

}  // namespace corbel
