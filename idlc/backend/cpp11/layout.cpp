// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/layout.hpp"

#include <algorithm>

namespace corbel::idl::cpp11 {
namespace {

/// Tables of more are not worth their place.
constexpr std::size_t most_fields = 64;
constexpr std::uint64_t most_bytes = 1 << 20;

std::uint64_t aligned(std::uint64_t position, std::uint64_t boundary) {
    return (position + boundary - 1) / boundary * boundary;
}

std::optional<LayoutField> number(Primitive primitive) {
    switch (primitive) {
        case Primitive::boolean: return LayoutField{0, 1, 1, 2};
        case Primitive::octet:
        case Primitive::int8: return LayoutField{0, 1, 1, 0};
        case Primitive::short_:
        case Primitive::ushort: return LayoutField{0, 2, 1, 0};
        case Primitive::long_:
        case Primitive::ulong:
        case Primitive::float_: return LayoutField{0, 4, 1, 0};
        case Primitive::longlong:
        case Primitive::ulonglong:
        case Primitive::double_: return LayoutField{0, 8, 1, 0};
        default: return {};  // text is converted, a long double written as a quadruple
    }
}

/// Runs that stand side by side and are of one kind become one.
void append(std::vector<LayoutField>& fields, LayoutField field, std::uint64_t start) {
    field.offset += start;
    if (!fields.empty()) {
        auto& last = fields.back();
        if (last.size == field.size && last.below == field.below &&
            last.offset + last.size * last.count == field.offset) {
            last.count += field.count;
            return;
        }
    }
    fields.push_back(field);
}

StructLayout alone(const LayoutField& field) { return {{field}, field.size * field.count, field.size}; }

}  // namespace

std::optional<StructLayout> Layouts::memory_of(const ArrayType& array) {
    const auto element = memory_of(array.element);
    if (!element) return {};
    std::uint64_t count = 1;
    for (const auto dimension : array.dimensions)
        if (count = std::min(count, most_bytes) * dimension; count * element->size > most_bytes) return {};
    if (element->fields.size() == 1 && element->fields[0].size * element->fields[0].count == element->size) {
        auto run = element->fields[0];
        run.count *= count;
        return alone(run);
    }
    if (count * element->fields.size() > most_fields) return {};
    StructLayout all{{}, element->size * count, element->alignment};
    for (std::uint64_t i = 0; i < count; ++i)
        for (const auto& field : element->fields) append(all.fields, field, i * element->size);
    return all;
}

std::optional<StructLayout> Layouts::memory_of(TypeRef type) {
    const auto* plain = unaliased(type);
    if (const auto* primitive = plain->as<Primitive>()) {
        const auto field = number(*primitive);
        return field ? std::optional{alone(*field)} : std::nullopt;
    }
    if (const auto* array = plain->as<ArrayType>()) return memory_of(*array);
    const auto* named = plain->as<NamedType>();
    if (!named) return {};
    if (named->declaration->kind == Kind::structure)
        return memory_of(static_cast<const Structure&>(*named->declaration));
    if (named->declaration->kind != Kind::enumeration) return {};
    const auto& enumeration = static_cast<const Enum&>(*named->declaration);
    if (enumeration.has_numbers() || enumeration.bit_bound != 32) return {};
    return alone({0, 4, 1, enumeration.enumerators.size()});
}

const std::optional<StructLayout>& Layouts::memory_of(const Structure& structure) {
    if (const auto known = known_.find(&structure); known != known_.end()) return known->second;
    return known_[&structure] = laid_out(structure);
}

std::optional<StructLayout> Layouts::laid_out(const Structure& structure) {
    if (structure.base) return {};
    StructLayout all{{}, 0, 1};
    for (const auto& member : structure.members) {
        const auto part = memory_of(member.type);
        if (!part || all.fields.size() + part->fields.size() > most_fields) return {};
        const auto start = aligned(all.size, part->alignment);
        for (const auto& field : part->fields) append(all.fields, field, start);
        all.size = start + part->size;
        all.alignment = std::max(all.alignment, part->alignment);
    }
    all.size = aligned(all.size, all.alignment);
    if (all.fields.empty() || all.size > most_bytes) return {};
    return all;
}

std::optional<StructLayout> Layouts::of(const Structure& structure) {
    const auto& layout = memory_of(structure);
    if (!layout) return {};
    std::uint64_t position = 0;
    for (const auto& field : layout->fields) {
        if (aligned(position, field.size) != field.offset) return {};
        position = field.offset + field.size * field.count;
    }
    if (aligned(position, layout->fields[0].size) != layout->size) return {};
    return layout;
}

}  // namespace corbel::idl::cpp11
