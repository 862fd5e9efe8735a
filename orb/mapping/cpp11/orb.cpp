// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/orb.hpp"

#include <map>
#include <mutex>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/orb.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/iop.hpp"
#include "orb/mapping/cpp11/messaging.hpp"
#include "orb/mapping/cpp11/orb_parts.hpp"
#include "orb/mapping/cpp11/orb_registry.hpp"
#include "orb/mapping/cpp11/portable_interceptor.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"
#include "orb/mapping/cpp11/value_factories.hpp"

namespace corbel {
namespace {

using OrbRef = IDL::traits<CORBA::ORB>::ref_type;

std::recursive_mutex registry_mutex;  // ORBInitializers run under it
std::map<std::string, IDL::traits<CORBA::ORB>::weak_ref_type>& registry() {
    static std::map<std::string, IDL::traits<CORBA::ORB>::weak_ref_type> orbs;
    return orbs;
}

/// Orbs that are not shut down, by id.
std::map<std::string, OrbRef> living_orbs() {
    std::map<std::string, OrbRef> living;
    for (const auto& [id, weak] : registry())
        if (auto orb = weak.lock(); orb && !orb->_engine()->has_shut_down()) living.emplace(id, std::move(orb));
    return living;
}

}  // namespace

OrbRef find_orb(const Invoker& invoker) {
    const std::lock_guard lock{registry_mutex};
    for (const auto& [id, weak] : registry())
        if (auto orb = weak.lock(); orb && orb->_engine()->invoker().get() == &invoker) return orb;
    return nullptr;
}

OrbRef default_orb() {
    std::map<std::string, OrbRef> living;
    {
        const std::lock_guard lock{registry_mutex};
        living = living_orbs();
    }
    if (const auto at = living.find(std::string{}); at != living.end()) return at->second;
    if (living.size() == 1) return living.begin()->second;
    throw CORBA::BAD_INV_ORDER{minor::orb_has_shut_down, CORBA::COMPLETED_NO,
                               living.empty()
                                   ? "there is no ORB: call CORBA::ORB_init first"
                                   : "there are several ORBs and none has the empty id: override _default_POA()"};
}

void* default_environment() {
    try {
        return default_orb()->_engine()->invoker().get();
    } catch (const CORBA::BAD_INV_ORDER&) {
        return nullptr;
    }
}

}  // namespace corbel

namespace CORBA {
namespace {

[[noreturn]] void bad_value_factory(const std::string& why) {
    throw BAD_PARAM{corbel::minor::value_factory_failure, COMPLETED_NO, why};
}

corbel::ValueFactories& factories_of(corbel::core::Orb& orb) {
    return *corbel::ValueFactories::of(orb.invoker().get());
}

const corbel::Reference& reference_of(const IDL::traits<Object>::ref_type& object) {
    static const corbel::Reference nil;
    return object ? object->_reference() : nil;
}

void require_not_local(const IDL::traits<Object>::ref_type& object) {
    if (object && object->_is_local())
        throw MARSHAL{corbel::minor::omg | 4, COMPLETED_NO,
                      "a local object has no reference that could leave the process"};
}

}  // namespace

ORB::ORB(std::shared_ptr<corbel::core::Orb> orb) : orb_{std::move(orb)}, parts_{std::make_unique<Parts>()} {
    orb_->invoker()->attach(std::make_shared<corbel::ValueFactories>());
}
ORB::~ORB() = default;

void ORB::_intercept(std::shared_ptr<PortableInterceptor::Registry> registry) {
    parts_->interceptors = std::move(registry);
}

std::string ORB::id() const { return orb_->id(); }

std::string ORB::object_to_string(IDL::traits<Object>::ref_type object) {
    require_not_local(object);
    return corbel::translated([&] { return orb_->object_to_string(reference_of(object)); });
}

IDL::traits<Object>::ref_type ORB::string_to_object(const std::string& url) {
    return corbel::translated([&] { return corbel::make_object_reference<Object>(orb_->string_to_object(url)); });
}

IDL::traits<Object>::ref_type ORB::resolve_initial_references(const std::string& name) {
    return corbel::translated([&]() -> IDL::traits<Object>::ref_type {
        if (name == "RootPOA") return make_reference<PortableServer::POA>(orb_->root_poa());
        if (name == "POACurrent") return make_reference<PortableServer::Current>();
        if (name == "PICurrent") return make_reference<PortableInterceptor::Current>(parts_->interceptors);
        if (name == "DynAnyFactory") return make_reference<DynamicAny::DynAnyFactory>(orb_->invoker());
        if (name == "CodecFactory") return make_reference<IOP::CodecFactory>(orb_->invoker());
        if (name == "ORBPolicyManager") return make_reference<PolicyManager>(orb_->invoker());
        if (name == "PolicyCurrent") return make_reference<PolicyCurrent>(orb_->invoker());
        try {
            return corbel::make_object_reference<Object>(orb_->resolve_initial_references(name));
        } catch (const corbel::core::InvalidName& error) {
            throw InvalidName{error.what()};
        }
    });
}

void ORB::register_initial_reference(const std::string& name, IDL::traits<Object>::ref_type object) {
    require_not_local(object);
    corbel::translated([&] {
        try {
            orb_->register_initial_reference(name, reference_of(object));
        } catch (const corbel::core::InvalidName& error) {
            throw InvalidName{error.what()};
        }
    });
}

ORB::ObjectIdList ORB::list_initial_services() const { return orb_->list_initial_services(); }

ValueFactory ORB::register_value_factory(const std::string& id, ValueFactory factory) {
    if (!factory) bad_value_factory("a nil value factory cannot be registered for " + id);
    if (id.empty()) bad_value_factory("a value factory is registered for a repository id; this one is empty");
    return factories_of(*orb_).put(id, std::move(factory));
}

void ORB::unregister_value_factory(const std::string& id) {
    if (!factories_of(*orb_).remove(id)) bad_value_factory("no value factory is registered for " + id);
}

ValueFactory ORB::lookup_value_factory(const std::string& id) { return factories_of(*orb_).find(id); }

IDL::traits<Policy>::ref_type ORB::create_policy(PolicyType type, const Any& value) {
    if (const auto factory = _policy_factory(type)) return factory->create_policy(type, value);
    return corbel::make_call_policy(type, value);
}

IDL::traits<PortableInterceptor::PolicyFactory>::ref_type ORB::_policy_factory(PolicyType type) const {
    const auto& interceptors = parts_->interceptors;
    return interceptors ? PortableInterceptor::find_policy_factory(*interceptors, type) : nullptr;
}

void ORB::register_object_key(const std::string& key, IDL::traits<Object>::ref_type object) {
    require_not_local(object);
    corbel::translated([&] { orb_->register_object_key(key, reference_of(object)); });
}

std::vector<std::string> ORB::endpoints() const {
    return corbel::translated([&] {
        std::vector<std::string> all;
        for (const auto& address : orb_->addresses()) all.push_back(address.to_string());
        return all;
    });
}

void ORB::run() {
    corbel::translated([&] { orb_->run(); });
}

bool ORB::work_pending() const {
    return corbel::translated([&] { return orb_->work_pending(); });
}

void ORB::perform_work() {
    corbel::translated([&] { orb_->perform_work(); });
}

int ORB::work_descriptor() {
    return corbel::translated([&] { return orb_->work_descriptor(); });
}

void ORB::shutdown(bool wait_for_completion) {
    corbel::translated([&] { orb_->shutdown(wait_for_completion); });
}

void ORB::destroy() {
    corbel::translated([&] { orb_->destroy(); });
    parts_->deferred_requests.clear();
    if (parts_->interceptors) PortableInterceptor::destroy_interceptors(*parts_->interceptors);
}

IDL::traits<ORB>::ref_type ORB_init(int& argc, char* argv[], const std::string& orb_id) {
    return ORB_init(argc, argv, orb_id, {});
}

IDL::traits<ORB>::ref_type ORB_init(int& argc, char* argv[], const std::string& orb_id,
                                    const std::vector<std::pair<std::string, std::string>>& settings) {
    auto options = corbel::translated([&] { return corbel::core::Options::parse(argc, argv, settings); });
    if (options.id.empty()) options.id = orb_id;
    const std::lock_guard lock{corbel::registry_mutex};
    auto& known = corbel::registry()[options.id];
    if (auto orb = known.lock(); orb && !orb->_engine()->has_shut_down()) return orb;
    auto orb = corbel::translated([&] { return make_reference<ORB>(corbel::core::Orb::create(std::move(options))); });
    PortableInterceptor::initialize(orb);
    known = orb;
    return orb;
}

IDL::traits<ORB>::ref_type Object::_get_orb() {
    if (!_reference()) return corbel::default_orb();
    return corbel::find_orb(corbel::translated([&]() -> corbel::Invoker& { return _reference().invoker(); }));
}

}  // namespace CORBA

namespace corbel {

std::vector<std::string> take_orb_options(std::vector<std::string>& arguments) {
    std::vector<std::string> taken;
    std::vector<std::string> left;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const bool is_orbs = arguments[i].starts_with("-ORB");
        auto& to = is_orbs ? taken : left;
        to.push_back(arguments[i]);
        if (is_orbs && i + 1 < arguments.size()) taken.push_back(arguments[++i]);
    }
    arguments = std::move(left);
    return taken;
}

}  // namespace corbel
