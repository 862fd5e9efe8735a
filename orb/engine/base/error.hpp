// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace corbel {

/// The standard system exceptions (CORBA 2.6, 4.12.3, and those CORBA 3 added), by the specification's names.
enum class Error : std::uint8_t {
    unknown, bad_param, no_memory, imp_limit, comm_failure, inv_objref, no_permission, internal, marshal, initialize,
    no_implement, bad_typecode, bad_operation, no_resources, no_response, persist_store, bad_inv_order, transient,
    free_mem, inv_ident, inv_flag, intf_repos, bad_context, obj_adapter, data_conversion, object_not_exist,
    transaction_required, transaction_rolledback, invalid_transaction, inv_policy, codeset_incompatible, rebind,
    timeout, transaction_unavailable, transaction_mode, bad_qos, invalid_activity, activity_completed,
    activity_required, thread_cancelled
};

inline constexpr unsigned error_count = static_cast<unsigned>(Error::thread_cancelled) + 1;

/// "MARSHAL" for Error::marshal.
std::string_view name_of(Error error) noexcept;

/// "IDL:omg.org/CORBA/MARSHAL:1.0" for Error::marshal.
std::string_view repository_id_of(Error error) noexcept;

/// The error of a repository id; Error::unknown for one that is not a standard exception's (CORBA 2.6, 4.12.3.1).
Error error_of(std::string_view repository_id) noexcept;

/// What the exception says that is being handled; of one that is not derived from std::exception, that it is not. For
/// `catch (...)` around what is the user's.
std::string what_was_thrown();

/// Whether the operation was executed (CORBA 2.6, 4.12.2); the values are those of the wire.
enum class Completion : std::uint32_t { yes = 0, no = 1, maybe = 2 };

/// What the engine throws. A mapping turns it into its own exception at its border; nothing below a mapping throws
/// anything else for a fault of the wire, the peer or the caller.
class SystemError : public std::exception {
public:
    SystemError(Error error, std::uint32_t minor, Completion completed, std::string text = {})
        : error_{error}, minor_{minor}, completed_{completed}, text_{std::move(text)} {}
    SystemError(Error error, std::uint32_t minor, std::string text = {})
        : SystemError{error, minor, Completion::no, std::move(text)} {}

    Error error() const noexcept { return error_; }
    std::uint32_t minor() const noexcept { return minor_; }
    Completion completed() const noexcept { return completed_; }
    void completed(Completion value) noexcept { completed_ = value; }

    /// What was tried, what is wrong with it and what helps; empty if the minor code says all.
    const std::string& text() const noexcept { return text_; }

    const char* what() const noexcept override { return text_.empty() ? name_of(error_).data() : text_.c_str(); }

private:
    Error error_;
    std::uint32_t minor_;
    Completion completed_;
    std::string text_;
};

}  // namespace corbel
