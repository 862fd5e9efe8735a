// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/service.hpp"

#include "orb/ifr/servants.hpp"

namespace corbel::ifr {
namespace {

// One servant for all objects, whose ids say what they are.
IDL::traits<PortableServer::POA>::ref_type create_poa(const IDL::traits<PortableServer::POA>::ref_type& root) {
    using namespace PortableServer;
    return root->create_POA(
        "InterfaceRepository", nullptr,
        {root->create_lifespan_policy(LifespanPolicyValue::PERSISTENT),
         root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
         root->create_id_uniqueness_policy(IdUniquenessPolicyValue::MULTIPLE_ID),
         root->create_servant_retention_policy(ServantRetentionPolicyValue::NON_RETAIN),
         root->create_request_processing_policy(RequestProcessingPolicyValue::USE_DEFAULT_SERVANT)});
}

}  // namespace

Service::Service(IDL::traits<CORBA::ORB>::ref_type orb, dynamic::Repository repository) {
    const auto root = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa_ = create_poa(root);
    directory_ = std::make_shared<Directory>(orb, poa_, std::move(repository));
    poa_->set_servant(CORBA::make_reference<Repository>(*directory_));
    orb->register_object_key("InterfaceRepository", this->repository());
    poa_->the_POAManager()->activate();
}

Service::~Service() {
    try {
        poa_->destroy(false, true);
    } catch (const CORBA::Exception&) {
        // The ORB has gone first, and the POA with it.
    }
}

IDL::traits<CORBA::Repository>::ref_type Service::repository() const {
    return directory_->reference<CORBA::Repository>(&directory_->definitions().root());
}

}  // namespace corbel::ifr
