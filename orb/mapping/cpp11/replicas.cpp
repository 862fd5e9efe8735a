// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/replicas.hpp"

#include "orb/engine/core/orb.hpp"
#include "orb/mapping/cpp11/native.hpp"

namespace corbel {

void set_replicas(const IDL::traits<CORBA::ORB>::ref_type& orb, const std::vector<std::string>& addresses) {
    translated([&] {
        std::vector<giop::Address> parsed;
        for (const auto& address : addresses) parsed.push_back(core::parse_endpoint("giop:tcp:" + address));
        orb->_engine()->set_replicas(std::move(parsed));
    });
}

}  // namespace corbel
