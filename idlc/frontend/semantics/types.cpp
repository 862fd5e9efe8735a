// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/types.hpp"

#include <utility>

namespace corbel::idl {

namespace {

constexpr std::uint64_t largest_array = std::uint64_t{1} << 32;

}  // namespace

TypeRef Types::resolve_type(const TypeSpec& spec, Use use) {
    return std::visit(overloaded{[&](Primitive primitive) { return primitive_type(primitive, spec.place, use); },
                                 [&](const ScopedName& name) { return named_type(name, use); },
                                 [&](const syntax::StringSpec& string) { return string_type(string); },
                                 [&](const syntax::SequenceSpec& sequence) {
                                     return sequence_type(sequence, spec.place, use);
                                 },
                                 [&](const syntax::MapSpec& map) { return map_type(map, spec.place, use); },
                                 [&](const syntax::FixedSpec& fixed) { return fixed_type(fixed, spec.place, use); },
                                 [&](const std::unique_ptr<syntax::Definition>& definition) {
                                     return constructed_type(*definition, use);
                                 }},
                      spec.form);
}

TypeRef Types::primitive_type(Primitive primitive, const Location& place, Use use) {
    if (primitive == Primitive::void_ && use != Use::result) {
        error(Code::void_here, place);
        return nullptr;
    }
    return type(primitive);
}

TypeRef Types::named_type(const ScopedName& name, Use use) {
    auto* entry = resolve(name);
    if (!entry) return nullptr;
    auto* declaration = entry->declaration;
    if (!declaration || !is_type(*declaration)) {
        if (entry->name != name.parts.back().text) return nullptr;  // said already: it differs in case
        error(declaration && declaration->kind == Kind::exception ? Code::exception_as_type : Code::not_a_type,
              name.place, {name.text()});
        declared_here(*entry);
        return nullptr;
    }
    if (entry->predeclared) return static_cast<const Typedef*>(declaration)->type;
    if (const auto kept = meanings_.find(declaration); kept != meanings_.end()) return kept->second;
    if (declaration->kind == Kind::typedef_ && is_builtin(declaration->location))
        return static_cast<const Typedef*>(declaration)->type;
    auto* found = type_of(*declaration);
    if (use == Use::member && !is_complete(found)) {
        error(Code::incomplete_type, name.place, {name.text()});
        declared_here(*entry);
        return nullptr;
    }
    return found;
}

bool Types::is_type(const Declaration& declaration) {
    switch (declaration.kind) {
        case Kind::interface:
        case Kind::typedef_:
        case Kind::structure:
        case Kind::union_:
        case Kind::enumeration:
        case Kind::bitmask:
        case Kind::bitset:
        case Kind::value_type:
        case Kind::value_box:
        case Kind::native: return true;
        default: return false;
    }
}

bool Types::is_complete(TypeRef type) {
    type = unaliased(type);
    while (auto* array = type->as<ArrayType>()) type = unaliased(array->element);
    if (auto* structure = declared<Structure>(type)) return structure->is_defined;
    if (auto* choice = declared<Union>(type)) return choice->is_defined;
    return true;
}

TypeRef Types::string_type(const syntax::StringSpec& spec) {
    StringType string{spec.wide, 0};
    if (spec.bound) {
        const auto bound = evaluator_.length(*spec.bound, "the bound of a string");
        if (!bound) return nullptr;
        string.bound = *bound;
    }
    return type(string);
}

TypeRef Types::fixed_type(const syntax::FixedSpec& spec, const Location& place, Use use) {
    if (!spec.digits) {
        error(Code::fixed_without_digits, place);
        return nullptr;
    }
    if (use == Use::parameter || use == Use::result) {
        error(Code::anonymous_type, place);
        return nullptr;
    }
    const auto digits = evaluator_.whole(*spec.digits, {1, 31}, Code::fixed_digits);
    if (!digits) return nullptr;
    const auto scale = evaluator_.whole(*spec.scale, {0, *digits}, Code::fixed_scale, {to_text(*digits)});
    if (!scale) return nullptr;
    return type(FixedType{static_cast<std::uint16_t>(*digits), static_cast<std::uint16_t>(*scale)});
}

TypeRef Types::sequence_type(const syntax::SequenceSpec& spec, const Location& place, Use use) {
    SequenceType sequence;
    sequence.element = resolve_type(*spec.element, Use::element);
    if (spec.bound) {
        const auto bound = evaluator_.length(*spec.bound, "the bound of a sequence");
        if (!bound) return nullptr;
        sequence.bound = *bound;
    }
    if (use == Use::parameter || use == Use::result || use == Use::constant) {
        error(Code::anonymous_type, place);
        return nullptr;
    }
    return sequence.element ? type(sequence) : nullptr;
}

TypeRef Types::map_type(const syntax::MapSpec& spec, const Location& place, Use use) {
    MapType map;
    map.key = resolve_type(*spec.key, Use::element);
    map.value = resolve_type(*spec.value, Use::element);
    if (spec.bound) {
        const auto bound = evaluator_.length(*spec.bound, "the bound of a map");
        if (!bound) return nullptr;
        map.bound = *bound;
    }
    if (use == Use::parameter || use == Use::result || use == Use::constant) {
        error(Code::anonymous_type, place);
        return nullptr;
    }
    if (!map.key || !map.value) return nullptr;
    if (!can_be_key(map.key)) {
        error(Code::map_key, spec.key->place, {to_text(map.key)});
        return nullptr;
    }
    if (!is_complete(map.value)) {
        error(Code::incomplete_type, spec.value->place, {to_text(map.value)});
        return nullptr;
    }
    return type(map);
}

// What std::map can sort, but floating point, where values can be equal to none.
bool Types::can_be_key(TypeRef type) {
    const auto* plain = unaliased(type);
    if (plain->as<StringType>() || declared<Enum>(type) || range_of(type)) return true;
    return plain->is(Primitive::boolean) || plain->is(Primitive::char_) || plain->is(Primitive::wchar);
}

TypeRef Types::constructed_type(const syntax::Definition& definition, Use use) {
    const bool forward = std::visit(overloaded{[](const syntax::Structure& each) { return each.is_forward; },
                                               [](const syntax::Union& each) { return each.is_forward; },
                                               [](const auto&) { return false; }},
                                    definition.form);
    if (forward) {
        const bool is_union = std::holds_alternative<syntax::Union>(definition.form);
        error(Code::keyword_before_type, definition.place, {is_union ? "union" : "struct"});
        return nullptr;
    }
    if (use != Use::member && use != Use::alias) {
        error(Code::definition_here, definition.place);
        return nullptr;
    }
    const auto* made = define(definition);
    return made ? type_of(*made) : nullptr;
}

TypeRef Types::declared_type(TypeRef element, const syntax::Declarator& declarator) {
    if (declarator.dimensions.empty()) return element;
    ArrayType array{element, {}};
    std::uint64_t total = 1;
    for (const auto& each : declarator.dimensions) {
        const auto length = evaluator_.length(each, "the size of an array");
        if (!length) return nullptr;
        array.dimensions.push_back(*length);
        total *= *length;
        if (total > largest_array) {
            error(Code::array_too_large, declarator.name.place, {declarator.name.text});
            return nullptr;
        }
    }
    return element ? type(std::move(array)) : nullptr;
}

bool Types::holds_local(TypeRef type) const {
    for (;;) {
        type = unaliased(type);
        if (auto* sequence = type->as<SequenceType>()) type = sequence->element;
        else if (auto* map = type->as<MapType>()) type = map->value;
        else if (auto* optional = type->as<OptionalType>()) type = optional->value;
        else if (auto* array = type->as<ArrayType>()) type = array->element;
        else break;
    }
    if (auto* interface = declared<Interface>(type)) return interface->is_local;
    auto* named = type->as<NamedType>();
    return named && local_types_.contains(named->declaration);
}

void Types::note_local(const Declaration& holder, TypeRef member) {
    if (member && holds_local(member)) local_types_.insert(&holder);
}

}  // namespace corbel::idl
