// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/dynamic_value.hpp"

#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace corbel {

dynamic::Value dynamic_value(const CORBA::Any& any) {
    dynamic::Value value;
    if (!any.value()) return value;
    const auto& type = *any.type_pointer();
    any.value()->read(type, [&](cdr::Reader& in) { value = dynamic::decode(in, type); });
    return value;
}

CORBA::Any any_of_value(const types::TypeCodePtr& type, const dynamic::Value& value, Invoker* invoker) {
    cdr::Writer out;
    dynamic::encode(out, *type, value);
    cdr::Reader in{out.contiguous(), out.encoding()};
    in.environment(invoker);
    return take_any(in, type);
}

}  // namespace corbel
