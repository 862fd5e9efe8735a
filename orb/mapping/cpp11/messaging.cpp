// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/messaging.hpp"

#include <algorithm>
#include <limits>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/orb_registry.hpp"
#include "orb/mapping/cpp11/portable_interceptor.hpp"

namespace {

using PolicyRef = IDL::traits<CORBA::Policy>::ref_type;
using std::chrono::nanoseconds;

constexpr TimeBase::TimeT unit = 100;  // nanoseconds

nanoseconds duration_of(TimeBase::TimeT time) {
    constexpr auto longest = static_cast<TimeBase::TimeT>(std::numeric_limits<std::int32_t>::max()) * 10'000'000;
    return nanoseconds{std::min(time, longest) * unit};
}

bool asks_for(const CORBA::PolicyTypeSeq& types, CORBA::PolicyType type) {
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

CORBA::PolicyList to_list(const corbel::CallPolicies& policies, const CORBA::PolicyTypeSeq& types) {
    CORBA::PolicyList list;
    if (policies.round_trip_timeout && asks_for(types, Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE))
        list.push_back(CORBA::make_reference<Messaging::RelativeRoundtripTimeoutPolicy>(
            static_cast<TimeBase::TimeT>(policies.round_trip_timeout->count()) / unit));
    if (policies.sync_scope && asks_for(types, Messaging::SYNC_SCOPE_POLICY_TYPE))
        list.push_back(
            CORBA::make_reference<Messaging::SyncScopePolicy>(static_cast<Messaging::SyncScope>(*policies.sync_scope)));
    return list;
}

/// `policies` changed by the list; the places of those that are no policies of calls are added to `wrong`.
corbel::CallPolicies changed(corbel::CallPolicies policies, const CORBA::PolicyList& list, CORBA::SetOverrideType how,
                             std::vector<std::uint16_t>& wrong) {
    if (how == CORBA::SetOverrideType::SET_OVERRIDE) policies = {};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto type = list[i] ? list[i]->policy_type() : 0;
        if (type == Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE)
            policies.round_trip_timeout = duration_of(list[i]->_value());
        else if (type == Messaging::SYNC_SCOPE_POLICY_TYPE)
            policies.sync_scope = static_cast<corbel::SyncScope>(list[i]->_value());
        else
            wrong.push_back(static_cast<std::uint16_t>(i));
    }
    return policies;
}

corbel::CallPolicies require_changed(const corbel::CallPolicies& policies, const CORBA::PolicyList& list,
                                     CORBA::SetOverrideType how) {
    std::vector<std::uint16_t> wrong;
    auto result = changed(policies, list, how, wrong);
    if (!wrong.empty()) throw CORBA::InvalidPolicies{std::move(wrong)};
    return result;
}

}  // namespace

namespace Messaging {

PolicyRef SyncScopePolicy::copy() const { return CORBA::make_reference<SyncScopePolicy>(synchronization_); }

PolicyRef RelativeRoundtripTimeoutPolicy::copy() const {
    return CORBA::make_reference<RelativeRoundtripTimeoutPolicy>(relative_expiry_);
}

}  // namespace Messaging

namespace CORBA {

void InvalidPolicies::_encode(corbel::cdr::Writer& out) const { corbel::encode(out, indices_); }

PolicyManager::PolicyManager(std::shared_ptr<corbel::Invoker> invoker) : invoker_{std::move(invoker)} {}
PolicyManager::~PolicyManager() = default;

PolicyList PolicyManager::get_policy_overrides(const PolicyTypeSeq& types) {
    return to_list(invoker_->policies(), types);
}

void PolicyManager::set_policy_overrides(const PolicyList& policies, SetOverrideType set_add) {
    invoker_->policies(require_changed(invoker_->policies(), policies, set_add));
}

PolicyCurrent::PolicyCurrent(std::shared_ptr<corbel::Invoker> invoker) : PolicyManager{std::move(invoker)} {}
PolicyCurrent::~PolicyCurrent() = default;

PolicyList PolicyCurrent::get_policy_overrides(const PolicyTypeSeq& types) {
    return to_list(thread_policies(*invoker_), types);
}

void PolicyCurrent::set_policy_overrides(const PolicyList& policies, SetOverrideType set_add) {
    thread_policies(*invoker_, require_changed(thread_policies(*invoker_), policies, set_add));
}

// -- Object

namespace {

const PolicyList& own_policies(const corbel::Reference& reference) {
    static const PolicyList none;
    const auto* own = static_cast<const PolicyList*>(attachment_of(reference).get());
    return own ? *own : none;
}

PolicyRef find(const PolicyList& list, PolicyType type) {
    const auto at =
        std::find_if(list.begin(), list.end(), [&](const auto& each) { return each->policy_type() == type; });
    return at == list.end() ? nullptr : *at;
}

bool has_factory(const corbel::Reference& reference, PolicyType type) {
    const auto orb = corbel::find_orb(reference.invoker());
    return orb && orb->_policy_factory(type);
}

[[noreturn]] void cannot_be_set(const PolicyRef& policy) {
    if (!policy) throw INV_POLICY{corbel::minor::omg | 2, COMPLETED_NO, "a policy is nil"};
    throw NO_PERMISSION{0, COMPLETED_NO,
                        "policy type " + std::to_string(policy->policy_type()) + " cannot be overridden"};
}

}  // namespace

bool Object::_validate_connection(PolicyList& inconsistent_policies) {
    inconsistent_policies.clear();
    if (_is_local()) return true;
    return corbel::translated([&] {
        _reference().invoker().locate(_reference());
        return true;
    });
}

PolicyRef Object::_get_policy(PolicyType type) {
    if (auto own = corbel::translated([&] { return find(own_policies(_reference()), type); })) return own;
    if (corbel::translated([&] { return has_factory(_reference(), type); })) return nullptr;
    const auto list = corbel::translated(
        [&] { return to_list(_reference().invoker().effective_policies(_reference()), {type}); });
    if (list.empty())
        throw INV_POLICY{corbel::minor::omg | 2, COMPLETED_NO,
                         "policy type " + std::to_string(type) + " is not one of calls"};
    return list.front();
}

Object::_ref_type Object::_set_policy_overrides(const PolicyList& policies, SetOverrideType set_add) {
    return corbel::translated([&] {
        std::vector<std::uint16_t> wrong;
        const auto result = changed(policies_of(_reference()), policies, set_add, wrong);
        auto own = set_add == SetOverrideType::ADD_OVERRIDE ? own_policies(_reference()) : PolicyList{};
        for (const auto place : wrong) {
            const auto& policy = policies[place];
            if (!policy || !has_factory(_reference(), policy->policy_type())) cannot_be_set(policy);
            std::erase_if(own, [&](const auto& each) { return each->policy_type() == policy->policy_type(); });
            own.push_back(policy);
        }
        return corbel::make_object_reference<Object>(
            with_policies(_reference(), result, std::make_shared<const PolicyList>(std::move(own))));
    });
}

PolicyList Object::_get_policy_overrides(const PolicyTypeSeq& types) {
    return corbel::translated([&] {
        auto list = to_list(policies_of(_reference()), types);
        for (const auto& each : own_policies(_reference()))
            if (asks_for(types, each->policy_type())) list.push_back(each);
        return list;
    });
}

}  // namespace CORBA

namespace corbel {

bool is_built_in_policy(CORBA::PolicyType type) noexcept {
    return type == Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE || type == Messaging::SYNC_SCOPE_POLICY_TYPE ||
           (type >= PortableServer::THREAD_POLICY_ID && type <= PortableServer::REQUEST_PROCESSING_POLICY_ID);
}

PolicyRef make_call_policy(CORBA::PolicyType type, const CORBA::Any& value) {
    if (type == Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE) {
        TimeBase::TimeT expiry = 0;
        if (!(value >>= expiry)) throw CORBA::PolicyError{CORBA::BAD_POLICY_VALUE};
        return CORBA::make_reference<Messaging::RelativeRoundtripTimeoutPolicy>(expiry);
    }
    if (type == Messaging::SYNC_SCOPE_POLICY_TYPE) {
        Messaging::SyncScope scope = 0;
        if (!(value >>= scope) || scope < Messaging::SYNC_NONE || scope > Messaging::SYNC_WITH_TARGET)
            throw CORBA::PolicyError{CORBA::BAD_POLICY_VALUE};
        return CORBA::make_reference<Messaging::SyncScopePolicy>(scope);
    }
    throw CORBA::PolicyError{CORBA::BAD_POLICY_TYPE};
}

void Codec<CORBA::InvalidPolicies>::decode(cdr::Reader& in, CORBA::InvalidPolicies& value) {
    std::vector<std::uint16_t> indices;
    corbel::decode(in, indices);
    value = CORBA::InvalidPolicies{std::move(indices)};
}

}  // namespace corbel
