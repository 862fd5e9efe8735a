// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/types/root_type.hpp"

namespace corbel::types {

std::string_view root_type_name(std::string_view id) noexcept {
    return id == object_id          ? "Object"
           : id == value_base_id    ? "ValueBase"
           : id == abstract_base_id ? "AbstractBase"
                                    : "";
}

TypeCodePtr root_type(TCKind kind) {
    const auto named = [](std::string_view id, auto make) {
        return make(std::string{id}, std::string{root_type_name(id)});
    };
    switch (kind) {
        case TCKind::tk_objref: return named(object_id, TypeCode::interface_);
        case TCKind::tk_abstract_interface: return named(abstract_base_id, TypeCode::abstract_interface);
        case TCKind::tk_value:
            return named(value_base_id, [](std::string id, std::string name) {
                return TypeCode::value(std::move(id), std::move(name), ValueModifier::none, {}, {});
            });
        default: return nullptr;
    }
}

}  // namespace corbel::types
