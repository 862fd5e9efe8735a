// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/replicas.hpp"

#include "orb/engine/core/endpoint.hpp"
#include "orb/engine/core/orb.hpp"
#include "orb/mapping/cpp11/native.hpp"

namespace corbel {

void set_replicas(const IDL::traits<CORBA::ORB>::ref_type& orb, const std::vector<std::string>& addresses) {
    translated([&] {
        std::vector<giop::Address> parsed;
        for (const auto& address : addresses) {
            const auto endpoint = core::parse_endpoint("giop:tcp:" + address);
            if (endpoint.host.empty() || endpoint.port == 0 || endpoint.last_port != 0)
                throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "\"" + address + "\" is not host:port"};
            parsed.push_back(endpoint.address());
        }
        orb->_engine()->set_replicas(std::move(parsed));
    });
}

}  // namespace corbel
