// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/tree.hpp"

namespace corbel::idl {

TypeRef Tree::type(Type::Form form) {
    if (auto* primitive = std::get_if<Primitive>(&form)) {
        auto& known = primitives_[static_cast<std::size_t>(*primitive)];
        if (!known) known = keep(std::move(form));
        return known;
    }
    return keep(std::move(form));
}

TypeRef Tree::keep(Type::Form form) {
    result_.types.push_back(std::make_unique<Type>(std::move(form)));
    return result_.types.back().get();
}

TypeRef Tree::type_of(const Declaration& declaration) {
    auto& known = named_types_[&declaration];
    if (!known) known = keep(NamedType{&declaration});
    return known;
}

void Tree::error(Code code, const Location& place, std::initializer_list<std::string> arguments) {
    diagnostics_.report(code, place, arguments);
}

void Tree::declared_here(const Entry& entry) {
    if (entry.place.line == 0) return;
    if (entry.kind == Entry::Kind::introduced) diagnostics_.report(Code::note_used_here, entry.place, {entry.name});
    else declared_here(entry.declaration, entry.name, entry.place);
}

void Tree::declared_here(const Declaration& declaration) {
    if (declaration.location.line != 0) declared_here(&declaration, declaration.name, declaration.location);
}

void Tree::declared_here(const Declaration* declaration, const std::string& name, const Location& place) {
    if (const auto known = origins_.find(declaration); known != origins_.end())
        diagnostics_.report(Code::note_implied, place, {name, known->second});
    else diagnostics_.report(Code::note_declared_here, place, {name});
}

void Tree::implied_here(const Name& name) {
    if (!origin_.empty()) diagnostics_.report(Code::note_implied, name.place, {name.text, origin_});
}

}  // namespace corbel::idl
