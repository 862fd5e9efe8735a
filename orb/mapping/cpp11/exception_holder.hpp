// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "orb/mapping/cpp11/call.hpp"
#include "orb/mapping/cpp11/typecode.hpp"
#include "orb/mapping/cpp11/value.hpp"

namespace Messaging {
class ExceptionHolder;
}
template <>
struct IDL::traits<Messaging::ExceptionHolder>
    : corbel::value_traits<Messaging::ExceptionHolder, Messaging::ExceptionHolder, CORBA::ValueFactoryBase> {};

namespace Messaging {

/// What a reply handler is told instead of an answer (CORBA 3.0, 22.7): an exception, raised when asked for. A copy of
/// the exception, usable for as long as it is held.
class ExceptionHolder final : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<ExceptionHolder>;
    using _ref_type = IDL::traits<ExceptionHolder>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:omg.org/Messaging/ExceptionHolder:1.0";
    static const corbel::ValueForm _form_;

    ExceptionHolder() = default;
    explicit ExceptionHolder(const corbel::SystemError& error);
    explicit ExceptionHolder(const CORBA::UserException& exception);

    /// Throws the exception: a system exception, or a user exception of the operation's raises clause. UNKNOWN minor 1
    /// for any other user exception, MARSHAL if it cannot be read.
    [[noreturn]] void raise_exception() const;

    /// The same for a caller that knows further user exceptions by their TypeCodes: one of these that the operation
    /// does not list is thrown as CORBA::UnknownUserException.
    [[noreturn]] void raise_exception_with_list(const std::vector<CORBA::typecode_reference>& exc_list) const;

    /// For the runtime: the raises clause of the operation. Generated skeletons of reply handlers say it.
    void _may_raise(corbel::RaisesList raises) noexcept { raises_ = raises; }

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

private:
    corbel::cdr::Reader reader() const;
    [[noreturn]] void raise_system_exception(corbel::cdr::Reader& in) const;
    [[noreturn]] void raise_user_exception(const std::vector<CORBA::typecode_reference>& others) const;

    bool is_system_exception_ = true;
    bool little_endian_ = false;
    corbel::Octets exception_;  ///< as in the body of a reply, aligned as at its beginning
    corbel::RaisesList raises_;
    void* environment_ = nullptr;
};

}  // namespace Messaging
