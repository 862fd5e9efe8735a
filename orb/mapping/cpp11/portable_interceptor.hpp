// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/iop.hpp"
#include "orb/mapping/cpp11/messaging.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"

/// Portable interceptors (CORBA 2.6, chapter 21): code that sees each request and reply of an ORB, adds service
/// contexts to them and components to references. They are registered by an ORBInitializer before ORB_init; an ORB
/// without any pays nothing for them.
///
/// Not there: arguments(), result(), exceptions() and contexts() of a request (NO_RESOURCES minor 1, as the
/// specification allows for calls of stubs).
namespace PortableInterceptor {

class Interceptor;
class ClientRequestInterceptor;
class ServerRequestInterceptor;
class IORInterceptor;
class RequestInfo;
class ClientRequestInfo;
class ServerRequestInfo;
class IORInfo;
class PolicyFactory;
class Current;
class ORBInitializer;
class ORBInitInfo;

class Registry;  // the interceptors of an ORB

using SlotId = std::uint32_t;
using ReplyStatus = std::int16_t;
inline constexpr ReplyStatus SUCCESSFUL = 0;
inline constexpr ReplyStatus SYSTEM_EXCEPTION = 1;
inline constexpr ReplyStatus USER_EXCEPTION = 2;
inline constexpr ReplyStatus LOCATION_FORWARD = 3;
inline constexpr ReplyStatus TRANSPORT_RETRY = 4;

}  // namespace PortableInterceptor

#define CORBEL_LOCAL_TRAITS(T) \
    template <> struct IDL::traits<PortableInterceptor::T> : corbel::local_interface_traits<PortableInterceptor::T> {}
CORBEL_LOCAL_TRAITS(Interceptor);
CORBEL_LOCAL_TRAITS(ClientRequestInterceptor);
CORBEL_LOCAL_TRAITS(ServerRequestInterceptor);
CORBEL_LOCAL_TRAITS(IORInterceptor);
CORBEL_LOCAL_TRAITS(RequestInfo);
CORBEL_LOCAL_TRAITS(ClientRequestInfo);
CORBEL_LOCAL_TRAITS(ServerRequestInfo);
CORBEL_LOCAL_TRAITS(IORInfo);
CORBEL_LOCAL_TRAITS(PolicyFactory);
CORBEL_LOCAL_TRAITS(Current);
CORBEL_LOCAL_TRAITS(ORBInitializer);
CORBEL_LOCAL_TRAITS(ORBInitInfo);
#undef CORBEL_LOCAL_TRAITS

namespace PortableInterceptor {

using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using PolicyRef = IDL::traits<CORBA::Policy>::ref_type;

/// Thrown by interceptors to send the request to another object.
class ForwardRequest final : public CORBA::UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/PortableInterceptor/ForwardRequest:1.0";

    ForwardRequest() = default;
    explicit ForwardRequest(ObjectRef forward) : forward_{std::move(forward)} {}
    const ObjectRef& forward() const { return forward_; }

    const char* _rep_id() const noexcept override { return _repository_id; }
    const char* _name() const noexcept override { return "ForwardRequest"; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override;

private:
    ObjectRef forward_;
};

/// A slot that no ORBInitializer has allocated.
class InvalidSlot final : public corbel::PlainUserException<InvalidSlot> {
public:
    using PlainUserException::PlainUserException;
    static constexpr const char* _idl_name = "InvalidSlot";
    static constexpr const char* _repository_id = "IDL:omg.org/PortableInterceptor/InvalidSlot:1.0";
};

/// What all three kinds have.
class Interceptor : public virtual CORBA::LocalObject {
public:
    virtual std::string name() = 0;  ///< unique among its kind unless it is empty
    virtual void destroy() {}        ///< when the ORB is destroyed

protected:
    Interceptor() = default;
};

/// Sees the calls that the ORB's references make. Called in order of registration on the way out, in the opposite order
/// on the way back. Each may throw a system exception, and ForwardRequest where the specification lets it.
///
/// A deferred or asynchronous request is seen twice (21.3.5.1): as one that ends by receive_other with SUCCESSFUL when
/// it is sent, and as one that ends by receive_reply or receive_exception before a reply handler is told, or begins
/// with send_poll when the answer is taken. If its server forwards it, the first part happens again
/// meanwhile, on a thread of its own.
class ClientRequestInterceptor : public virtual Interceptor {
public:
    virtual void send_request(IDL::traits<ClientRequestInfo>::ref_type) {}
    virtual void send_poll(IDL::traits<ClientRequestInfo>::ref_type) {}
    virtual void receive_reply(IDL::traits<ClientRequestInfo>::ref_type) {}
    virtual void receive_exception(IDL::traits<ClientRequestInfo>::ref_type) {}
    virtual void receive_other(IDL::traits<ClientRequestInfo>::ref_type) {}

protected:
    ClientRequestInterceptor() = default;
};

/// Sees the requests that come to the ORB's objects.
class ServerRequestInterceptor : public virtual Interceptor {
public:
    virtual void receive_request_service_contexts(IDL::traits<ServerRequestInfo>::ref_type) {}
    virtual void receive_request(IDL::traits<ServerRequestInfo>::ref_type) {}
    virtual void send_reply(IDL::traits<ServerRequestInfo>::ref_type) {}
    virtual void send_exception(IDL::traits<ServerRequestInfo>::ref_type) {}
    virtual void send_other(IDL::traits<ServerRequestInfo>::ref_type) {}

protected:
    ServerRequestInterceptor() = default;
};

/// Adds to references when a POA is created. What it throws is ignored.
class IORInterceptor : public virtual Interceptor {
public:
    virtual void establish_components(IDL::traits<IORInfo>::ref_type info) = 0;

protected:
    IORInterceptor() = default;
};

/// The slots of this thread (CORBA 2.6, 21.4); the initial reference "PICurrent". A call takes a copy of them along; a
/// servant finds those that server interceptors have set for its request.
class Current final : public virtual CORBA::LocalObject {
public:
    explicit Current(std::shared_ptr<const Registry> registry) : registry_{std::move(registry)} {}
    CORBA::Any get_slot(SlotId id) const;
    void set_slot(SlotId id, const CORBA::Any& data);

private:
    const std::shared_ptr<const Registry> registry_;
};

/// A request as an interceptor sees it; usable in the interception that it was given to.
class RequestInfo : public virtual CORBA::LocalObject {
public:
    virtual std::uint32_t request_id() const = 0;
    virtual std::string operation() const = 0;
    virtual bool response_expected() const = 0;
    virtual Messaging::SyncScope sync_scope() const = 0;
    ReplyStatus reply_status() const;     ///< BAD_INV_ORDER minor 14 before there is one
    ObjectRef forward_reference() const;  ///< with LOCATION_FORWARD
    CORBA::Any get_slot(SlotId id) const;
    /// BAD_PARAM minor 26 if there is none.
    virtual IOP::ServiceContext get_request_service_context(IOP::ServiceId id) const = 0;
    virtual IOP::ServiceContext get_reply_service_context(IOP::ServiceId id) const = 0;

protected:
    explicit RequestInfo(const Registry& registry) : registry_{registry} {}

    const Registry& registry_;
    std::vector<CORBA::Any> slots_;
    std::optional<ReplyStatus> status_;
    ObjectRef forward_;
    friend class ClientHook;
    friend class ServerHook;
};

class ClientRequestInfo : public RequestInfo {
public:
    virtual ObjectRef target() const = 0;
    virtual ObjectRef effective_target() const = 0;
    virtual CORBA::Any received_exception() const = 0;  ///< of a user exception: NO_RESOURCES minor 1
    virtual std::string received_exception_id() const = 0;
    virtual IOP::TaggedComponent get_effective_component(IOP::ComponentId id) const = 0;  ///< BAD_PARAM minor 28
    virtual PolicyRef get_request_policy(CORBA::PolicyType type) const = 0;
    /// BAD_INV_ORDER minor 15 if it is there already and may not be replaced.
    virtual void add_request_service_context(const IOP::ServiceContext& service_context, bool replace) = 0;

protected:
    using RequestInfo::RequestInfo;
};

class ServerRequestInfo : public RequestInfo {
public:
    virtual CORBA::Any sending_exception() const = 0;  ///< of a user exception: NO_RESOURCES minor 1
    /// Corbel's addition: the repository id of a user exception. BAD_INV_ORDER minor 14 of anything else.
    virtual std::string sending_exception_id() const = 0;
    /// From receive_request on; BAD_INV_ORDER minor 14 before.
    virtual std::vector<std::uint8_t> object_id() const = 0;
    virtual std::vector<std::uint8_t> adapter_id() const = 0;
    virtual std::string target_most_derived_interface() const = 0;
    virtual bool target_is_a(const std::string& id) const = 0;
    /// What the POA was created with; nil if it has none of the type. INV_POLICY minor 3 for types without a factory.
    virtual PolicyRef get_server_policy(CORBA::PolicyType type) const = 0;
    void set_slot(SlotId id, const CORBA::Any& data);
    virtual void add_reply_service_context(const IOP::ServiceContext& service_context, bool replace) = 0;

protected:
    using RequestInfo::RequestInfo;
};

/// A POA that is being created.
class IORInfo : public virtual CORBA::LocalObject {
public:
    /// The one that the POA was created with; nil if there is none of a type that is known. INV_POLICY minor 3.
    virtual PolicyRef get_effective_policy(CORBA::PolicyType type) const = 0;
    virtual void add_ior_component(const IOP::TaggedComponent& component) = 0;
    /// Of the IIOP profile, which is the only one; BAD_PARAM minor 29 for others.
    virtual void add_ior_component_to_profile(const IOP::TaggedComponent& component, IOP::ProfileId profile_id) = 0;
};

/// Makes the policies of types that are a program's own (CORBA 2.6, 21.6), for ORB::create_policy. Such policies are
/// given to POAs, where interceptors see them by get_server_policy and get_effective_policy, and to references by
/// _set_policy_overrides, where they are seen by get_request_policy.
class PolicyFactory : public virtual CORBA::LocalObject {
public:
    /// PolicyError for a value that is none of the policy's.
    virtual PolicyRef create_policy(CORBA::PolicyType type, const CORBA::Any& value) = 0;

protected:
    PolicyFactory() = default;
};

/// What an ORBInitializer does its work with; usable in it only.
class ORBInitInfo : public virtual CORBA::LocalObject {
public:
    class DuplicateName final : public corbel::PlainUserException<DuplicateName> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "DuplicateName";
        static constexpr const char* _repository_id = "IDL:omg.org/PortableInterceptor/ORBInitInfo/DuplicateName:1.0";
    };

    virtual std::string orb_id() const = 0;
    virtual IDL::traits<IOP::CodecFactory>::ref_type codec_factory() const = 0;
    virtual void register_initial_reference(const std::string& id, ObjectRef obj) = 0;
    virtual ObjectRef resolve_initial_references(const std::string& id) = 0;
    virtual void add_client_request_interceptor(IDL::traits<ClientRequestInterceptor>::ref_type interceptor) = 0;
    virtual void add_server_request_interceptor(IDL::traits<ServerRequestInterceptor>::ref_type interceptor) = 0;
    virtual void add_ior_interceptor(IDL::traits<IORInterceptor>::ref_type interceptor) = 0;
    virtual SlotId allocate_slot_id() = 0;
    /// BAD_INV_ORDER minor 16 for a type that has a factory, or is one of the ORB's own.
    virtual void register_policy_factory(CORBA::PolicyType type,
                                         IDL::traits<PolicyFactory>::ref_type policy_factory) = 0;
};

/// Registers interceptors with each ORB that is created.
class ORBInitializer : public virtual CORBA::LocalObject {
public:
    virtual void pre_init(IDL::traits<ORBInitInfo>::ref_type) {}
    virtual void post_init(IDL::traits<ORBInitInfo>::ref_type) {}

protected:
    ORBInitializer() = default;
};

/// For the ORBs that ORB_init creates from now on. unregister is Corbel's addition.
void register_orb_initializer(IDL::traits<ORBInitializer>::ref_type init);
void unregister_orb_initializer(const IDL::traits<ORBInitializer>::ref_type& init);

/// For ORB_init: runs the initializers for a new ORB.
void initialize(const IDL::traits<CORBA::ORB>::ref_type& orb);
/// For ORB: the end.
void destroy_interceptors(Registry& registry);
/// For ORB: nil if there is none for the type.
IDL::traits<PolicyFactory>::ref_type find_policy_factory(const Registry& registry, CORBA::PolicyType type);

}  // namespace PortableInterceptor
