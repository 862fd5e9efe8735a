// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/nv_list.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/typecode.hpp"

namespace CORBA {

NVList::Item NVList::add_value(const std::string& name, const Any& value, Flags flags) {
    const auto direction = flags & ~IN_COPY_VALUE;
    if (direction != ARG_IN && direction != ARG_OUT && direction != ARG_INOUT)
        throw INV_FLAG{0, COMPLETED_NO, "an argument is ARG_IN, ARG_OUT or ARG_INOUT, not " + std::to_string(flags)};
    items_.push_back(make_reference<NamedValue>(name, value, direction));
    return items_.back();
}

void ExceptionList::add(typecode_reference type) {
    if (!type || type->kind() != TCKind::tk_except)
        throw BAD_TYPECODE{corbel::minor::illegitimate_member, COMPLETED_NO,
                           "a list of exceptions cannot hold " + (type ? type.pointer()->to_string() : "nil")};
    types_.push_back(std::move(type));
}

}  // namespace CORBA
