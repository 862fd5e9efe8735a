// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/service.hpp"

#include "cos-naming/servants.hpp"

namespace corbel::naming {
namespace {

using PoaRef = IDL::traits<PortableServer::POA>::ref_type;

// One servant for all objects of the POA, whose ids the program gives.
PoaRef create_poa(const PoaRef& root, const char* name,
                  const IDL::traits<PortableServer::POAManager>::ref_type& manager,
                  PortableServer::LifespanPolicyValue lifespan) {
    const CORBA::PolicyList policies{
        root->create_lifespan_policy(lifespan),
        root->create_id_assignment_policy(PortableServer::IdAssignmentPolicyValue::USER_ID),
        root->create_id_uniqueness_policy(PortableServer::IdUniquenessPolicyValue::MULTIPLE_ID),
        root->create_servant_retention_policy(PortableServer::ServantRetentionPolicyValue::NON_RETAIN),
        root->create_request_processing_policy(PortableServer::RequestProcessingPolicyValue::USE_DEFAULT_SERVANT)};
    return root->create_POA(name, manager, policies);
}

}  // namespace

Service::Service(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store) : Service{std::move(orb), store, {}} {}

Service::Service(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store, Settings settings) {
    const auto root = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    // A manager of their own: the program's own POAs may wait or serve as they like.
    const auto contexts = create_poa(root, "CosNaming", nullptr, PortableServer::LifespanPolicyValue::PERSISTENT);
    const auto manager = contexts->the_POAManager();
    const auto iterators =
        create_poa(root, "CosNamingIterators", manager, PortableServer::LifespanPolicyValue::TRANSIENT);
    const auto watches =
        create_poa(root, "CorbelNamingWatches", manager, PortableServer::LifespanPolicyValue::TRANSIENT);
    directory_ =
        std::make_shared<Directory>(orb, Directory::Poas{contexts, iterators, watches}, store, std::move(settings));
    contexts->set_servant(CORBA::make_reference<ContextServant>(directory_));
    iterators->set_servant(CORBA::make_reference<IteratorServant>(directory_));
    watches->set_servant(CORBA::make_reference<WatchServant>(directory_));
    orb->register_object_key("NameService", this->root());
    manager->activate();
}

std::size_t Service::watch_count() const { return directory_->watch_count(); }

IDL::traits<CosNaming::NamingContext>::ref_type Service::root() const {
    return directory_->reference(NamingStore::root);
}

}  // namespace corbel::naming
