// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/policy.hpp"

/// The policies of calls (CORBA 2.6, 22.2), and where they are set: on a reference (Object::_set_policy_overrides), for
/// a thread (PolicyCurrent), for an ORB (PolicyManager). The first of these that has one counts.
namespace TimeBase {
using TimeT = std::uint64_t;  ///< in units of 100 ns
}

namespace Messaging {

using SyncScope = std::int16_t;
inline constexpr SyncScope SYNC_NONE = 0;
inline constexpr SyncScope SYNC_WITH_TRANSPORT = 1;
inline constexpr SyncScope SYNC_WITH_SERVER = 2;
inline constexpr SyncScope SYNC_WITH_TARGET = 3;

inline constexpr CORBA::PolicyType SYNC_SCOPE_POLICY_TYPE = 24;
inline constexpr CORBA::PolicyType RELATIVE_RT_TIMEOUT_POLICY_TYPE = 32;

class SyncScopePolicy;
class RelativeRoundtripTimeoutPolicy;

}  // namespace Messaging

namespace CORBA {
class PolicyManager;
class PolicyCurrent;
}  // namespace CORBA

template <>
struct IDL::traits<Messaging::SyncScopePolicy> : corbel::local_interface_traits<Messaging::SyncScopePolicy> {};
template <>
struct IDL::traits<Messaging::RelativeRoundtripTimeoutPolicy>
    : corbel::local_interface_traits<Messaging::RelativeRoundtripTimeoutPolicy> {};
template <> struct IDL::traits<CORBA::PolicyManager> : corbel::local_interface_traits<CORBA::PolicyManager> {};
template <> struct IDL::traits<CORBA::PolicyCurrent> : corbel::local_interface_traits<CORBA::PolicyCurrent> {};

namespace Messaging {

/// What a oneway waits for; SYNC_WITH_TRANSPORT if nothing is set.
class SyncScopePolicy final : public virtual CORBA::Policy {
public:
    explicit SyncScopePolicy(SyncScope synchronization) : synchronization_{synchronization} {}
    SyncScope synchronization() const { return synchronization_; }
    CORBA::PolicyType policy_type() const override { return SYNC_SCOPE_POLICY_TYPE; }
    std::uint64_t _value() const override { return static_cast<std::uint64_t>(synchronization_); }
    IDL::traits<CORBA::Policy>::ref_type copy() const override;

private:
    SyncScope synchronization_;
};

/// How long a call may take in all; zero: for ever.
class RelativeRoundtripTimeoutPolicy final : public virtual CORBA::Policy {
public:
    explicit RelativeRoundtripTimeoutPolicy(TimeBase::TimeT relative_expiry) : relative_expiry_{relative_expiry} {}
    TimeBase::TimeT relative_expiry() const { return relative_expiry_; }
    CORBA::PolicyType policy_type() const override { return RELATIVE_RT_TIMEOUT_POLICY_TYPE; }
    std::uint64_t _value() const override { return relative_expiry_; }
    IDL::traits<CORBA::Policy>::ref_type copy() const override;

private:
    TimeBase::TimeT relative_expiry_;
};

}  // namespace Messaging

namespace CORBA {

using PolicyErrorCode = std::int16_t;
inline constexpr PolicyErrorCode BAD_POLICY = 0;
inline constexpr PolicyErrorCode UNSUPPORTED_POLICY = 1;
inline constexpr PolicyErrorCode BAD_POLICY_TYPE = 2;
inline constexpr PolicyErrorCode BAD_POLICY_VALUE = 3;
inline constexpr PolicyErrorCode UNSUPPORTED_POLICY_VALUE = 4;

/// ORB::create_policy cannot make that policy.
class PolicyError final : public UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/PolicyError:1.0";

    PolicyError() = default;
    explicit PolicyError(PolicyErrorCode reason) : reason_{reason} {}
    PolicyErrorCode reason() const { return reason_; }
    void reason(PolicyErrorCode value) { reason_ = value; }

    const char* _rep_id() const noexcept override { return _repository_id; }
    const char* _name() const noexcept override { return "PolicyError"; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override { out.put(reason_); }

private:
    PolicyErrorCode reason_ = BAD_POLICY;
};

/// Policies that cannot be set there, by their places in the list.
class InvalidPolicies final : public UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/InvalidPolicies:1.0";

    InvalidPolicies() = default;
    explicit InvalidPolicies(std::vector<std::uint16_t> indices) : indices_{std::move(indices)} {}
    const std::vector<std::uint16_t>& indices() const { return indices_; }

    const char* _rep_id() const noexcept override { return _repository_id; }
    const char* _name() const noexcept override { return "InvalidPolicies"; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override;

private:
    std::vector<std::uint16_t> indices_;
};

/// The policies of an ORB (CORBA 2.6, 4.9.2); the initial reference "ORBPolicyManager".
class PolicyManager : public virtual LocalObject {
public:
    explicit PolicyManager(std::shared_ptr<corbel::Invoker> invoker);
    ~PolicyManager() override;

    /// Those of the types; all of them for an empty list. An ORB has each, if only the built-in one; a thread has
    /// those that were set.
    virtual PolicyList get_policy_overrides(const PolicyTypeSeq& types);
    /// InvalidPolicies for nil ones and those that are not of module Messaging; those of a PolicyFactory are set on
    /// references.
    virtual void set_policy_overrides(const PolicyList& policies, SetOverrideType set_add);

protected:
    const std::shared_ptr<corbel::Invoker> invoker_;
};

/// Those of the calling thread, for calls through this ORB (CORBA 2.6, 4.9.3); the initial reference "PolicyCurrent".
class PolicyCurrent final : public PolicyManager {
public:
    explicit PolicyCurrent(std::shared_ptr<corbel::Invoker> invoker);
    ~PolicyCurrent() override;

    PolicyList get_policy_overrides(const PolicyTypeSeq& types) override;
    void set_policy_overrides(const PolicyList& policies, SetOverrideType set_add) override;
};

}  // namespace CORBA

namespace corbel {

/// Whether the type is one of module Messaging or PortableServer that the ORB itself gives a meaning.
bool is_built_in_policy(CORBA::PolicyType type) noexcept;

/// For ORB::create_policy: PolicyError for a type that is none of module Messaging, or a value that is not its own.
IDL::traits<CORBA::Policy>::ref_type make_call_policy(CORBA::PolicyType type, const CORBA::Any& value);

}  // namespace corbel

namespace corbel {

template <>
struct Codec<CORBA::PolicyError> {
    static constexpr std::size_t min_size = 2;
    static void encode(cdr::Writer& out, const CORBA::PolicyError& value) { value._encode(out); }
    static void decode(cdr::Reader& in, CORBA::PolicyError& value) { value.reason(in.get<std::int16_t>()); }
};
template <>
struct Codec<CORBA::InvalidPolicies> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const CORBA::InvalidPolicies& value) { value._encode(out); }
    static void decode(cdr::Reader& in, CORBA::InvalidPolicies& value);
};

}  // namespace corbel
