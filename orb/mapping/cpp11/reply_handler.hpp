// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/mapping/cpp11/skeleton.hpp"

namespace Messaging {
class ReplyHandler;
}
template <>
struct IDL::traits<Messaging::ReplyHandler> : corbel::interface_traits<Messaging::ReplyHandler> {};

namespace Messaging {

/// Base of the objects that are told of answers (CORBA 3.0, 22.8).
class ReplyHandler : public virtual CORBA::Object {
public:
    using _traits_type = IDL::traits<ReplyHandler>;
    using _ref_type = IDL::traits<ReplyHandler>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:omg.org/Messaging/ReplyHandler:1.0";

protected:
    ReplyHandler() = default;
    ~ReplyHandler() override = default;
};

}  // namespace Messaging

namespace POA_Messaging {

class ReplyHandler : public virtual PortableServer::ServantBase {
public:
    IDL::traits<Messaging::ReplyHandler>::ref_type _this();
    std::string_view repository_id() const override;
    bool is_a(std::string_view id) const override;

protected:
    bool _dispatch(corbel::ServerCall& call) override;
};

}  // namespace POA_Messaging

template <>
struct CORBA::servant_traits<Messaging::ReplyHandler>
    : corbel::skeleton_traits<Messaging::ReplyHandler, POA_Messaging::ReplyHandler> {};

namespace corbel {

/// Base of CORBA::amic_traits<Interface>: `Asynchronous` is the class of its asynchronous stub, `Handler` the interface
/// of its reply handlers.
template <class Interface, class Asynchronous, class Handler>
struct asynchronous_traits {
    using ref_type = object_reference<Asynchronous>;
    using weak_ref_type = weak_object_reference<Asynchronous>;

    using replyhandler_traits = IDL::traits<Handler>;
    using replyhandler_ref_type = typename replyhandler_traits::ref_type;
    using weak_replyhandler_ref_type = typename replyhandler_traits::weak_ref_type;

    using replyhandler_servant_traits = CORBA::servant_traits<Handler>;
    using replyhandler_base_type = typename replyhandler_servant_traits::base_type;
    using replyhandler_servant_ref_type = typename replyhandler_servant_traits::ref_type;
    using weak_replyhandler_servant_ref_type = typename replyhandler_servant_traits::weak_ref_type;

    /// As IDL::traits<Interface>::narrow.
    static ref_type narrow(object_reference<CORBA::Object> object) {
        const auto narrowed = IDL::traits<Interface>::narrow(object);
        if (!narrowed) return nullptr;
        if (auto same = std::dynamic_pointer_cast<Asynchronous>(shared_pointer(narrowed))) return ref_type{same};
        return make_object_reference<Asynchronous>(narrowed->_reference());
    }
};

}  // namespace corbel

namespace CORBA {

/// What a program says of asynchronous calls of an interface: ref_type, a reference that has its operations and their
/// sendc_ forms; replyhandler_base_type, the class of servants that are told of the answers. Generated code
/// (idlc --ami) specialises it for each interface.
template <class Interface>
struct amic_traits;

}  // namespace CORBA
