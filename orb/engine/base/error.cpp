// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/error.hpp"

#include <array>

namespace corbel {
namespace {

#define CORBEL_ID(name) "IDL:omg.org/CORBA/" name ":1.0"
constexpr std::array<std::string_view, error_count> repository_ids{
    CORBEL_ID("UNKNOWN"), CORBEL_ID("BAD_PARAM"), CORBEL_ID("NO_MEMORY"), CORBEL_ID("IMP_LIMIT"),
    CORBEL_ID("COMM_FAILURE"), CORBEL_ID("INV_OBJREF"), CORBEL_ID("NO_PERMISSION"), CORBEL_ID("INTERNAL"),
    CORBEL_ID("MARSHAL"), CORBEL_ID("INITIALIZE"), CORBEL_ID("NO_IMPLEMENT"), CORBEL_ID("BAD_TYPECODE"),
    CORBEL_ID("BAD_OPERATION"), CORBEL_ID("NO_RESOURCES"), CORBEL_ID("NO_RESPONSE"), CORBEL_ID("PERSIST_STORE"),
    CORBEL_ID("BAD_INV_ORDER"), CORBEL_ID("TRANSIENT"), CORBEL_ID("FREE_MEM"), CORBEL_ID("INV_IDENT"),
    CORBEL_ID("INV_FLAG"), CORBEL_ID("INTF_REPOS"), CORBEL_ID("BAD_CONTEXT"), CORBEL_ID("OBJ_ADAPTER"),
    CORBEL_ID("DATA_CONVERSION"), CORBEL_ID("OBJECT_NOT_EXIST"), CORBEL_ID("TRANSACTION_REQUIRED"),
    CORBEL_ID("TRANSACTION_ROLLEDBACK"), CORBEL_ID("INVALID_TRANSACTION"), CORBEL_ID("INV_POLICY"),
    CORBEL_ID("CODESET_INCOMPATIBLE"), CORBEL_ID("REBIND"), CORBEL_ID("TIMEOUT"),
    CORBEL_ID("TRANSACTION_UNAVAILABLE"), CORBEL_ID("TRANSACTION_MODE"), CORBEL_ID("BAD_QOS"),
    CORBEL_ID("INVALID_ACTIVITY"), CORBEL_ID("ACTIVITY_COMPLETED"), CORBEL_ID("ACTIVITY_REQUIRED"),
    CORBEL_ID("THREAD_CANCELLED")};
#undef CORBEL_ID

constexpr std::string_view prefix = "IDL:omg.org/CORBA/";

constexpr std::array<const char*, error_count> names{
    "UNKNOWN", "BAD_PARAM", "NO_MEMORY", "IMP_LIMIT", "COMM_FAILURE", "INV_OBJREF", "NO_PERMISSION", "INTERNAL",
    "MARSHAL", "INITIALIZE", "NO_IMPLEMENT", "BAD_TYPECODE", "BAD_OPERATION", "NO_RESOURCES", "NO_RESPONSE",
    "PERSIST_STORE", "BAD_INV_ORDER", "TRANSIENT", "FREE_MEM", "INV_IDENT", "INV_FLAG", "INTF_REPOS", "BAD_CONTEXT",
    "OBJ_ADAPTER", "DATA_CONVERSION", "OBJECT_NOT_EXIST", "TRANSACTION_REQUIRED", "TRANSACTION_ROLLEDBACK",
    "INVALID_TRANSACTION", "INV_POLICY", "CODESET_INCOMPATIBLE", "REBIND", "TIMEOUT", "TRANSACTION_UNAVAILABLE",
    "TRANSACTION_MODE", "BAD_QOS", "INVALID_ACTIVITY", "ACTIVITY_COMPLETED", "ACTIVITY_REQUIRED",
    "THREAD_CANCELLED"};

}  // namespace

std::string_view name_of(Error error) noexcept { return names[static_cast<unsigned>(error)]; }

std::string_view repository_id_of(Error error) noexcept { return repository_ids[static_cast<unsigned>(error)]; }

Error error_of(std::string_view repository_id) noexcept {
    if (repository_id.starts_with(prefix))
        for (unsigned i = 0; i < error_count; ++i)
            if (repository_ids[i] == repository_id) return static_cast<Error>(i);
    return Error::unknown;
}

std::string what_was_thrown() {
    try {
        throw;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "it is not derived from std::exception";
    }
}

}  // namespace corbel
