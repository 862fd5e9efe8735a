// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/system_exception_any.hpp"

#include <optional>

#include "orb/engine/giop/system_exception.hpp"
#include "orb/engine/types/typecode.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace CORBA {

void operator<<=(Any& any, const SystemException& exception) {
    using corbel::types::TypeCode;
    static const auto completion = TypeCode::enumeration("IDL:omg.org/CORBA/completion_status:1.0", "completion_status",
                                                         {"COMPLETED_YES", "COMPLETED_NO", "COMPLETED_MAYBE"});
    const auto type = TypeCode::exception(exception._rep_id(), exception._name(),
                                          {{"minor", TypeCode::primitive(TCKind::tk_ulong)},
                                           {"completed", completion}});
    corbel::cdr::Writer out;
    corbel::giop::write_system_exception(out, corbel::to_system_error(exception));
    any = Any{type, std::make_shared<const corbel::EncodedValue>(out.copy(), out.encoding(), 0, nullptr)};
}

}  // namespace CORBA

namespace corbel {

void raise_held_system_exception(const CORBA::Any& any) {
    const auto& type = any.type_pointer();
    if (!type || type->resolved().kind() != types::TCKind::tk_except) return;
    const auto& id = type->resolved().id();
    if (repository_id_of(error_of(id)) != id) return;
    std::optional<SystemError> held;
    any.value()->read(*type, [&](cdr::Reader& in) { held = giop::read_system_exception(in); });
    rethrow(*held);
}

}  // namespace corbel
