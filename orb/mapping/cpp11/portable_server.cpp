// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/portable_server.hpp"

#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/orb.hpp"
#include "orb/mapping/cpp11/adapter_border.hpp"
#include "orb/mapping/cpp11/call.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/orb_registry.hpp"
#include "orb/mapping/cpp11/peer.hpp"
#include "orb/mapping/cpp11/server_call.hpp"

namespace PortableServer {
namespace {

using corbel::adapter::AdapterError;
using corbel::adapter::Fault;
using PoaRef = IDL::traits<POA>::ref_type;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;

}  // namespace

void raise(const AdapterError& error) {
    switch (error.fault()) {
        case Fault::adapter_already_exists: throw POA::AdapterAlreadyExists{error.what()};
        case Fault::adapter_non_existent: throw POA::AdapterNonExistent{error.what()};
        case Fault::adapter_inactive: throw POAManager::AdapterInactive{error.what()};
        case Fault::invalid_policy: throw POA::InvalidPolicy{error.index(), error.what()};
        case Fault::no_servant: throw POA::NoServant{error.what()};
        case Fault::object_already_active: throw POA::ObjectAlreadyActive{error.what()};
        case Fault::object_not_active: throw POA::ObjectNotActive{error.what()};
        case Fault::servant_already_active: throw POA::ServantAlreadyActive{error.what()};
        case Fault::servant_not_active: throw POA::ServantNotActive{error.what()};
        case Fault::wrong_adapter: throw POA::WrongAdapter{error.what()};
        case Fault::wrong_policy: throw POA::WrongPolicy{error.what()};
        case Fault::no_context: throw Current::NoContext{error.what()};
    }
    throw CORBA::INTERNAL{};
}

PoaRef to_reference(std::shared_ptr<corbel::adapter::Poa> poa) {
    return poa ? CORBA::make_reference<POA>(std::move(poa)) : PoaRef{};
}

ServantRef to_servant(const corbel::ServantPtr& servant) {
    return ServantRef{std::dynamic_pointer_cast<ServantBase>(servant)};
}

namespace {

ObjectRef to_object(corbel::Reference reference) {
    return corbel::make_object_reference<CORBA::Object>(std::move(reference));
}

const corbel::Reference& engine_reference(const ObjectRef& object) {
    static const corbel::Reference nil;
    return object ? object->_reference() : nil;
}

std::vector<corbel::adapter::Policy> engine_policies(const CORBA::PolicyList& policies) {
    std::vector<corbel::adapter::Policy> list;
    for (const auto& policy : policies) {
        if (!policy) throw POA::InvalidPolicy{static_cast<std::uint16_t>(list.size()), "a policy is nil"};
        list.push_back({static_cast<corbel::adapter::PolicyType>(policy->policy_type()),
                        static_cast<std::uint32_t>(policy->_value())});
    }
    return list;
}

/// The ORB that performs a request on this thread, else the default one.
IDL::traits<CORBA::ORB>::ref_type serving_orb() {
    const auto* upcall = corbel::adapter::Upcall::current();
    if (!upcall) return corbel::default_orb();
    const auto called = upcall->poa().create_reference(corbel::to_octets(upcall->object_id()), {});
    auto orb = corbel::find_orb(called.invoker());
    return orb ? orb : corbel::default_orb();
}

IDL::traits<CORBA::Object>::ref_type interface_repository(const std::string& for_whom) {
    const auto missing = [&](const char* why) {
        return CORBA::INTF_REPOS{corbel::minor::no_interface_repository, CORBA::COMPLETED_NO,
                                 "the server of " + for_whom + " has no interface repository (" + why +
                                     "): register InterfaceRepository as an initial reference, or start it with "
                                     "-ORBInitRef InterfaceRepository=url"};
    };
    try {
        auto repository = serving_orb()->resolve_initial_references("InterfaceRepository");
        if (repository) return repository;
    } catch (const CORBA::ORB::InvalidName&) {
        throw missing("nothing names one");
    } catch (const CORBA::BAD_INV_ORDER&) {
        throw missing("its ORB is not known");
    }
    throw missing("it is nil");
}

/// The user's references may outlive the ORB, and so must the adapter that they ask.
std::shared_ptr<corbel::adapter::Poa> with_adapter(std::shared_ptr<corbel::adapter::Poa> poa) {
    if (!poa) return nullptr;
    auto* const itself = poa.get();
    auto both = std::make_pair(itself->adapter().shared_from_this(), std::move(poa));
    return {std::make_shared<decltype(both)>(std::move(both)), itself};
}

const corbel::adapter::Upcall& current_upcall() {
    const auto* upcall = corbel::adapter::Upcall::current();
    if (!upcall) throw Current::NoContext{"this thread performs no request at the moment"};
    return *upcall;
}

}  // namespace

// -- ids as text

std::string ObjectId_to_string(const ObjectId& id) { return {id.begin(), id.end()}; }
std::wstring ObjectId_to_wstring(const ObjectId& id) { return {id.begin(), id.end()}; }
ObjectId string_to_ObjectId(const std::string& text) { return {text.begin(), text.end()}; }

ObjectId wstring_to_ObjectId(const std::wstring& text) {
    ObjectId id;
    for (auto c : text) {
        if (static_cast<std::uint32_t>(c) > 0xff)
            throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "an object id holds octets; a character above 0xff is none"};
        id.push_back(static_cast<std::uint8_t>(c));
    }
    return id;
}

// -- ServantBase

ServantBase::~ServantBase() = default;

IDL::traits<POA>::ref_type ServantBase::_default_POA() {
    return IDL::traits<POA>::narrow(corbel::default_orb()->resolve_initial_references("RootPOA"));
}

bool ServantBase::_is_a(const std::string& id) { return id == CORBA::Object::_repository_id_ || is_a(id); }

bool ServantBase::_non_existent() { return false; }

IDL::traits<CORBA::Object>::ref_type ServantBase::_get_component() { return nullptr; }

IDL::traits<CORBA::Object>::ref_type ServantBase::_get_interface() {
    const auto id = _repository_id();
    const auto repository = interface_repository(id);
    corbel::Call call{*shared_pointer(repository), "lookup_id"};
    call.invoke(id);
    IDL::traits<CORBA::Object>::ref_type definition;
    call.results(definition);
    if (definition) return definition;
    constexpr auto no_entry = corbel::minor::omg | 2;
    throw CORBA::INTF_REPOS{no_entry, CORBA::COMPLETED_NO, "the server's interface repository has no " + id};
}

[[gnu::hot]] void ServantBase::_invoke(corbel::ServerRequest& request) {
    corbel::ServerCall call{request};
    if (!_dispatch(call) && !_answer_implicit(call)) call.bad_operation(repository_id());
}

std::vector<corbel::Facet> ServantBase::_facets() {
    std::vector<corbel::Facet> facets;
    corbel::ServerCall list{facets};
    _dispatch(list);
    return facets;
}

/// The operations of CORBA::Object that go over the wire (CORBA 2.6, 15.4.2).
bool ServantBase::_answer_implicit(corbel::ServerCall& call) {
    const auto name = call.operation();
    if (!name.starts_with('_')) return false;
    const auto answer = [&](auto operation) {
        call.perform(operation, {});
        return true;
    };
    if (name == "_is_a")
        return answer([&] {
            std::string id;
            call.arguments(id);
            call.reply(_is_a(id));
        });
    if (name == "_non_existent" || name == "_not_existent")
        return answer([&] {
            call.arguments();
            call.reply(_non_existent());
        });
    if (name == "_repository_id")
        return answer([&] {
            call.arguments();
            call.reply(_repository_id());
        });
    if (name == "_component")
        return answer([&] {
            call.arguments();
            call.reply(_get_component());
        });
    if (name == "_interface")
        return answer([&] {
            call.arguments();
            call.reply(_get_interface());
        });
    if (name == "_domain_managers")
        return answer([&] {
            call.arguments();
            call.reply(std::vector<CORBA::Object::_ref_type>{});
        });
    return false;
}

// -- ForwardRequest and InvalidPolicy

void ForwardRequest::_encode(corbel::cdr::Writer& out) const { corbel::encode(out, forward_reference_); }

void POA::InvalidPolicy::_encode(corbel::cdr::Writer& out) const { out.put(index_); }

// -- POAManager

POAManager::POAManager(std::shared_ptr<corbel::adapter::PoaManager> manager) : manager_{std::move(manager)} {}
POAManager::~POAManager() = default;

void POAManager::activate() {
    adapted([&] { manager_->activate(); });
}

void POAManager::hold_requests(bool wait_for_completion) {
    adapted([&] { manager_->hold_requests(wait_for_completion); });
}

void POAManager::discard_requests(bool wait_for_completion) {
    adapted([&] { manager_->discard_requests(wait_for_completion); });
}

void POAManager::deactivate(bool etherealize_objects, bool wait_for_completion) {
    adapted([&] { manager_->deactivate(etherealize_objects, wait_for_completion); });
}

POAManager::State POAManager::get_state() const { return static_cast<State>(manager_->state()); }

// -- POA

POA::POA(std::shared_ptr<corbel::adapter::Poa> poa) : poa_{with_adapter(std::move(poa))} {}
POA::~POA() = default;

IDL::traits<POA>::ref_type POA::create_POA(const std::string& adapter_name,
                                           IDL::traits<POAManager>::ref_type a_POAManager,
                                           const CORBA::PolicyList& policies) {
    return adapted([&] {
        auto manager = a_POAManager ? a_POAManager->_engine()->shared_from_this() : nullptr;
        return to_reference(poa_->create_child(adapter_name, std::move(manager), engine_policies(policies),
                                               std::make_shared<const CORBA::PolicyList>(policies)));
    });
}

IDL::traits<POA>::ref_type POA::find_POA(const std::string& adapter_name, bool activate_it) {
    return adapted([&] { return to_reference(poa_->find_child(adapter_name, activate_it)); });
}

void POA::destroy(bool etherealize_objects, bool wait_for_completion) {
    adapted([&] { poa_->destroy(etherealize_objects, wait_for_completion); });
}

IDL::traits<ThreadPolicy>::ref_type POA::create_thread_policy(ThreadPolicyValue value) {
    return CORBA::make_reference<ThreadPolicy>(value);
}

IDL::traits<LifespanPolicy>::ref_type POA::create_lifespan_policy(LifespanPolicyValue value) {
    return CORBA::make_reference<LifespanPolicy>(value);
}

IDL::traits<IdUniquenessPolicy>::ref_type POA::create_id_uniqueness_policy(IdUniquenessPolicyValue value) {
    return CORBA::make_reference<IdUniquenessPolicy>(value);
}

IDL::traits<IdAssignmentPolicy>::ref_type POA::create_id_assignment_policy(IdAssignmentPolicyValue value) {
    return CORBA::make_reference<IdAssignmentPolicy>(value);
}

IDL::traits<ImplicitActivationPolicy>::ref_type POA::create_implicit_activation_policy(
    ImplicitActivationPolicyValue value) {
    return CORBA::make_reference<ImplicitActivationPolicy>(value);
}

IDL::traits<ServantRetentionPolicy>::ref_type POA::create_servant_retention_policy(ServantRetentionPolicyValue value) {
    return CORBA::make_reference<ServantRetentionPolicy>(value);
}

IDL::traits<RequestProcessingPolicy>::ref_type POA::create_request_processing_policy(
    RequestProcessingPolicyValue value) {
    return CORBA::make_reference<RequestProcessingPolicy>(value);
}

std::string POA::the_name() const { return poa_->name(); }

IDL::traits<POA>::ref_type POA::the_parent() const { return to_reference(poa_->parent()); }

POAList POA::the_children() const {
    POAList list;
    for (auto& child : poa_->children()) list.push_back(to_reference(std::move(child)));
    return list;
}

IDL::traits<POAManager>::ref_type POA::the_POAManager() const {
    return CORBA::make_reference<POAManager>(
        std::shared_ptr<corbel::adapter::PoaManager>{poa_, poa_->manager().get()});
}

ObjectId POA::id() const { return poa_->id(); }

ServantRef POA::get_servant() const {
    return adapted([&] { return to_servant(poa_->default_servant()); });
}

void POA::set_servant(ServantRef servant) {
    adapted([&] { poa_->default_servant(shared_pointer(servant)); });
}

ObjectId POA::activate_object(ServantRef servant) {
    return adapted([&] { return poa_->activate(shared_pointer(servant)); });
}

void POA::activate_object_with_id(const ObjectId& id, ServantRef servant) {
    adapted([&] { poa_->activate(id, shared_pointer(servant)); });
}

void POA::deactivate_object(const ObjectId& id) {
    adapted([&] { poa_->deactivate(id); });
}

ObjectRef POA::create_reference(const std::string& repository_id) {
    return adapted([&] { return to_object(poa_->create_reference(repository_id)); });
}

ObjectRef POA::create_reference_with_id(const ObjectId& id, const std::string& repository_id) {
    return adapted([&] { return to_object(poa_->create_reference(id, repository_id)); });
}

ObjectId POA::servant_to_id(ServantRef servant) {
    return adapted([&] { return poa_->servant_to_id(shared_pointer(servant)); });
}

ObjectRef POA::servant_to_reference(ServantRef servant) {
    return adapted([&] { return to_object(poa_->servant_to_reference(shared_pointer(servant))); });
}

ServantRef POA::reference_to_servant(ObjectRef reference) {
    return adapted([&] { return to_servant(poa_->reference_to_servant(engine_reference(reference))); });
}

ObjectId POA::reference_to_id(ObjectRef reference) {
    return adapted([&] { return poa_->reference_to_id(engine_reference(reference)); });
}

ServantRef POA::id_to_servant(const ObjectId& id) {
    return adapted([&] { return to_servant(poa_->id_to_servant(id)); });
}

ObjectRef POA::id_to_reference(const ObjectId& id) {
    return adapted([&] { return to_object(poa_->id_to_reference(id)); });
}

// -- Current

IDL::traits<POA>::ref_type Current::get_POA() const {
    return to_reference(current_upcall().poa().shared_from_this());
}

ObjectId Current::get_object_id() const { return corbel::to_octets(current_upcall().object_id()); }

ObjectRef Current::get_reference() const {
    const auto& upcall = current_upcall();
    return adapted([&] { return to_object(upcall.poa().servant_to_reference(upcall.servant())); });
}

ServantRef Current::get_servant() const { return to_servant(current_upcall().servant()); }

}  // namespace PortableServer

namespace corbel {

Peer peer_of_request() { return PortableServer::current_upcall().peer(); }

Reference reference_of(PortableServer::ServantBase& servant) {
    const auto self = servant.weak_from_this().lock();
    if (!self)
        throw CORBA::BAD_INV_ORDER{0, CORBA::COMPLETED_NO,
                                   "_this() of a servant that no servant reference holds: create servants with "
                                   "CORBA::make_reference, and do not call it in their constructors"};
    const auto* upcall = adapter::Upcall::current();
    if (upcall && upcall->servant() == self)
        return PortableServer::adapted([&] { return upcall->poa().servant_to_reference(self); });
    const auto poa = servant._default_POA();
    return PortableServer::adapted([&] { return poa->_engine()->servant_to_reference(self); });
}

}  // namespace corbel
