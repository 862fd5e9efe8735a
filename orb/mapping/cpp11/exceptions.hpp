// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <exception>
#include <iosfwd>
#include <string>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/shared_ptr.hpp"
#include "orb/engine/cdr/writer.hpp"

/// Exceptions of the mapping (IDL to C++11, 6.14). The engine throws SystemError; it becomes one of these where an
/// operation of the mapping returns to its caller, and nowhere else.
namespace CORBA {

enum CompletionStatus : std::uint32_t { COMPLETED_YES, COMPLETED_NO, COMPLETED_MAYBE };

std::ostream& operator<<(std::ostream& out, CompletionStatus value);

class Exception : public std::exception {
public:
    const char* what() const noexcept override { return _rep_id(); }
    virtual const char* _name() const noexcept = 0;
    virtual const char* _rep_id() const noexcept = 0;
    /// Throws a copy of the most derived object.
    [[noreturn]] virtual void _raise() const = 0;

protected:
    Exception() = default;
    Exception(const Exception&) = default;
    Exception& operator=(const Exception&) = default;
};

std::ostream& operator<<(std::ostream& out, const Exception& exception);

/// what() gives the name, the minor code in words where it is known, the completion status, and what was tried and why
/// it failed.
class SystemException : public Exception {
public:
    std::uint32_t minor() const noexcept { return minor_; }
    void minor(std::uint32_t value);
    CompletionStatus completed() const noexcept { return completed_; }
    void completed(CompletionStatus value);

    /// The reason in words; empty if there is none but the minor code. Corbel's addition; it travels to other ORBs as
    /// far as their service contexts carry it.
    const char* reason() const noexcept { return reason_ ? reason_->c_str() : ""; }

    const char* what() const noexcept override;
    const char* _name() const noexcept override;
    const char* _rep_id() const noexcept override;
    corbel::Error error() const noexcept { return error_; }

    friend bool operator==(const SystemException& one, const SystemException& other) noexcept {
        return one.error_ == other.error_ && one.minor_ == other.minor_ && one.completed_ == other.completed_;
    }

protected:
    SystemException(corbel::Error error, std::uint32_t minor, CompletionStatus completed, std::string reason);

private:
    void describe();

    std::shared_ptr<const std::string> reason_;  // shared, so that copies cannot fail
    std::shared_ptr<const std::string> what_;
    std::uint32_t minor_;
    CompletionStatus completed_;
    corbel::Error error_;
};

/// Base of the exceptions that IDL declares.
class UserException : public Exception {
public:
    /// The members, without the repository id.
    virtual void _encode(corbel::cdr::Writer& out) const = 0;

protected:
    UserException() = default;
    UserException(const UserException&) = default;
    UserException& operator=(const UserException&) = default;
};

}  // namespace CORBA

namespace corbel {

/// A standard system exception: CORBA::MARSHAL and the others are names for these.
template <Error E>
class StandardException final : public CORBA::SystemException {
public:
    StandardException() : StandardException{0, CORBA::COMPLETED_NO} {}
    explicit StandardException(std::uint32_t minor, CORBA::CompletionStatus completed, std::string reason = {})
        : SystemException{E, minor, completed, std::move(reason)} {}
    [[noreturn]] void _raise() const override { throw *this; }
};

/// The border: throws the CORBA exception that says what `error` says.
[[noreturn]] void rethrow(const SystemError& error);
SystemError to_system_error(const CORBA::SystemException& exception);

/// Runs `action`; a SystemError leaves as the CORBA exception.
template <class Action>
decltype(auto) translated(Action&& action) {
    try {
        return std::forward<Action>(action)();
    } catch (const SystemError& error) {
        rethrow(error);
    }
}

/// BAD_PARAM: `member` is not the one that the discriminator of `type` selects, or "_d" would change it.
[[noreturn]] void bad_union_access(const char* type, const char* member);

}  // namespace corbel

namespace CORBA {

using UNKNOWN = corbel::StandardException<corbel::Error::unknown>;
using BAD_PARAM = corbel::StandardException<corbel::Error::bad_param>;
using NO_MEMORY = corbel::StandardException<corbel::Error::no_memory>;
using IMP_LIMIT = corbel::StandardException<corbel::Error::imp_limit>;
using COMM_FAILURE = corbel::StandardException<corbel::Error::comm_failure>;
using INV_OBJREF = corbel::StandardException<corbel::Error::inv_objref>;
using NO_PERMISSION = corbel::StandardException<corbel::Error::no_permission>;
using INTERNAL = corbel::StandardException<corbel::Error::internal>;
using MARSHAL = corbel::StandardException<corbel::Error::marshal>;
using INITIALIZE = corbel::StandardException<corbel::Error::initialize>;
using NO_IMPLEMENT = corbel::StandardException<corbel::Error::no_implement>;
using BAD_TYPECODE = corbel::StandardException<corbel::Error::bad_typecode>;
using BAD_OPERATION = corbel::StandardException<corbel::Error::bad_operation>;
using NO_RESOURCES = corbel::StandardException<corbel::Error::no_resources>;
using NO_RESPONSE = corbel::StandardException<corbel::Error::no_response>;
using PERSIST_STORE = corbel::StandardException<corbel::Error::persist_store>;
using BAD_INV_ORDER = corbel::StandardException<corbel::Error::bad_inv_order>;
using TRANSIENT = corbel::StandardException<corbel::Error::transient>;
using FREE_MEM = corbel::StandardException<corbel::Error::free_mem>;
using INV_IDENT = corbel::StandardException<corbel::Error::inv_ident>;
using INV_FLAG = corbel::StandardException<corbel::Error::inv_flag>;
using INTF_REPOS = corbel::StandardException<corbel::Error::intf_repos>;
using BAD_CONTEXT = corbel::StandardException<corbel::Error::bad_context>;
using OBJ_ADAPTER = corbel::StandardException<corbel::Error::obj_adapter>;
using DATA_CONVERSION = corbel::StandardException<corbel::Error::data_conversion>;
using OBJECT_NOT_EXIST = corbel::StandardException<corbel::Error::object_not_exist>;
using TRANSACTION_REQUIRED = corbel::StandardException<corbel::Error::transaction_required>;
using TRANSACTION_ROLLEDBACK = corbel::StandardException<corbel::Error::transaction_rolledback>;
using INVALID_TRANSACTION = corbel::StandardException<corbel::Error::invalid_transaction>;
using INV_POLICY = corbel::StandardException<corbel::Error::inv_policy>;
using CODESET_INCOMPATIBLE = corbel::StandardException<corbel::Error::codeset_incompatible>;
using REBIND = corbel::StandardException<corbel::Error::rebind>;
using TIMEOUT = corbel::StandardException<corbel::Error::timeout>;
using TRANSACTION_UNAVAILABLE = corbel::StandardException<corbel::Error::transaction_unavailable>;
using TRANSACTION_MODE = corbel::StandardException<corbel::Error::transaction_mode>;
using BAD_QOS = corbel::StandardException<corbel::Error::bad_qos>;
using INVALID_ACTIVITY = corbel::StandardException<corbel::Error::invalid_activity>;
using ACTIVITY_COMPLETED = corbel::StandardException<corbel::Error::activity_completed>;
using ACTIVITY_REQUIRED = corbel::StandardException<corbel::Error::activity_required>;
using THREAD_CANCELLED = corbel::StandardException<corbel::Error::thread_cancelled>;

}  // namespace CORBA
