// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/ast.hpp"

#include <algorithm>

namespace corbel::idl {

TypeRef unaliased(TypeRef type) noexcept {
    while (auto* named = type->as<NamedType>()) {
        if (named->declaration->kind != Kind::typedef_) break;
        type = static_cast<const Typedef*>(named->declaration)->type;
    }
    return type;
}

std::vector<std::string> Declaration::path() const {
    std::vector<std::string> names;
    for (auto* each = this; each; each = each->scope) names.push_back(each->name);
    std::reverse(names.begin(), names.end());
    return names;
}

std::string Declaration::scoped_name() const {
    return scope ? scope->scoped_name() + "::" + name : name;
}

}  // namespace corbel::idl
