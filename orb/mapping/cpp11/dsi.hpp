// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "orb/engine/adapter/dynamic_servant.hpp"
#include "orb/engine/invocation/server_request.hpp"
#include "orb/mapping/cpp11/context.hpp"
#include "orb/mapping/cpp11/nv_list.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"
#include "orb/mapping/cpp11/server_call.hpp"

/// The dynamic skeleton interface (CORBA 2.6, chapter 8): servants whose interface is known at run time only.
namespace CORBA {
class ServerRequest;
}
template <> struct IDL::traits<CORBA::ServerRequest> : corbel::local_interface_traits<CORBA::ServerRequest> {};

namespace CORBA {

/// A request as a DynamicImplementation sees it. Of use until invoke() returns, and BAD_INV_ORDER afterwards.
class ServerRequest final : public virtual LocalObject {
public:
    using ListRef = IDL::traits<NVList>::ref_type;

    explicit ServerRequest(corbel::ServerRequest& request) : request_{&request}, operation_{request.operation()} {}

    const std::string& operation() const noexcept { return operation_; }

    /// Fills in the in and inout arguments; the list describes all arguments, the type of each by its any. What the
    /// out and inout ones hold when invoke() returns is sent. Called once, also where there are no arguments:
    /// BAD_INV_ORDER minor 7 for a second time or after set_exception(). MARSHAL for what is not of the types.
    void arguments(ListRef parameters);
    /// The context that came with an operation that has a context clause. BAD_INV_ORDER minor 8 before arguments(), for
    /// a second time, and after the result.
    IDL::traits<Context>::ref_type ctx();
    /// Of an operation without a result not called, or with an empty any. BAD_INV_ORDER minor 9 before arguments(), for
    /// a second time, and after set_exception(). MARSHAL minor 3 if the client has sent more than the arguments.
    void set_result(const Any& value);
    /// The answer is this exception, whatever else was set. BAD_PARAM minor 21 for an any that holds none.
    void set_exception(const Any& value);

    /// For DynamicImplementation.
    void _answer(corbel::ServerCall& call);
    void _end() noexcept { request_ = nullptr; }

private:
    void require(bool in_order, std::uint32_t minor, const char* what) const;
    void require_end_of_arguments() const;
    void raise();
    void write(corbel::cdr::Writer& out) const;

    corbel::ServerRequest* request_;
    const std::string operation_;
    ListRef parameters_;
    bool context_asked_ = false;
    std::optional<Any> result_;
    std::optional<Any> exception_;
};

}  // namespace CORBA

namespace PortableServer {

/// Base of dynamic servants; activated, or set as default servant, or given by servant managers like any other.
class DynamicImplementation : public ServantBase, public corbel::adapter::DynamicServant {
public:
    /// Performs one request. A CORBA exception that leaves it goes to the client as it is, also a user exception, also
    /// the one in an UnknownUserException. _is_a, _non_existent and the other operations that every object has do not
    /// come here.
    virtual void invoke(IDL::traits<CORBA::ServerRequest>::ref_type request) = 0;

    /// The repository id of an object: of its most derived interface. May be called outside of requests.
    virtual std::string _primary_interface(const ObjectId& object_id, IDL::traits<POA>::ref_type poa) const = 0;

    /// The object whose request this thread performs; WrongPolicy outside of one (CORBA 2.6, C++ mapping of
    /// DynamicImplementation).
    IDL::traits<CORBA::Object>::ref_type _this();

    /// Whether the object whose request this thread performs has the interface: its primary one is known here.
    bool is_a(std::string_view repository_id) const override;
    /// The primary interface of that object; empty outside of requests. Good until the thread asks again.
    std::string_view repository_id() const override;
    /// None: its requests come to invoke().
    std::vector<corbel::Facet> _facets() final;
    std::string primary_interface(corbel::adapter::Poa& poa, corbel::ByteView object_id) const final;

protected:
    DynamicImplementation() = default;
    bool _dispatch(corbel::ServerCall& call) final;

private:
    void perform(corbel::ServerCall& call);
};

}  // namespace PortableServer
