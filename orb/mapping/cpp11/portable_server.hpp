// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/base/shared_ptr.hpp"
#include "orb/engine/invocation/servant.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"
#include "orb/mapping/cpp11/policy.hpp"

namespace corbel {
class ServerCall;
namespace adapter {
class Poa;
class PoaManager;
}  // namespace adapter
}  // namespace corbel

/// Module PortableServer (CORBA 2.6, chapter 11) in the IDL-to-C++11 mapping.
namespace PortableServer {
class POA;
class POAManager;
class Current;
class ServantManager;
class ServantActivator;
class ServantLocator;
class AdapterActivator;
class ServantBase;
}  // namespace PortableServer

template <> struct IDL::traits<PortableServer::POA> : corbel::local_interface_traits<PortableServer::POA> {};
template <>
struct IDL::traits<PortableServer::POAManager> : corbel::local_interface_traits<PortableServer::POAManager> {};
template <> struct IDL::traits<PortableServer::Current> : corbel::local_interface_traits<PortableServer::Current> {};
template <>
struct IDL::traits<PortableServer::ServantManager> : corbel::local_interface_traits<PortableServer::ServantManager> {};
template <>
struct IDL::traits<PortableServer::ServantActivator>
    : corbel::local_interface_traits<PortableServer::ServantActivator> {};
template <>
struct IDL::traits<PortableServer::ServantLocator> : corbel::local_interface_traits<PortableServer::ServantLocator> {};
template <>
struct IDL::traits<PortableServer::AdapterActivator>
    : corbel::local_interface_traits<PortableServer::AdapterActivator> {};

namespace CORBA {

/// What a program says of the servants of an interface: base_type to derive from, ref_type to hold them by.
/// Generated code specialises it for each interface.
template <class Interface>
struct servant_traits;

}  // namespace CORBA

namespace PortableServer {

using ObjectId = std::vector<std::uint8_t>;
using POAList = std::vector<IDL::traits<POA>::ref_type>;

/// Ids as text, byte for byte; the wide ones hold a byte in each character, BAD_PARAM for a character above 0xff.
std::string ObjectId_to_string(const ObjectId& id);
std::wstring ObjectId_to_wstring(const ObjectId& id);
ObjectId string_to_ObjectId(const std::string& text);
ObjectId wstring_to_ObjectId(const std::wstring& text);

/// Base of all servants. A servant is held by servant references only: create it with CORBA::make_reference.
class ServantBase : public corbel::Servant, public std::enable_shared_from_this<ServantBase> {
public:
    ~ServantBase() override;  // not inline: it would be a part of every skeleton
    ServantBase(const ServantBase&) = delete;
    ServantBase& operator=(const ServantBase&) = delete;

    /// The POA that _this() activates in: the root POA of the ORB with the empty id, or else of the only ORB of the
    /// process; BAD_INV_ORDER if there is no such ORB. Override for another POA.
    virtual IDL::traits<POA>::ref_type _default_POA();

    virtual bool _is_a(const std::string& repository_id);
    virtual bool _non_existent();
    /// What _get_component() and _get_interface() of the object's references give: nil, and what the initial reference
    /// InterfaceRepository has of the interface; INTF_REPOS if there is none.
    virtual IDL::traits<CORBA::Object>::ref_type _get_component();
    virtual IDL::traits<CORBA::Object>::ref_type _get_interface();
    std::string _repository_id() const { return std::string{repository_id()}; }
    std::string _interface_repository_id() const { return _repository_id(); }

    void _invoke(corbel::ServerRequest& request) final;
    std::vector<corbel::Facet> _facets() override;

protected:
    ServantBase() = default;

    /// A strong reference to this servant. Not in a constructor.
    std::shared_ptr<ServantBase> _lock() { return shared_from_this(); }

    /// Performs the operation of `call`; false if the interface has none of that name. Generated.
    virtual bool _dispatch(corbel::ServerCall& call) = 0;
    /// Performs an operation that every object has; false for any other.
    bool _answer_implicit(corbel::ServerCall& call);
};

}  // namespace PortableServer

template <> struct CORBA::servant_traits<PortableServer::ServantBase> {
    using base_type = PortableServer::ServantBase;
    using ref_type = corbel::servant_reference<PortableServer::ServantBase>;
    using weak_ref_type = corbel::weak_servant_reference<PortableServer::ServantBase>;
};

namespace PortableServer {

/// IDL spells the type of servants so (native Servant).
using Servant = ServantBase;
using ServantRef = CORBA::servant_traits<ServantBase>::ref_type;

enum class ThreadPolicyValue : std::uint32_t { ORB_CTRL_MODEL, SINGLE_THREAD_MODEL, MAIN_THREAD_MODEL };
enum class LifespanPolicyValue : std::uint32_t { TRANSIENT, PERSISTENT };
enum class IdUniquenessPolicyValue : std::uint32_t { UNIQUE_ID, MULTIPLE_ID };
enum class IdAssignmentPolicyValue : std::uint32_t { USER_ID, SYSTEM_ID };
enum class ImplicitActivationPolicyValue : std::uint32_t { IMPLICIT_ACTIVATION, NO_IMPLICIT_ACTIVATION };
enum class ServantRetentionPolicyValue : std::uint32_t { RETAIN, NON_RETAIN };
enum class RequestProcessingPolicyValue : std::uint32_t {
    USE_ACTIVE_OBJECT_MAP_ONLY, USE_DEFAULT_SERVANT, USE_SERVANT_MANAGER
};

/// The seven policies of a POA: each an object with the value it was created with.
template <class Value, CORBA::PolicyType Type>
class AdapterPolicy final : public virtual CORBA::Policy {
public:
    explicit AdapterPolicy(Value value) : value_{value} {}

    Value value() const { return value_; }
    CORBA::PolicyType policy_type() const override { return Type; }
    std::uint64_t _value() const override { return static_cast<std::uint64_t>(value_); }
    IDL::traits<CORBA::Policy>::ref_type copy() const override { return CORBA::make_reference<AdapterPolicy>(value_); }

private:
    Value value_;
};

inline constexpr CORBA::PolicyType THREAD_POLICY_ID = 16;
inline constexpr CORBA::PolicyType LIFESPAN_POLICY_ID = 17;
inline constexpr CORBA::PolicyType ID_UNIQUENESS_POLICY_ID = 18;
inline constexpr CORBA::PolicyType ID_ASSIGNMENT_POLICY_ID = 19;
inline constexpr CORBA::PolicyType IMPLICIT_ACTIVATION_POLICY_ID = 20;
inline constexpr CORBA::PolicyType SERVANT_RETENTION_POLICY_ID = 21;
inline constexpr CORBA::PolicyType REQUEST_PROCESSING_POLICY_ID = 22;

using ThreadPolicy = AdapterPolicy<ThreadPolicyValue, THREAD_POLICY_ID>;
using LifespanPolicy = AdapterPolicy<LifespanPolicyValue, LIFESPAN_POLICY_ID>;
using IdUniquenessPolicy = AdapterPolicy<IdUniquenessPolicyValue, ID_UNIQUENESS_POLICY_ID>;
using IdAssignmentPolicy = AdapterPolicy<IdAssignmentPolicyValue, ID_ASSIGNMENT_POLICY_ID>;
using ImplicitActivationPolicy = AdapterPolicy<ImplicitActivationPolicyValue, IMPLICIT_ACTIVATION_POLICY_ID>;
using ServantRetentionPolicy = AdapterPolicy<ServantRetentionPolicyValue, SERVANT_RETENTION_POLICY_ID>;
using RequestProcessingPolicy = AdapterPolicy<RequestProcessingPolicyValue, REQUEST_PROCESSING_POLICY_ID>;

}  // namespace PortableServer

template <class Value, CORBA::PolicyType Type>
struct IDL::traits<PortableServer::AdapterPolicy<Value, Type>>
    : corbel::local_interface_traits<PortableServer::AdapterPolicy<Value, Type>> {};

namespace corbel {

/// A user exception without members: its class has nothing but its _repository_id. what() gives the reason where the
/// ORB itself raised it.
template <class Self>
class PlainUserException : public CORBA::UserException {
public:
    explicit PlainUserException(std::string reason = {}) : reason_{std::move(reason)} {}

    const char* what() const noexcept override { return reason_.empty() ? Self::_repository_id : reason_.c_str(); }
    const char* _rep_id() const noexcept override { return Self::_repository_id; }
    const char* _name() const noexcept override { return Self::_idl_name; }
    [[noreturn]] void _raise() const override { throw static_cast<const Self&>(*this); }
    void _encode(cdr::Writer&) const override {}

private:
    std::string reason_;
};

}  // namespace corbel

namespace PortableServer {

/// Thrown by servant managers: the client is sent to the object.
class ForwardRequest final : public CORBA::UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/ForwardRequest:1.0";

    ForwardRequest() = default;
    explicit ForwardRequest(IDL::traits<CORBA::Object>::ref_type forward_reference)
        : forward_reference_{std::move(forward_reference)} {}

    const IDL::traits<CORBA::Object>::ref_type& forward_reference() const { return forward_reference_; }
    void forward_reference(IDL::traits<CORBA::Object>::ref_type value) { forward_reference_ = std::move(value); }

    const char* _rep_id() const noexcept override { return _repository_id; }
    const char* _name() const noexcept override { return "ForwardRequest"; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override;

private:
    IDL::traits<CORBA::Object>::ref_type forward_reference_;
};

/// The tap of the requests of one or more POAs (CORBA 2.6, 11.3.2): holds, lets through, discards, or refuses for good.
class POAManager final : public virtual CORBA::LocalObject {
public:
    enum class State : std::uint32_t { HOLDING, ACTIVE, DISCARDING, INACTIVE };

    class AdapterInactive final : public corbel::PlainUserException<AdapterInactive> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "AdapterInactive";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POAManager/AdapterInactive:1.0";
    };

    explicit POAManager(std::shared_ptr<corbel::adapter::PoaManager> manager);
    ~POAManager() override;

    void activate();
    void hold_requests(bool wait_for_completion);
    void discard_requests(bool wait_for_completion);
    void deactivate(bool etherealize_objects, bool wait_for_completion);
    State get_state() const;

    const std::shared_ptr<corbel::adapter::PoaManager>& _engine() const noexcept { return manager_; }

private:
    std::shared_ptr<corbel::adapter::PoaManager> manager_;
};

/// A portable object adapter (CORBA 2.6, 11.3.8). Two references may stand for one adapter: compare their id(). A local
/// interface that inherits from it is implemented around an adapter: `Mine() : POA{root->_engine()} {}`.
class POA : public virtual CORBA::LocalObject {
public:
    class AdapterAlreadyExists final : public corbel::PlainUserException<AdapterAlreadyExists> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "AdapterAlreadyExists";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/AdapterAlreadyExists:1.0";
    };
    class AdapterNonExistent final : public corbel::PlainUserException<AdapterNonExistent> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "AdapterNonExistent";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/AdapterNonExistent:1.0";
    };
    class NoServant final : public corbel::PlainUserException<NoServant> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "NoServant";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/NoServant:1.0";
    };
    class ObjectAlreadyActive final : public corbel::PlainUserException<ObjectAlreadyActive> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "ObjectAlreadyActive";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/ObjectAlreadyActive:1.0";
    };
    class ObjectNotActive final : public corbel::PlainUserException<ObjectNotActive> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "ObjectNotActive";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/ObjectNotActive:1.0";
    };
    class ServantAlreadyActive final : public corbel::PlainUserException<ServantAlreadyActive> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "ServantAlreadyActive";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/ServantAlreadyActive:1.0";
    };
    class ServantNotActive final : public corbel::PlainUserException<ServantNotActive> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "ServantNotActive";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/ServantNotActive:1.0";
    };
    class WrongAdapter final : public corbel::PlainUserException<WrongAdapter> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "WrongAdapter";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/WrongAdapter:1.0";
    };
    class WrongPolicy final : public corbel::PlainUserException<WrongPolicy> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "WrongPolicy";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/WrongPolicy:1.0";
    };
    class InvalidPolicy final : public CORBA::UserException {
    public:
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/POA/InvalidPolicy:1.0";

        InvalidPolicy() = default;
        explicit InvalidPolicy(std::uint16_t index, std::string reason = {})
            : index_{index}, reason_{std::move(reason)} {}

        std::uint16_t index() const { return index_; }
        void index(std::uint16_t value) { index_ = value; }

        const char* what() const noexcept override { return reason_.empty() ? _repository_id : reason_.c_str(); }
        const char* _rep_id() const noexcept override { return _repository_id; }
        const char* _name() const noexcept override { return "InvalidPolicy"; }
        [[noreturn]] void _raise() const override { throw *this; }
        void _encode(corbel::cdr::Writer& out) const override;

    private:
        std::uint16_t index_ = 0;
        std::string reason_;
    };

    explicit POA(std::shared_ptr<corbel::adapter::Poa> poa);
    ~POA() override;

    IDL::traits<POA>::ref_type create_POA(const std::string& adapter_name,
                                          IDL::traits<POAManager>::ref_type a_POAManager,
                                          const CORBA::PolicyList& policies);
    IDL::traits<POA>::ref_type find_POA(const std::string& adapter_name, bool activate_it);
    void destroy(bool etherealize_objects, bool wait_for_completion);

    IDL::traits<ThreadPolicy>::ref_type create_thread_policy(ThreadPolicyValue value);
    IDL::traits<LifespanPolicy>::ref_type create_lifespan_policy(LifespanPolicyValue value);
    IDL::traits<IdUniquenessPolicy>::ref_type create_id_uniqueness_policy(IdUniquenessPolicyValue value);
    IDL::traits<IdAssignmentPolicy>::ref_type create_id_assignment_policy(IdAssignmentPolicyValue value);
    IDL::traits<ImplicitActivationPolicy>::ref_type create_implicit_activation_policy(
        ImplicitActivationPolicyValue value);
    IDL::traits<ServantRetentionPolicy>::ref_type create_servant_retention_policy(ServantRetentionPolicyValue value);
    IDL::traits<RequestProcessingPolicy>::ref_type create_request_processing_policy(
        RequestProcessingPolicyValue value);

    std::string the_name() const;
    IDL::traits<POA>::ref_type the_parent() const;  ///< nil for the root POA
    POAList the_children() const;
    IDL::traits<POAManager>::ref_type the_POAManager() const;
    ObjectId id() const;

    /// nil if none is set.
    IDL::traits<AdapterActivator>::ref_type the_activator() const;
    void the_activator(IDL::traits<AdapterActivator>::ref_type activator);

    /// nil if none is set. To be set once (BAD_INV_ORDER), by a ServantActivator where the POA has RETAIN, by a
    /// ServantLocator where it has not (OBJ_ADAPTER for another one or nil). Include servant_manager.hpp, as
    /// <corbel/skeleton.hpp> does.
    IDL::traits<ServantManager>::ref_type get_servant_manager() const;
    void set_servant_manager(IDL::traits<ServantManager>::ref_type imgr);

    ServantRef get_servant() const;
    void set_servant(ServantRef servant);

    ObjectId activate_object(ServantRef servant);
    void activate_object_with_id(const ObjectId& id, ServantRef servant);
    void deactivate_object(const ObjectId& id);

    IDL::traits<CORBA::Object>::ref_type create_reference(const std::string& repository_id);
    IDL::traits<CORBA::Object>::ref_type create_reference_with_id(const ObjectId& id,
                                                                  const std::string& repository_id);

    ObjectId servant_to_id(ServantRef servant);
    IDL::traits<CORBA::Object>::ref_type servant_to_reference(ServantRef servant);
    ServantRef reference_to_servant(IDL::traits<CORBA::Object>::ref_type reference);
    ObjectId reference_to_id(IDL::traits<CORBA::Object>::ref_type reference);
    ServantRef id_to_servant(const ObjectId& id);
    IDL::traits<CORBA::Object>::ref_type id_to_reference(const ObjectId& id);

    const std::shared_ptr<corbel::adapter::Poa>& _engine() const noexcept { return poa_; }

private:
    std::shared_ptr<corbel::adapter::Poa> poa_;
};

/// The request that this thread performs at the moment (CORBA 2.6, 11.3.9); the initial reference "POACurrent".
class Current final : public virtual CORBA::LocalObject {
public:
    class NoContext final : public corbel::PlainUserException<NoContext> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "NoContext";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableServer/Current/NoContext:1.0";
    };

    IDL::traits<POA>::ref_type get_POA() const;
    ObjectId get_object_id() const;
    IDL::traits<CORBA::Object>::ref_type get_reference() const;
    ServantRef get_servant() const;
};

}  // namespace PortableServer

namespace corbel {

/// What _this() of a generated skeleton gives: in an upcall of `servant` the object that is called, otherwise the
/// object it incarnates in its _default_POA(), activated there if need be and allowed (CORBA 2.6, C++ mapping 1.36.5).
Reference reference_of(PortableServer::ServantBase& servant);

}  // namespace corbel
