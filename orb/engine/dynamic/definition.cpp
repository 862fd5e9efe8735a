// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/definition.hpp"

namespace corbel::dynamic {

bool Definition::is_type() const noexcept {
    switch (kind) {
        case DefinitionKind::alias:
        case DefinitionKind::structure:
        case DefinitionKind::union_:
        case DefinitionKind::enumeration:
        case DefinitionKind::value:
        case DefinitionKind::value_box:
        case DefinitionKind::native: return true;
        default: return is_interface();
    }
}

bool Definition::is_container() const noexcept {
    switch (kind) {
        case DefinitionKind::repository:
        case DefinitionKind::module:
        case DefinitionKind::structure:
        case DefinitionKind::union_:
        case DefinitionKind::exception:
        case DefinitionKind::value: return true;
        default: return is_interface();
    }
}

std::string Definition::scoped_name() const {
    if (!container) return {};
    const auto outer = container->scoped_name();
    return outer.empty() ? name : outer + "::" + name;
}

std::string version_of(std::string_view repository_id) {
    const auto colon = repository_id.rfind(':');
    if (!repository_id.starts_with("IDL:") || colon < 4) return "1.0";
    return std::string{repository_id.substr(colon + 1)};
}

std::string id_inside(const Definition& container, std::string_view name) {
    std::string_view path = container.id;
    if (path.starts_with("IDL:")) path.remove_prefix(4);
    if (const auto colon = path.rfind(':'); colon != path.npos) path = path.substr(0, colon);
    return "IDL:" + std::string{path} + (path.empty() ? "" : "/") + std::string{name} + ":1.0";
}

}  // namespace corbel::dynamic
