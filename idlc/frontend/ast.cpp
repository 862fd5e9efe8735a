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

Primitive unsigned_of(std::uint16_t width) noexcept {
    return width == 8    ? Primitive::octet
           : width == 16 ? Primitive::ushort
           : width == 32 ? Primitive::ulong
                         : Primitive::ulonglong;
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
